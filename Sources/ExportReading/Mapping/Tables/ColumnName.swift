internal import BasketModel

/// Names of columns as people compare them: without regard to case, outer blanks and the kinds of
/// blanks and apostrophes, in the same way whatever the language.
enum ColumnName {
  /// The name in the form in which names are compared.
  static func folded(_ name: String) -> String {
    var folded = String.UnicodeScalarView()
    var isAfterBlank = true
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\u{20}", "\u{09}", "\u{0A}", "\u{0D}", "\u{A0}", "\u{202F}":
        if !isAfterBlank { folded.append(" ") }
        isAfterBlank = true
        continue
      // The four letters i of Turkish are one letter here: programs that change case mix them up.
      case "I", "İ", "ı": folded.append("i")
      // What is left of a lower-cased İ.
      case "\u{307}" where folded.last == "i": continue
      case "\u{2019}", "\u{2018}": folded.append("'")
      case "\u{FEFF}": continue
      default: folded.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
      isAfterBlank = false
    }
    if folded.last == " " { folded.removeLast() }
    return String(folded)
  }

  static func folded(_ name: [UInt8]) -> String {
    folded(String(decoding: name, as: UTF8.self))
  }

  /// Whether a row has all of some cells, each by one of its names.
  static func row(_ cells: [[UInt8]], hasAll wanted: [[String]]) -> Bool {
    let folded = Set(cells.map { Self.folded($0) })
    return wanted.allSatisfy { names in names.contains { folded.contains(Self.folded($0)) } }
  }
}
