internal import BasketModel

/// Reads the keys of a whole profile.
struct ProfileTreeReader {
  var sections: SectionReader
  /// Whether the profile names no default at all; a wrong one has a problem of its own.
  private var isCurrencyRequired = true
  private var asksForCurrency = false
  private var style = AmountStyle()
  private var tolerance = Tolerance()

  init(sections: SectionReader) {
    self.sections = sections
  }

  private static let formatKeys = ["json", "csv", "xml"]
  private static let nameBytesMax = 64

  /// The profile; of use only where no problem was found.
  mutating func profile(_ tree: YAMLNode) -> Profile? {
    guard
      let top = sections.section(
        tree, titled: "profile", keys: ProfileVocabulary.keys(of: .profile))
    else { return nil }
    readVersion(top)
    var profile = Profile(name: name(top) ?? "", description: "", defaultCurrency: nil)
    if let entry = top["description"], let text = sections.text(entry) {
      profile.description = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    profile.defaultCurrency = defaultCurrency(top)
    profile.asksForCurrency = asksForCurrency
    profile.minimumFractionDigits = fractionDigits(top) ?? 0
    readTolerance(top)
    if let entry = top["item_price"] {
      let words = ItemPriceReading.allCases.map { ($0.rawValue, $0) }
      profile.itemPrice = sections.choice(entry, words) ?? .line
    }
    if let entry = top["zero_amounts"] {
      profile.zeroAmounts = sections.word(entry, ZeroAmountReading.self) ?? .positive
    }
    if let entry = top["negative_amounts"] {
      let words = [("refused", false), ("allowed", true)]
      profile.allowsNegativeAmounts = sections.choice(entry, words) ?? false
    }
    if let entry = top["personal"] { profile.personalFields = personalFields(entry) }
    if let entry = top["repeats"] {
      profile.comparesRepeats =
        sections.choice(entry, [("report", false), ("compare", true)]) ?? false
    }
    readLayouts(top, into: &profile)
    return profile
  }

  /// The examples of a profile whose other keys were read.
  mutating func examples(_ tree: YAMLNode) -> [ProfileExample] {
    guard case .mapping(let entries) = tree.content,
      let entry = entries.first(where: { $0.key == "examples" })
    else { return [] }
    let formats = Self.formatKeys.filter { key in entries.contains { $0.key == key } }
    var reader = ExampleReader(sections: sections, formats: formats)
    let examples = reader.examples(entry)
    sections = reader.sections
    return examples
  }

  private mutating func readVersion(_ top: Section) {
    guard let entry = top["profile_version"] else {
      sections.problems.add("the key \"profile_version\" is missing", at: top.place)
      return
    }
    guard let text = sections.text(entry) else { return }
    let version = ProfileReader.languageVersion
    if text != String(version) {
      sections.problems.add(
        "this program reads profile_version \(version), not \(quoted(text))",
        at: entry.value.place)
    }
  }

  private mutating func name(_ top: Section) -> String? {
    guard let entry = top["name"] else {
      sections.problems.add("the key \"name\" is missing", at: top.place)
      return nil
    }
    guard let text = sections.text(entry) else { return nil }
    if Self.isName(text) { return text }
    let lower = text.lowercased()
    sections.problems.add(
      "\"name\" must be small letters, digits, \"-\" and \"_\" (at most \(Self.nameBytesMax)),"
        + " not \(quoted(text))",
      at: entry.value.place, suggestion: Self.isName(lower) ? lower : nil)
    return nil
  }

  private static func isName(_ text: String) -> Bool {
    (1...nameBytesMax).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "a"..."z", "0"..."9", "-", "_": true
        default: false
        }
      }
  }

  private mutating func defaultCurrency(_ top: Section) -> Currency? {
    guard let entry = top["currency"] else { return nil }
    let section = sections.section(entry, .currency)
    if let section, section["default"] == nil { return nil }
    isCurrencyRequired = false
    guard let value = section?["default"], let text = sections.text(value) else { return nil }
    if text == "by_option" {
      asksForCurrency = true
      return nil
    }
    let code = Array(text.utf8)
    let currency = Currency(code: code.span)
    guard !currency.isKnown else { return currency }
    sections.problems.add(
      "unknown currency \(quoted(text))", at: value.value.place,
      suggestion: Currency.suggestion(for: code.span))
    return nil
  }

  private mutating func fractionDigits(_ top: Section) -> UInt8? {
    guard let entry = top["amounts"],
      let section = sections.section(entry, .amounts)
    else { return nil }
    var reader = AmountStyleReader(sections: sections)
    style = reader.style(section)
    sections = reader.sections
    guard let value = section["fraction_digits"], let text = sections.text(value) else {
      return nil
    }
    if text == "currency" { return 0 }
    for digits in 0...UInt8(6) where text == String(digits) { return digits }
    sections.problems.add(
      "\"fraction_digits\" must be \"currency\" or a whole number from 0 to 6, not \(quoted(text))",
      at: value.value.place, suggestion: Suggestion.closest(to: text, among: ["currency"]))
    return nil
  }

  private mutating func personalFields(_ entry: YAMLEntry) -> Set<OrderField> {
    let fields = FieldGroup.allCases.flatMap(\.names).map(\.field)
    return Set(sections.choices(entry, fields.map { ($0.profileName, $0) }))
  }

  private mutating func readLayouts(_ top: Section, into profile: inout Profile) {
    if Self.formatKeys.allSatisfy({ top[$0] == nil }) {
      sections.problems.add(
        "at least one of the sections \(list(Self.formatKeys, "and")) is required", at: top.place)
    }
    for kind in [ProfileVocabulary.SectionKind.json, .csv, .xml] {
      guard let entry = top[kind.rawValue] else { continue }
      if style.isPlain, tolerance == Tolerance(), PlainLayout.isEnough(for: entry) {
        readPlain(entry, kind, into: &profile)
      } else {
        readMapping(entry, kind, into: &profile)
      }
    }
    let others = ["json", "xml"].compactMap { top[$0] }
    if !profile.parts.isEmpty, let other = others.first {
      sections.problems.add(
        "a profile with parts reads tables alone: make \(quoted(other.key)) a profile of its own",
        at: other.keyPlace)
    }
  }

  private mutating func readTolerance(_ top: Section) {
    guard let entry = top["tolerance"], let section = sections.section(entry, .tolerance) else {
      return
    }
    if let entry = section["order"] {
      tolerance.order = sections.number(entry, in: 0...1_000_000) ?? 0
    }
    if let entry = section["line"] {
      tolerance.lineTenths = sections.tenths(entry, in: 0...1_000_000) ?? 0
    }
  }

  private mutating func readPlain(
    _ entry: YAMLEntry, _ kind: ProfileVocabulary.SectionKind, into profile: inout Profile
  ) {
    var reader = LayoutReader(isCurrencyRequired: isCurrencyRequired, sections: sections)
    switch kind {
    case .json: profile.json = reader.nestedLayout(entry, paths: .json)
    case .xml: profile.xml = reader.nestedLayout(entry, paths: .xml)
    default: profile.csv = reader.tableLayout(entry)
    }
    sections = reader.sections
  }

  private mutating func readMapping(
    _ entry: YAMLEntry, _ kind: ProfileVocabulary.SectionKind, into profile: inout Profile
  ) {
    var reader = MappingReader(
      sections: sections, kind: kind, isCurrencyRequired: isCurrencyRequired)
    var mapping = reader.mapping(entry)
    sections = reader.sources.sections
    mapping?.style = style
    mapping?.tolerance = tolerance
    switch kind {
    case .json: profile.mappings.json = mapping
    case .xml: profile.mappings.xml = mapping
    default: profile.mappings.csv = mapping
    }
  }
}
