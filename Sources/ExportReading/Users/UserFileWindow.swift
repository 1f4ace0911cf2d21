/// The part of a user directory that is in memory: whole rows, and the start of one more.
final class UserFileWindow {
  private let source: any ByteSource
  private let buffer: InputBuffer
  /// Bytes that one row may have.
  private let limit: Int
  /// First byte of the next row in the buffer, from 0.
  private(set) var start = 0
  /// Whether nothing follows the bytes in the buffer.
  private(set) var isAtEnd = false
  private var isPastMark = false

  private static let chunkBytes = 256 << 10

  init(source: any ByteSource, limit: Int) {
    self.source = source
    self.limit = limit
    buffer = InputBuffer(capacity: Self.chunkBytes)
  }

  /// The bytes in memory; those before `start` are used up.
  var bytes: PaddedBytes { buffer.bytes }

  /// Whether there is another byte; reads where there might be one.
  func hasBytes(line: Int) throws(UserFileError) -> Bool {
    while start == buffer.count, !isAtEnd { try readMore(line: line) }
    return start < buffer.count
  }

  /// Passes over UTF-8's byte order mark at the very start.
  func dropByteOrderMark(line: Int) throws(UserFileError) {
    guard !isPastMark else { return }
    isPastMark = true
    while buffer.count < 3, !isAtEnd { try readMore(line: line) }
    start = ExportStreamFormat.byteOrderMarkLength(bytes)
  }

  /// Reads the next bytes behind those in memory, and drops those that are used up.
  ///
  /// - Throws: Why the file cannot be read on, or that the row is longer than a row may be.
  func readMore(line: Int) throws(UserFileError) {
    buffer.dropFirst(start)
    start = 0
    guard buffer.count <= limit else {
      throw UserFileError("the row is longer than \(limit) bytes", line: line)
    }
    if buffer.count == buffer.capacity { buffer.grow(to: 2 * buffer.capacity) }
    do throws(SourceError) {
      if try buffer.fill(from: source, upTo: buffer.capacity) == 0 { isAtEnd = true }
    } catch {
      throw UserFileError(error.userFileReason, line: line)
    }
  }

  /// Checks that the bytes up to `end` are text.
  func checkText(upTo end: Int, line: Int) throws(UserFileError) {
    guard bytes.firstInvalidUTF8(in: start..<end) == nil else {
      throw UserFileError("not UTF-8", line: line)
    }
    guard bytes.first(0, in: start..<end) == end else {
      throw UserFileError("a NUL byte", line: line)
    }
  }

  /// Uses up the bytes before `next`.
  ///
  /// - Returns: The number of lines that end there.
  func advance(to next: Int) -> Int {
    let lines = bytes.countOf(0x0A, in: start..<next)
    start = next
    return lines
  }
}
