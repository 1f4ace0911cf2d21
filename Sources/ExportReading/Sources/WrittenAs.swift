package import ExportProfiles

/// Which of the ways of writing that a profile allows an export's first bytes show.
package enum WrittenAs {
  /// Rows in which a header that is looked for is expected.
  private static let headerRowsMax = 20
  /// Bytes at the end that may be a character cut off.
  private static let cutCharacterBytesMax = 3

  /// The delimiter that stands most often in the header row; the first of those that do.
  ///
  /// - Parameters:
  ///   - choices: At least one.
  ///   - firstBytes: In any encoding that has ASCII in it.
  /// - Complexity: O(*n*) in bytes.
  package static func delimiter(
    among choices: [UInt8], header: HeaderPlace, firstBytes: [UInt8]
  ) -> UInt8? {
    var best: (delimiter: UInt8, count: Int)?
    for counts in rows(in: firstBytes, header: header).map({ counts(of: choices, in: $0) }) {
      for (delimiter, count) in zip(choices, counts) where count > best?.count ?? -1 {
        best = (delimiter, count)
      }
    }
    return best?.delimiter ?? choices.first
  }

  /// The rows of which one is the header; a line break in quotes ends none.
  private static func rows(in bytes: [UInt8], header: HeaderPlace) -> [ArraySlice<UInt8>] {
    var rows: [ArraySlice<UInt8>] = []
    var start = 0
    var linesLeft = 0
    if case .after(let lines) = header { linesLeft = lines }
    var isInQuotes = false
    var rowsMax = 1
    if case .containing = header { rowsMax = headerRowsMax }
    for (index, byte) in bytes.enumerated() {
      if byte == 0x22 { isInQuotes.toggle() }
      guard byte == 0x0A || byte == 0x0D, !isInQuotes || linesLeft > 0 else { continue }
      let row = bytes[start..<index]
      start = index + 1
      if linesLeft > 0 {
        if byte == 0x0A { linesLeft -= 1 }
        isInQuotes = false
      } else if row.contains(where: { $0 > 0x20 }) {
        rows.append(row)
        if rows.count == rowsMax { return rows }
      }
    }
    if start < bytes.count { rows.append(bytes[start...]) }
    return rows
  }

  /// How often each delimiter stands outside quotes.
  private static func counts(of choices: [UInt8], in row: ArraySlice<UInt8>) -> [Int] {
    var counts = [Int](repeating: 0, count: choices.count)
    var isInQuotes = false
    for byte in row {
      if byte == 0x22 { isInQuotes.toggle() }
      if !isInQuotes, let place = choices.firstIndex(of: byte) { counts[place] += 1 }
    }
    return counts
  }

  /// The first encoding in which the bytes can be read; the last one where none fits.
  ///
  /// - Complexity: O(*n*) in bytes.
  package static func encoding(
    among choices: [TextEncoding], firstBytes: [UInt8]
  ) -> TextEncoding? {
    choices.first { fits($0, firstBytes) } ?? choices.last
  }

  private static func fits(_ encoding: TextEncoding, _ bytes: [UInt8]) -> Bool {
    switch encoding {
    case .utf8:
      let cut = bytes.suffix(cutCharacterBytesMax).reversed().prefix { $0 >= 0x80 }.count
      return String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
    case .utf16:
      return bytes.prefix(2).contains(0)
    case .windows1252, .windows1254, .latin1, .latin5: return true
    }
  }
}
