import BasketModel
import ExportProfiles
import ExportReading

/// What the values of a name look like.
enum ValueKind: String, CustomStringConvertible {
  case empty = "no values"
  case amounts = "numbers with fractions"
  case wholeNumbers = "whole numbers"
  case currencies = "currency codes"
  case texts = "texts"

  var description: String { rawValue }
  /// Whether the values may be amounts.
  var isNumber: Bool { self == .amounts || self == .wholeNumbers || self == .empty }
}

extension ExportDetection {
  /// What the values of a node look like; its values stay unseen.
  func kind(of node: Int) -> ValueKind {
    let values = outline.nodes[node].values
    if values.isEmpty { return .empty }
    if amounts.nodes.contains(node) {
      let isWhole = values.allSatisfy { !$0.contains(0x2E) && !$0.contains(0x2C) }
      return isWhole ? .wholeNumbers : .amounts
    }
    return values.allSatisfy { Currency(code: $0.span).isKnown } ? .currencies : .texts
  }

  /// What was seen of the export, for the head of a profile.
  var seen: [String] {
    var parts = [formatName]
    if sample.compression != .none { parts.append(sample.compression.rawValue) }
    parts.append(encodingName)
    if let table {
      let names: [UInt8: String] = [
        0x2C: "commas", 0x3B: "semicolons", 0x09: "tabs", 0x7C: "pipes",
      ]
      parts.append("\(names[table.delimiter] ?? "other marks") between cells")
      parts.append("\(outline.nodes[0].children.count) columns")
      parts.append("\(table.rowCount) rows")
    } else {
      parts.append("\(outline.records) records")
    }
    let part = sample.isWhole ? "" : " in its first MiB"
    let name = DraftText.comment(sample.displayPath)
    return [
      "A profile for \(name), as `order-audit init` saw it\(part):",
      parts.joined(separator: ", ") + ".",
    ]
  }

  private var formatName: String {
    switch sample.format {
    case .csv: "CSV"
    case .jsonLines: "JSON"
    case .xml: "XML"
    }
  }

  private var encodingName: String {
    if let encoding { return encoding.rawValue }
    if sample.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "UTF-8 with a byte order mark" }
    if sample.bytes.starts(with: [0xFF, 0xFE]) || sample.bytes.starts(with: [0xFE, 0xFF]) {
      return "UTF-16 with a byte order mark"
    }
    return sample.format == .xml ? "the encoding that it declares" : "UTF-8"
  }
}

extension ExportOutline {
  /// Whether a node is a list, or lies in one below `top`.
  func isInList(_ node: Int, below top: Int = 0) -> Bool {
    var place = node
    while place > 0, place != top {
      if nodes[place].isList { return true }
      place = nodes[place].parent
    }
    return false
  }
}
