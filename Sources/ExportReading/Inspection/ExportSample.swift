internal import BasketModel
package import ExportProfiles

/// The start of an export in memory, with all that is needed to read it as a profile says: for
/// commands that look at exports instead of auditing them.
package struct ExportSample: Sendable {
  /// As in reports.
  package let displayPath: String
  package let format: ExportFormat
  package let compression: Compression
  /// The cell separator that the name implies.
  package let delimiter: UInt8?
  /// Decompressed bytes, in the encoding of the export.
  package let bytes: [UInt8]
  /// Whether the export has no more bytes.
  package let isWhole: Bool

  /// Bytes that `init` and its kin look at.
  package static let bytesMax = 1 << 20

  /// Reads the start of an export; what cannot be read ends the sample.
  ///
  /// - Parameter opened: Opened without a profile, and not read yet.
  package init(_ opened: OpenedExport) {
    var bytes = Array(opened.firstBytes.prefix(opened.encoding?.markLength ?? 0))
    bytes += Self.read(opened.decompressed, upTo: Self.bytesMax)
    self.init(opened, bytes: bytes, isWhole: bytes.count < Self.bytesMax)
  }

  /// Takes what opening an export showed of it; reads nothing and waits for nothing.
  package init(firstBytesOf opened: OpenedExport) {
    self.init(
      opened, bytes: opened.firstBytes,
      isWhole: opened.firstBytes.count < PeekableSource.firstBytesMax)
  }

  /// A text of one's own.
  package init(text: [UInt8], format: ExportFormat, name: String) {
    displayPath = name
    self.format = format
    compression = .none
    delimiter = ExportName(name).delimiter
    bytes = text
    isWhole = true
  }

  private init(_ opened: OpenedExport, bytes: [UInt8], isWhole: Bool) {
    displayPath = opened.displayPath
    format = opened.format
    compression = opened.compression
    delimiter = opened.delimiter
    self.bytes = bytes
    self.isWhole = isWhole
  }

  static func read(_ source: any ByteSource, upTo count: Int) -> [UInt8] {
    let buffer = OwnedBuffer(count: count)
    do throws(SourceError) {
      let read = try unsafe source.read(into: buffer.bytes)
      // Safe: the source has written so many bytes at the start of the buffer.
      return unsafe [UInt8](buffer.bytes.keeping(read))
    } catch {
      return []
    }
  }

  /// The text as the readers of a profile see it; nil where the encoding is not known.
  package func text(as profile: Profile?) -> [UInt8]? {
    guard let text = source(as: profile) else { return nil }
    guard text.isRewritten else { return bytes }
    // Three bytes of UTF-8 for one of an 8-bit encoding, two for one of a dialect.
    return Self.read(text.source, upTo: 4 * bytes.count + 16)
  }

  func source(as profile: Profile?) -> TextSource? {
    try? TextSource(
      BytesSource(bytes), firstBytes: bytes, format: format, delimiter: delimiter,
      profile: profile)
  }

  /// What the order with an id is made of, where a mapping of the profile reads it.
  ///
  /// - Parameter preambleBytes: Bytes before the records; places in the trace count from behind
  ///   them.
  package func trace(
    of orderID: [UInt8], as profile: Profile, preambleBytes: Int
  ) -> OrderTrace? {
    guard let stream = stream(as: profile) else { return nil }
    let buffer = InputBuffer(capacity: ReadLimits.standard.bufferBytes)
    let tracer = OrderTracer(orderID: orderID, isXML: format == .xml)
    var reader: RecordReader?
    while let startByte = stream.next(buffer), let layout = stream.layout {
      if reader == nil { reader = RecordReader(layout) }
      reader?.trace(with: tracer)
      reader?.read(buffer)
      if var trace = tracer.traces.first {
        trace.move(bytes: startByte - preambleBytes, lines: 0)
        return trace
      }
    }
    return nil
  }

  /// The records of the sample as a profile reads them.
  package func stream(as profile: Profile) -> ExportStream? {
    guard let text = source(as: profile) else { return nil }
    let streamFormat: ExportStreamFormat =
      switch format {
      case .csv: .csv(delimiter: text.delimiter ?? 0x2C)
      case .jsonLines: .jsonLines
      case .xml: .xml
      }
    return ExportStream(
      source: text.source, format: streamFormat, profile: profile.settled(for: bytes),
      limits: .standard, path: displayPath)
  }
}
