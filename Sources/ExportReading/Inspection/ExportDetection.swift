package import ExportProfiles

/// What the start of an export shows of how it is written: for people who write a profile.
package struct ExportDetection: Sendable {
  package let sample: ExportSample
  /// The encoding that a profile must declare; nil where nothing need be declared.
  package let encoding: TextEncoding?
  /// How the rows of a table are written; nil for other formats.
  package private(set) var table: DetectedTable?
  /// The names of the export with their first values; those of a table from the header found.
  package let outline: ExportOutline
  /// How numbers are written.
  package let amounts: AmountEvidence

  /// Values of each name that are looked at.
  private static let valuesMax = 500

  /// - Complexity: O(*n*) in the sample's bytes.
  package init(_ sample: ExportSample) {
    self.sample = sample
    encoding = sample.format == .xml ? nil : Self.declaredEncoding(sample)
    let text = Self.text(of: sample, encoding: encoding)
    switch sample.format {
    case .csv:
      let table = DetectedTable(text, isWhole: sample.isWhole, expected: sample.delimiter)
      var reader = TableOutlineReader(valuesMax: Self.valuesMax)
      reader.read(table.rows, header: table.header)
      outline = reader.outline
      self.table = table
    case .jsonLines:
      var reader = JSONOutlineReader(valuesMax: Self.valuesMax)
      reader.read(text)
      outline = reader.outline
    case .xml:
      var reader = XMLOutlineReader(valuesMax: Self.valuesMax)
      reader.read(text)
      outline = reader.outline
    }
    amounts = AmountEvidence(outline)
  }

  // MARK: Encoding

  /// The 8-bit encoding of a text that is not UTF-8.
  ///
  /// Windows encodings have all the letters of their ISO counterparts at the same places, so they
  /// are never wrong where those are right.
  private static func declaredEncoding(_ sample: ExportSample) -> TextEncoding? {
    let bytes = sample.bytes
    let marks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]]
    if marks.contains(where: { bytes.starts(with: $0) }) { return nil }
    if bytes.count > 1, (bytes[0] == 0) != (bytes[1] == 0) { return .utf16 }
    let buffer = InputBuffer(capacity: max(bytes.count, 1))
    buffer.replaceContents(with: bytes)
    guard let invalid = buffer.bytes.firstInvalidUTF8(in: 0..<bytes.count) else { return nil }
    // A character that the sample's end cuts.
    if !sample.isWhole, invalid + 4 > bytes.count { return nil }
    // The letters of Turkish stand where windows-1252 has those of Icelandic.
    let turkish: Set<UInt8> = [0xD0, 0xDD, 0xDE, 0xF0, 0xFD, 0xFE]
    return bytes.contains(where: turkish.contains) ? .windows1254 : .windows1252
  }

  private static func text(of sample: ExportSample, encoding: TextEncoding?) -> [UInt8] {
    guard let encoding else { return sample.text(as: nil) ?? [] }
    guard let needed = XMLEncoding.encodingNeeded([encoding], firstBytes: sample.bytes) else {
      return sample.bytes
    }
    do throws(SourceError) {
      let source = try XMLTranscoder(BytesSource(sample.bytes), encoding: needed)
      return ExportSample.read(source, upTo: 3 * sample.bytes.count + 16)
    } catch {
      return sample.bytes
    }
  }
}

