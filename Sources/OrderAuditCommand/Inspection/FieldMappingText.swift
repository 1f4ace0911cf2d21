import BasketModel
import ExportProfiles
import ExportReading
import ReportWriting

/// Which field comes from where, as text.
struct FieldMappingText {
  private let opened: OpenedExport
  private let profile: Profile

  init(_ opened: OpenedExport, profile: Profile) {
    self.opened = opened
    self.profile = profile
  }

  /// One line for each field, and for CSV the columns that feed none.
  var text: String {
    switch opened.format {
    case .csv: profile.csv.map(table) ?? mapped(profile.mappings.csv)
    case .jsonLines:
      profile.json.map { nested($0, separator: ".") } ?? mapped(profile.mappings.json)
    case .xml: profile.xml.map { nested($0, separator: "/") } ?? mapped(profile.mappings.xml)
    }
  }

  private var missing: String { "The profile describes no exports of this format.\n\n" }

  /// The places that a mapping takes each field from, without what it does with them.
  private func mapped(_ mapping: RecordMapping?) -> String {
    guard let mapping else { return missing }
    let separator = opened.format == .xml ? "/" : "."
    func places(_ source: ValueSource, below path: [String]) -> String {
      let paths = source.valuePaths.map { (path + $0.names).joined(separator: separator) }
      return paths.isEmpty
        ? "(a constant)" : paths.map { TerminalText.shown($0) }.joined(separator: ", ")
    }
    var lines: [(String, String)] = []
    for field in OrderField.allCases {
      if let source = mapping.orderFields[field] {
        lines.append((field.profileName, places(source, below: [])))
      } else if mapping.notStated.contains(field) {
        lines.append((field.profileName, "(not stated)"))
      }
    }
    for part in mapping.parts {
      for field in OrderField.allCases {
        guard let source = part.fields[field] else { continue }
        let isCharge = part.kind != .item && part.kind != .discount
        lines.append(
          (isCharge ? "(a charge)" : field.profileName, places(source, below: part.path.names)))
      }
    }
    return Self.columns(lines, title: "Fields and where they come from:")
  }

  private func table(_ layout: TableLayout) -> String {
    guard
      let header = HeaderColumns.names(
        in: opened.firstBytes, delimiter: opened.delimiter(of: profile))
    else { return "The header row cannot be read.\n\n" }
    let fields = OrderField.allCases.compactMap { field in
      layout.columns[field].map { (field, $0) }
    }
    let lines = fields.map { field, column in
      let places = header.indices.filter { header[$0] == Array(column.utf8) }
      let place =
        switch places.count {
        case 0: field.isRequired ? "MISSING" : "not in this export"
        case 1: "column \(places[0] + 1)"
        default: "columns \(places.map { String($0 + 1) }.joined(separator: ", ")): REPEATED"
        }
      return (field.profileName, "\(TerminalText.shown(column)) (\(place))")
    }
    let mapped = Set(layout.columns.values.map { Array($0.utf8) })
    let rest = header.indices.filter { !mapped.contains(header[$0]) }.map { place in
      "  \(place + 1)  \(Self.shown(header[place]))\n"
    }
    return Self.columns(lines, title: "Fields and their columns:")
      + (rest.isEmpty ? "" : "Columns that feed no field:\n\(rest.joined())\n")
  }

  private func nested(_ layout: NestedLayout, separator: String) -> String {
    var lines: [(String, String)] = []
    for field in OrderField.allCases {
      let path: [String]? =
        switch field.owner {
        case .order: layout.orderFields[field]
        case .item: layout.itemFields[field].map { (layout.itemsPath ?? []) + $0 }
        case .discount: layout.discountFields[field].map { (layout.discountsPath ?? []) + $0 }
        }
      guard let path else { continue }
      lines.append(
        (
          field.profileName,
          TerminalText.shown((layout.recordPath + path).joined(separator: separator))
        ))
    }
    return Self.columns(lines, title: "Fields and their paths:")
  }

  private static func shown(_ name: [UInt8]) -> String {
    var bytes: [UInt8] = []
    TerminalText.append(name.span, limit: 100, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func columns(_ lines: [(String, String)], title: String) -> String {
    let width = lines.map(\.0.count).max() ?? 0
    return "\(title)\n"
      + lines.map { name, value in
        "  \(name)\(String(repeating: " ", count: width - name.count + 2))\(value)\n"
      }.joined() + "\n"
  }
}
