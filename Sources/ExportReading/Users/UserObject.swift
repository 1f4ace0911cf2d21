/// Reads one line of a user directory in JSON Lines.
enum UserObject {
  /// Reads the line at the window's start.
  ///
  /// - Throws: What is wrong with the line.
  static func read(_ window: UserFileWindow, line: Int) throws(UserFileError) -> UserRowOutcome {
    let bytes = window.bytes
    let end = bytes.first(0x0A, in: window.start..<bytes.count)
    guard end < bytes.count || window.isAtEnd else { return .needsMore }
    let next = min(end + 1, bytes.count)
    try window.checkText(upTo: end, line: line)
    if (window.start..<end).allSatisfy({ DecimalParser.isBlank(bytes[$0]) }) {
      return .row(nil, next: next)
    }
    do throws(JSONFault) {
      var fields = Fields()
      try fields.read(bytes, from: window.start)
      let row = UserRow(
        userID: fields.userID ?? [], accessToken: fields.accessToken, line: line)
      return .row(row, next: next)
    } catch {
      throw UserFileError(error.description(atEnd: error.index >= end), line: line)
    }
  }

  /// The two members that count.
  private struct Fields {
    var userID: [UInt8]?
    var accessToken: [UInt8]?
    private var seen: Set<[UInt8]> = []

    mutating func read(_ bytes: PaddedBytes, from start: Int) throws(JSONFault) {
      var scanner = JSONScanner(
        bytes, from: start, depthMax: ReadLimits.standard.nestingDepthMax, lineFeedIsSpace: false)
      scanner.skipSpace()
      guard scanner.current == 0x7B else {
        throw JSONFault(reason: .notAnObject, index: scanner.index)
      }
      if try scanner.beginObject() {
        repeat { try readMember(&scanner) } while try scanner.nextMember()
      }
      try scanner.finish()
    }

    private mutating func readMember(_ scanner: inout JSONScanner) throws(JSONFault) {
      let keyStart = scanner.index
      let key = try Self.text(of: scanner.key(), scanner.bytes)
      let isID = key == Array("user_id".utf8)
      guard isID || key == Array("access_token".utf8) else { return try scanner.skipValue() }
      guard seen.insert(key).inserted else {
        throw JSONFault(reason: .repeatedKey, index: keyStart)
      }
      let value = try Self.value(&scanner)
      if isID { userID = value } else { accessToken = value }
    }

    /// A string, a number as its text, or null.
    private static func value(_ scanner: inout JSONScanner) throws(JSONFault) -> [UInt8]? {
      switch scanner.current {
      case 0x22: return try text(of: scanner.string(), scanner.bytes)
      case 0x2D, 0x30...0x39: return scanner.bytes.copy(try scanner.number())
      case 0x6E:
        try scanner.skipValue()
        return nil
      default: throw JSONFault(reason: .expectedValue, index: scanner.index)
      }
    }

    private static func text(
      of string: JSONString, _ bytes: PaddedBytes
    ) throws(JSONFault) -> [UInt8] {
      guard string.hasEscapes else { return bytes.copy(string.range) }
      var text: [UInt8] = []
      try JSONText.appendDecoded(string.range, of: bytes, to: &text)
      return text
    }
  }
}