/// How the rows of a table are written, as far as they show it.
package struct DetectedTable: Sendable {
  package private(set) var delimiter: UInt8 = 0x2C
  /// Quotes, escapes: as a profile would declare them.
  package private(set) var options = TableOptions()
  /// Whether a backslash stands before quotes in cells.
  package var hasBackslashEscapes: Bool { options.hasBackslashEscapes }
  /// The cells of the rows that are not blank.
  let rows: [[[UInt8]]]
  /// The header row, from 0 in `rows`.
  package let header: Int
  /// Rows that follow the header.
  package var rowCount: Int { max(rows.count - header - 1, 0) }
  /// Rows that cannot be read.
  package let faults: Int

  static let delimiters: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]
  /// Rows by which the delimiter is judged.
  private static let rowsMax = 200

  init(_ text: [UInt8], isWhole: Bool, expected: UInt8?) {
    options.quote = Self.quote(text)
    options.hasBackslashEscapes = false
    var candidates = Self.delimiters
    if let expected { candidates = [expected] + candidates.filter { $0 != expected } }
    var best = (delimiter: expected ?? 0x2C, score: -1, width: 1)
    for delimiter in candidates {
      let rewritten = Self.rewritten(text, options, delimiter)
      let found = TableRows(
        rewritten, delimiter: delimiter, isWhole: isWhole, rowsMax: Self.rowsMax)
      let (score, width) = Self.score(found)
      if score > best.score { best = (delimiter, score, width) }
    }
    delimiter = best.delimiter
    var found = TableRows(
      Self.rewritten(text, options, delimiter), delimiter: delimiter, isWhole: isWhole)
    if found.faults > 0 {
      // Quotes that break the grammar: those of PHP, or none at all.
      var other = options
      other.hasBackslashEscapes = Self.contains("\\\"", in: text)
      if !other.hasBackslashEscapes { other.quote = nil }
      let again = TableRows(
        Self.rewritten(text, other, delimiter), delimiter: delimiter, isWhole: isWhole)
      if again.faults < found.faults {
        options = other
        found = again
      }
    }
    rows = found.rows
    faults = found.faults
    header = Self.headerIndex(found.rows, width: best.width)
  }

  private static func rewritten(
    _ text: [UInt8], _ options: TableOptions, _ delimiter: UInt8
  ) -> [UInt8] {
    guard DialectSource.isNeeded(for: options, firstBytes: text) else { return text }
    let source = DialectSource(
      BytesSource(text), options: options, delimiter: delimiter,
      endsRowsByCarriageReturn: DialectSource.endsRowsByCarriageReturn(text))
    return ExportSample.read(source, upTo: 2 * text.count + 16)
  }

  /// Single quotes where the first line has cells in them and none in double quotes.
  private static func quote(_ text: [UInt8]) -> UInt8 {
    let line = text.prefix { $0 != 0x0A && $0 != 0x0D }
    let isSingle = line.first == 0x27 && line.last == 0x27 && !line.contains(0x22)
    return isSingle ? 0x27 : 0x22
  }

  private static func contains(_ text: String, in bytes: [UInt8]) -> Bool {
    let wanted = Array(text.utf8)
    return bytes.indices.contains { place in
      bytes[place] == wanted[0] && bytes[place...].starts(with: wanted)
    }
  }

  /// How regular the rows are: the share of those with the commonest number of cells, and that
  /// number.
  private static func score(_ found: TableRows) -> (score: Int, width: Int) {
    var counts: [Int: Int] = [:]
    for row in found.rows { counts[row.count, default: 0] += 1 }
    let commonest = counts.filter { $0.key > 1 }
      .max { ($0.value, $0.key) < ($1.value, $1.key) }
    guard let (width, count) = commonest else { return (0, 1) }
    let share = 100 * count / max(found.rows.count + found.faults, 1)
    return (share * min(width, 40), width)
  }

  /// The first row of so many cells that has names in most of them.
  private static func headerIndex(_ rows: [[[UInt8]]], width: Int) -> Int {
    for (index, row) in rows.prefix(50).enumerated() where row.count >= width {
      let named = row.filter { cell in
        cell.contains { ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 >= 0x80 }
      }
      if 2 * named.count > row.count, Set(row).count * 4 > row.count * 3 { return index }
    }
    return 0
  }

  /// Names by which the header row can be found where something stands before it; none where it is
  /// the first row.
  package var headerNames: [String] {
    guard header > 0, header < rows.count else { return [] }
    return rows[header].prefix(3).filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }
}
