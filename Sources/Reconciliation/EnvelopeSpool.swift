internal import BasketModel
internal import DuplicateIndex
internal import Glibc

/// The records that wait for the end of the run, on disk, in input order.
struct EnvelopeSpool {
  private let file: BlockFile
  private var stream: ByteStream
  private var writer = SpoolWriter()

  /// Bytes of a record's length, which stands before it.
  static let lengthBytes = 4

  init(file: BlockFile) {
    self.file = file
    stream = ByteStream(file: file)
  }

  /// Adds a record.
  mutating func append(_ record: RecordFindings) throws(TemporaryFileError) {
    writer.write(record)
    guard let count = UInt32(exactly: writer.bytes.count) else {
      throw file.failure(.write, EFBIG)
    }
    try stream.append((0..<Self.lengthBytes).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) })
    try stream.append(writer.bytes)
  }

  /// Ends writing.
  consuming func reader() -> EnvelopeSpoolReader {
    EnvelopeSpoolReader(file: file, stream: stream.reader(), reader: SpoolReader(writer))
  }
}

/// Reads an `EnvelopeSpool`.
struct EnvelopeSpoolReader {
  private let file: BlockFile
  private var stream: ByteStreamReader
  private var reader: SpoolReader
  private var bytes: [UInt8] = []

  init(file: BlockFile, stream: ByteStreamReader, reader: SpoolReader) {
    self.file = file
    self.stream = stream
    self.reader = reader
  }

  /// The next record; nil at the end.
  mutating func next() throws(TemporaryFileError) -> RecordFindings? {
    if stream.isAtEnd { return nil }
    try stream.read(EnvelopeSpool.lengthBytes, into: &bytes)
    let count = bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    try stream.read(count, into: &bytes)
    do throws(SpoolReader.Damaged) {
      return try reader.read(bytes)
    } catch {
      throw file.failure(.read, EIO)
    }
  }
}
