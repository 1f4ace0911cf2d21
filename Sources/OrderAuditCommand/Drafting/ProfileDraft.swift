import BasketModel
import ExportProfiles
import ExportReading
import ReportWriting

/// The text of a new profile for an export: what is sure is filled in, `TODO` stands for the rest.
struct ProfileDraft {
  private let facts: ExportDetection
  /// Of exports that belong to the first.
  private let parts: DraftParts
  private let nearest: ProfileCandidate?
  private let fields: DraftFields
  private var lines: [String] = []

  /// - Parameters:
  ///   - others: Of exports that belong to the first, which has the orders.
  ///   - candidates: The built-in profiles by how near they are.
  init(_ facts: ExportDetection, others: [ExportDetection], candidates: [ProfileCandidate]) {
    self.facts = facts
    parts = DraftParts(facts, others)
    // What has few names in common says nothing, and neither does a profile for one of the exports.
    let near = candidates.first { $0.isNear && ($0.part != nil || others.isEmpty) }
    nearest = near
    fields = DraftFields(facts, nearest: near?.profile)
  }

  /// The YAML text, with an end of line.
  var text: String {
    if let nearest, nearest.canRead { return copy(of: nearest) }
    var draft = self
    draft.write()
    return draft.lines.joined(separator: "\n") + "\n"
  }

  // MARK: A built-in profile reads it

  private func copy(of candidate: ProfileCandidate) -> String {
    let name = candidate.profile.name
    let others = candidate.otherParts.map { " \($0.uppercased())" }.joined()
    let export = DraftText.comment(facts.sample.displayPath) + others
    let together = others.isEmpty ? "" : ", together with the files of its other parts"
    var text = ""
    for line in facts.seen { text += "# \(line)\n" }
    text += """
      #
      # The built-in profile \(name) can read this export as it is\(together):
      #
      #     order-audit check --profile \(name) \(export)
      #
      # Below is its text, for you to change where your export differs.


      """
    guard let yaml = try? BuiltInProfiles.yaml(named: name) else { return text }
    return text + String(decoding: yaml, as: UTF8.self)
  }

  // MARK: A new profile

  private mutating func write() {
    let export = DraftText.comment(facts.sample.displayPath)
    lines += facts.seen.map { "# \($0)" }
    lines += [
      "#", "# What is sure is filled in. Decide what is TODO, then let",
      "#     order-audit profiles check PROFILE.yaml \(export)",
      "#     order-audit inspect --profile PROFILE.yaml \(export)",
      "# say whether it fits. The language is explained by `order-audit profiles akinon` and in",
      "# Documentation/profiles.md.",
    ]
    if let nearest {
      lines += [
        "#",
        "# The nearest built-in profile is \(nearest.profile.name): \(nearest.fit.found) of its "
          + "\(nearest.fit.total) places are here. Fields that are",
        "# marked with its name are taken from it: look at each.",
      ]
    }
    lines += ["", "profile_version: 1", "name: \(DraftText.profileName(facts.sample.displayPath))"]
    let file = facts.sample.fileName
    lines += ["description: \(DraftText.scalar("Orders as in \(file)"))"]
    writeCurrency()
    writeAmounts()
    lines += [
      "", "# What an item's price is: that of the whole line, or of one unit.", "item_price: line",
      "",
    ]
    writeSection()
    writeNames()
  }

  private mutating func writeCurrency() {
    lines += ["", "# Of orders that state none."]
    if fields.statesCurrency {
      lines += ["# currency: { default: EUR }"]
    } else {
      lines += ["currency:", "  default: TODO" + DraftText.note("an ISO 4217 code such as EUR")]
    }
  }

  private mutating func writeAmounts() {
    let evidence = facts.amounts
    lines += ["", "amounts:"]
    let digits = evidence.fractionDigitsMax
    let names = evidence.fractionNodes.prefix(3).map { DraftText.comment(fields.fullName(of: $0)) }
      .joined(separator: ", ")
    lines.append(
      digits > 2 && digits <= 6
        ? "  fraction_digits: \(digits)" + DraftText.note("as many as were seen, in \(names)")
        : "  fraction_digits: currency"
          + DraftText.note(digits == 0 ? "no fraction was seen" : "at most \(digits) were seen"))
    lines += DraftAmountStyle(evidence).lines
  }

  private mutating func writeSection() {
    switch facts.sample.format {
    case .csv:
      lines.append("csv:")
      if let table = facts.table { writeTable(table) }
      lines += parts.lines
    case .jsonLines:
      lines.append("json:")
      writeEncoding()
    case .xml: lines.append("xml:")
    }
    lines.append("  order:")
    lines += fields.orderLines
    lines.append("  items:")
    lines += parts.itemLines ?? fields.itemLines
    lines += fields.discountLines
    lines += [
      "  # What else is part of the amount: shipping, taxes that prices do not include, tips.",
      "  # charges: { as: term, amount: TODO }",
    ]
  }

