/// Reads how the rows of a table are written.
struct TableOptionsReader {
  var sections: SectionReader

  init(sections: SectionReader) {
    self.sections = sections
  }

  /// The options of a section `csv`.
  mutating func options(_ section: Section) -> TableOptions {
    var options = TableOptions()
    if let entry = section["delimiter"] { readDelimiter(entry, into: &options) }
    if let entry = section["quote"] {
      let words: [(String, UInt8?)] = [("double", 0x22), ("single", 0x27), ("none", nil)]
      options.quote = sections.choice(entry, words) ?? 0x22
      if case .text("none") = entry.value.content { options.quote = nil }
    }
    if let entry = section["escape"] {
      let words = [("doubled", false), ("backslash", true)]
      options.hasBackslashEscapes = sections.choice(entry, words) ?? false
    }
    if let entry = section["comment"] { options.comment = sections.text(entry) ?? "" }
    if let entry = section["header"] { options.header = header(entry) }
    if let entry = section["ignore_rows"] { options.ignoredRows = sections.texts(entry) }
    if let entry = section["footer"] { options.footer = footer(entry) }
    if let entry = section["fill_down"] { options.filledColumns = sections.texts(entry) }
    if let entry = section["short_rows"] {
      options.padsShortRows = sections.choice(entry, [("fault", false), ("pad", true)]) ?? false
    }
    if let entry = section["rows"] {
      options.rowOrder =
        sections.choice(entry, [("adjacent", .adjacent), ("scattered", .scattered)]) ?? .adjacent
    }
    if let entry = section["blank_key"] {
      options.blankKeyContinues =
        sections.choice(entry, [("order", false), ("continues", true)]) ?? false
    }
    if let entry = section["lists"],
      let entries = sections.entries(of: entry.value, titled: entry.key)
    {
      for entry in entries {
        if let list = list(entry) { options.lists.append(list) }
      }
    }
    if let entry = section["parts"] { options.parts = parts(entry) }
    return options
  }

  private mutating func readDelimiter(_ entry: YAMLEntry, into options: inout TableOptions) {
    let words = LayoutReader.delimiters
    guard case .list = entry.value.content else {
      options.delimiter = sections.choice(entry, words.map { ($0.name, $0.byte) }) ?? nil
      return
    }
    let bytes = words.compactMap { word in word.byte.map { (word.name, $0) } }
    for element in sections.elements(entry) {
      if let byte = sections.choice(element, bytes) { options.delimiters.append(byte) }
    }
  }

  private mutating func header(_ entry: YAMLEntry) -> HeaderPlace {
    guard let section = sections.section(entry, .header),
      let place = sections.oneOf(["skip_lines", "find"], in: section, titled: entry.key)
    else { return .first }
    if place.key == "find" {
      let cells = sections.elements(place)
      if cells.isEmpty { sections.problems.add("\"find\" is empty", at: place.value.place) }
      return .containing(cells.map { sections.texts($0) })
    }
    return .after(lines: sections.number(place, in: 1...1000) ?? 0)
  }

  private mutating func footer(_ entry: YAMLEntry) -> TableFooter? {
    guard let section = sections.section(entry, .footer) else { return nil }
    for key in ["contains", "counts"] where section[key] == nil {
      sections.problems.add("the key \(quoted(key)) is missing", at: section.place)
    }
    guard let text = section["contains"].flatMap({ sections.text($0) }),
      let counted = section["counts"].flatMap({ sections.word($0, TableFooter.Counted.self) })
    else { return nil }
    return TableFooter(text: text, counted: counted)
  }

  // MARK: Files that belong together

  private mutating func parts(_ entry: YAMLEntry) -> [TablePart] {
    guard let entries = sections.entries(of: entry.value, titled: entry.key) else { return [] }
    if entries.count < 2 {
      sections.problems.add(
        "\"parts\" are two or more kinds of files, that of the orders first",
        at: entry.keyPlace)
    }
    var parts: [TablePart] = []
    for entry in entries {
      if entry.key == TableOptions.rowsName {
        sections.problems.add("\"rows\" are the rows of an order", at: entry.keyPlace)
      }
      if let part = part(entry, isFirst: parts.isEmpty) { parts.append(part) }
    }
    return parts
  }

