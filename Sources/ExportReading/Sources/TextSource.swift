internal import ExportProfiles

/// How decompressed bytes become the text that readers see: converted to UTF-8, and rewritten to
/// plain CSV where the profile declares another dialect.
struct TextSource {
  let source: any ByteSource
  /// The encoding that is converted from; nil for UTF-8.
  let encoding: XMLEncoding?
  /// The cell separator of a table, as far as it is known without its header.
  let delimiter: UInt8?
  /// Whether `source` gives other bytes than it gets.
  let isRewritten: Bool

  /// - Parameters:
  ///   - decompressed: The export from its first byte.
  ///   - firstBytes: Its first bytes, which `decompressed` gives again.
  ///   - delimiter: The cell separator that the export's name implies.
  /// - Throws: As `XMLTranscoder`.
  init(
    _ decompressed: any ByteSource, firstBytes: [UInt8], format: ExportFormat,
    delimiter: UInt8?, profile: Profile?
  ) throws(SourceError) {
    let mappings = profile?.mappings
    let encoding: XMLEncoding? =
      switch format {
      case .xml: XMLEncoding.encodingNeeded(firstBytes: firstBytes)
      case .csv: XMLEncoding.encodingNeeded(mappings?.csv?.encodings ?? [], firstBytes: firstBytes)
      case .jsonLines:
        XMLEncoding.encodingNeeded(mappings?.json?.encodings ?? [], firstBytes: firstBytes)
      }
    let text =
      try encoding.map { encoding throws(SourceError) in
        try XMLTranscoder(decompressed, encoding: encoding)
      } ?? decompressed
    self.encoding = encoding
    var delimiter = format == .csv ? delimiter : nil
    if format == .csv, let table = mappings?.csv?.table, !table.delimiters.isEmpty {
      delimiter = WrittenAs.delimiter(
        among: table.delimiters, header: table.header, firstBytes: firstBytes)
    }
    self.delimiter = delimiter
    if format == .csv, let table = mappings?.csv?.table,
      DialectSource.isNeeded(for: table, firstBytes: firstBytes)
    {
      source = DialectSource(
        text, options: table, delimiter: table.delimiter ?? delimiter ?? 0x2C,
        endsRowsByCarriageReturn: DialectSource.endsRowsByCarriageReturn(firstBytes))
      isRewritten = true
    } else {
      source = text
      isRewritten = encoding != nil
    }
  }
}