  private mutating func writeEncoding() {
    guard let encoding = facts.encoding else { return }
    let note =
      encoding == .windows1252
      ? "not UTF-8; windows-1254 reads what was seen alike" : "not UTF-8"
    lines.append("  encoding: \(encoding.rawValue)" + DraftText.note(note))
  }

  private mutating func writeTable(_ table: DetectedTable) {
    let names: [UInt8: String] = [0x2C: "comma", 0x3B: "semicolon", 0x09: "tab", 0x7C: "pipe"]
    lines.append("  delimiter: \(names[table.delimiter] ?? "TODO")")
    writeEncoding()
    if table.options.quote == nil { lines.append("  quote: none") }
    if table.options.quote == 0x27 { lines.append("  quote: single") }
    if table.hasBackslashEscapes { lines.append("  escape: backslash") }
    let header = table.headerNames
    if !header.isEmpty {
      let found = header.map { DraftText.scalar($0, inList: true) }.joined(separator: ", ")
      lines.append("  header: { find: [\(found)] }" + DraftText.note("not the first row"))
    }
  }

  /// All names of the export with what their values look like; never a value.
  private mutating func writeNames() {
    let noun =
      switch facts.sample.format {
      case .csv: "columns"
      case .jsonLines: "keys"
      case .xml: "elements and attributes"
      }
    lines += ["", "# The \(noun) of the export, and what their values look like:"]
    let all = facts.outline.nodes(below: 0).filter { !facts.outline.nodes[$0].isContainer }
    for node in all.prefix(Self.namesMax) {
      lines.append("#   \(DraftText.comment(fields.fullName(of: node)))  (\(facts.kind(of: node)))")
    }
    if all.count > Self.namesMax { lines.append("#   and \(all.count - Self.namesMax) more") }
    lines += parts.nameLines
  }

  private static let namesMax = 300
}

/// How amounts are written, as lines of a profile.
struct DraftAmountStyle {
  let lines: [String]

  init(_ evidence: AmountEvidence) {
    var lines: [String] = []
    let thousands = Self.thousands(evidence)
    let isPlain =
      thousands == nil && evidence.commas == 0 && evidence.ambiguousPoints == 0
      && evidence.ambiguousCommas == 0 && !evidence.hasCurrencySigns && !evidence.hasTrailingMinus
      && !evidence.hasParentheses
    if isPlain {
      self.lines = [
        "  # Plain numbers such as 1234.50, as far as was seen: no `decimal` is needed."
      ]
      return
    }
    let decimal: String
    if evidence.commas > 0, evidence.points > 0 {
      decimal =
        "TODO"
        + DraftText.note(
          "both were seen: \(evidence.commas) values with a comma, "
            + "\(evidence.points) with a point")
    } else if evidence.commas > 0 {
      decimal = "comma" + DraftText.note("in \(evidence.commas) values")
    } else if evidence.points > 0 {
      decimal = "point" + DraftText.note("in \(evidence.points) values")
    } else if evidence.ambiguousPoints + evidence.ambiguousCommas > 0 {
      decimal = "TODO" + DraftText.note("point or comma: three digits behind a mark may be either")
    } else {
      decimal = "TODO" + DraftText.note("point or comma: no fraction was seen")
    }
    lines.append("  decimal: \(decimal)")
    if let thousands {
      lines.append("  thousands: \(thousands)")
    } else if evidence.commas > 0, evidence.points == 0, evidence.ambiguousPoints > 0 {
      lines.append("  thousands: point")
    } else if evidence.points > 0, evidence.commas == 0, evidence.ambiguousCommas > 0 {
      lines.append("  thousands: comma")
    }
    if evidence.hasCurrencySigns { lines.append("  currency_signs: yes") }
    let negative =
      (evidence.hasTrailingMinus ? ["trailing"] : [])
      + (evidence.hasParentheses ? ["parentheses"] : [])
    if !negative.isEmpty { lines.append("  negative: [\(negative.joined(separator: ", "))]") }
    self.lines = lines
  }

  /// The mark between groups; nil where none was seen, `TODO` where several were.
  private static func thousands(_ evidence: AmountEvidence) -> String? {
    let names: [(UInt8, String)] = [
      (0x2E, "point"), (0x2C, "comma"), (0x20, "blank"), (0x27, "apostrophe"),
    ]
    let seen = names.filter { evidence.thousands.contains($0.0) }.map(\.1)
    if seen.count > 1 { return "TODO" + DraftText.note(seen.joined(separator: " and ") + " seen") }
    return seen.first
  }
}
