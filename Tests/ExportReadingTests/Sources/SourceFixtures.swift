import ExportReading
import Foundation
import Testing

/// Bytes in memory, given in pieces of at most `pieceSize`; then an error or the end.
final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private let pieceSize: Int
  private let failure: SourceError?
  private(set) var bytesTaken = 0

  init(_ bytes: [UInt8], pieceSize: Int = .max, failure: SourceError? = nil) {
    self.bytes = bytes
    self.pieceSize = pieceSize
    self.failure = failure
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let count = min(buffer.count, pieceSize, bytes.count - bytesTaken)
    if count == 0, let failure { throw failure }
    unsafe buffer.copyBytes(from: bytes[bytesTaken..<bytesTaken + count])
    bytesTaken += count
    return count
  }
}

/// What a source gave until it ended or failed.
struct Outcome: Equatable {
  var bytes: [UInt8] = []
  var failure: SourceError?
}

/// Reads to the end or the first error, `bufferSize` bytes at a time.
func readToEnd(_ source: any ByteSource, bufferSize: Int = 1 << 20) -> Outcome {
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
  defer { unsafe buffer.deallocate() }
  var outcome = Outcome()
  do throws(SourceError) {
    while true {
      let count = try unsafe source.read(into: buffer)
      if count == 0 { return outcome }
      unsafe outcome.bytes.append(contentsOf: buffer[0..<count])
    }
  } catch {
    outcome.failure = error
    return outcome
  }
}

/// Bytes that compress a little, the same on every run.
func sampleBytes(_ count: Int) -> [UInt8] {
  var state: UInt64 = 0x9e37_79b9_7f4a_7c15
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(ascii: "a") + UInt8(truncatingIfNeeded: state >> 59)
  }
}

/// A directory for one test, removed with this object.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/sources-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8] = []) throws -> String {
    let filePath = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: filePath))
    return filePath
  }

  /// Makes a named pipe and returns its path.
  func makePipe(_ name: String) throws -> String {
    let pipePath = path + "/" + name
    try #require(unsafe mkfifo(pipePath, 0o600) == 0)
    return pipePath
  }
}

/// Opens a named pipe for writing on a thread of its own, which runs `body` and closes it.
func writeToPipe(
  _ path: String, _ body: @escaping @Sendable (FileHandle) throws -> Void
) {
  // A test may let go of its reading end first; that must not end the whole test process.
  signal(SIGPIPE, SIG_IGN)
  Thread.detachNewThread {
    guard let handle = FileHandle(forWritingAtPath: path) else { return }
    try? body(handle)
    try? handle.close()
  }
}

extension SourceError {
  /// The case alone, for tests that do not care for the sentence.
  enum Kind: Equatable {
    case system(Int32)
    case truncated, corrupt, limit, changed
  }

  var kind: Kind {
    switch self {
    case .system(_, let code): .system(code)
    case .truncated: .truncated
    case .corrupt: .corrupt
    case .limit: .limit
    case .changed: .changed
    }
  }
}