  private mutating func part(_ entry: YAMLEntry, isFirst: Bool) -> TablePart? {
    guard let section = sections.section(entry, .file) else { return nil }
    var part = TablePart(name: entry.key)
    if let key = section["key"] {
      for element in sections.elements(key) { part.keyColumns.append(sections.texts(element)) }
    } else {
      sections.problems.add("the key \"key\" is missing", at: section.place)
    }
    if let entry = section["files"] { part.fileNames = sections.texts(entry) }
    if let entry = section["header"] { part.headerNames = sections.texts(entry) }
    if section["files"] == nil, section["header"] == nil {
      sections.problems.add(
        "\(quoted(entry.key)) needs \"files\" or \"header\" to be recognised", at: section.place)
    }
    if let entry = section["required"] { part.isRequired = sections.flag(entry) ?? false }
    if let entry = section["rows"] {
      part.hasSeveralRows =
        sections.choice(entry, [("one", false), ("several", true)]) ?? false
      if !isFirst {
        sections.problems.add("\"rows\" belongs to the first of the parts", at: entry.keyPlace)
      }
    }
    return part
  }

  // MARK: Lists

  private mutating func list(_ entry: YAMLEntry) -> CellList? {
    guard let section = sections.section(entry, .list),
      let place = sections.oneOf(["column", "columns"], in: section, titled: entry.key)
    else { return nil }
    if entry.key == TableOptions.rowsName {
      sections.problems.add("\"rows\" are the rows of an order", at: entry.keyPlace)
    }
    guard let listPlace = listPlace(place) else { return nil }
    var list = CellList(name: entry.key, place: listPlace, format: format(section))
    if let entry = section["optional"] { list.isOptional = sections.flag(entry) ?? false }
    return list
  }

  private mutating func listPlace(_ entry: YAMLEntry) -> CellListPlace? {
    if entry.key == "column" { return .column(sections.texts(entry)) }
    guard case .mapping(let entries) = entry.value.content else {
      return numbered(entry).map { .numbered($0) }
    }
    var fields: [NumberedField] = []
    for entry in entries {
      if let column = numbered(entry) {
        fields.append(NumberedField(name: entry.key, column: column))
      }
    }
    return fields.isEmpty ? nil : .numberedFields(fields)
  }

  private mutating func numbered(_ entry: YAMLEntry) -> String? {
    guard let text = sections.text(entry) else { return nil }
    if text.split(separator: "{n}", omittingEmptySubsequences: false).count == 2 { return text }
    sections.problems.add(
      "the name of a numbered column has \"{n}\" in place of the number", at: entry.value.place)
    return nil
  }

  /// The keys of pairs in their order, or in several orders.
  private mutating func keyOrders(_ entry: YAMLEntry) -> [[String]] {
    let elements = sections.elements(entry)
    let areOrders = elements.contains { if case .list = $0.value.content { true } else { false } }
    return areOrders ? elements.map { sections.texts($0) } : [sections.texts(entry)]
  }

  private mutating func format(_ section: Section) -> CellListFormat {
    let words = ["text", "json", "pairs"]
    var word = "text"
    if let entry = section["format"] {
      word = sections.choice(entry, words.map { ($0, $0) }) ?? "text"
    }
    for key in ["elements", "pairs", "key", "keys"] where word != "pairs" {
      if let entry = section[key] {
        sections.problems.add(
          "\(quoted(key)) belongs to \"format: pairs\"", at: entry.keyPlace)
      }
    }
    if word == "json" { return .json }
    guard word == "pairs" else { return .text }
    let texts = ["elements", "pairs", "key"].map { key in
      section[key].flatMap { sections.anyText($0) } ?? ""
    }
    for (key, text) in [("pairs", texts[1]), ("key", texts[2])] where text.isEmpty {
      sections.problems.add("the key \(quoted(key)) is missing", at: section.place)
    }
    let keys = section["keys"].map { keyOrders($0) } ?? []
    return .pairs(
      PairFormat(
        elementSeparator: texts[0], pairSeparator: texts[1], keySeparator: texts[2], keys: keys))
  }
}
