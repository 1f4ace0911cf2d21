import ExportReading
import ReportWriting

/// Names of exports in the text of a profile, where they must harm neither YAML nor a terminal.
enum DraftText {
  /// A comment behind a value.
  static func note(_ text: String) -> String { "  # \(text)" }

  /// A name inside a comment: on one line, cut where it is long.
  static func comment(_ text: String) -> String {
    var bytes: [UInt8] = []
    TerminalText.append(Array(text.utf8).span, limit: 100, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A text as a scalar of YAML.
  ///
  /// - Parameter inList: Whether it stands in brackets, where commas and brackets say more.
  static func scalar(_ text: String, inList: Bool = false) -> String {
    if text.unicodeScalars.contains(where: needsEscape) { return doubleQuoted(text) }
    let isPlain =
      !text.isEmpty && text.first != " " && text.last != " " && text.last != ":"
      && !text.contains(": ") && !text.contains(" #") && !(inList && isFlow(text))
      && (text.unicodeScalars.first.map { !"-?:,[]{}#&*!|>'\"%@`~=.+".unicodeScalars.contains($0) }
        ?? false)
      && text != UnresolvedText.word
    return isPlain
      ? text
      : "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
  }

  private static func isFlow(_ text: String) -> Bool {
    text.contains { ",[]{}".contains($0) }
  }

  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
    default: false
    }
  }

  private static func doubleQuoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" {
        quoted += "\\\(scalar)"
      } else if needsEscape(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A name for a profile, made of that of the export.
  static func profileName(_ path: String) -> String {
    let file = path.utf8.split(separator: 0x2F).last.map { Array($0) } ?? []
    let stem = file.prefix { $0 != 0x2E }
    var name = ""
    for byte in stem.prefix(64) {
      switch byte {
      case 0x41...0x5A: name.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      case 0x61...0x7A, 0x30...0x39, 0x2D, 0x5F: name.unicodeScalars.append(Unicode.Scalar(byte))
      default: name += "-"
      }
    }
    return name.contains { $0.isLetter || $0.isNumber } ? name : "shop"
  }
}

/// The word for what is not decided.
enum UnresolvedText {
  static let word = "TODO"
}
