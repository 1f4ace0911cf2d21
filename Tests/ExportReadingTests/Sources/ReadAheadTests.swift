import ExportReading
import Foundation
import Testing

@Suite("Read-ahead")
struct ReadAheadTests {
  @Test(
    "Bytes keep their order through small rings",
    arguments: [(2, 1, 1), (2, 7, 3), (3, 64, 1000), (4, 1 << 20, 4096)])
  func order(bufferCount: Int, bufferSize: Int, readSize: Int) throws {
    let bytes = sampleBytes(20_011)
    let inner = MemorySource(bytes)
    let source = try ReadAhead(
      inner, stopRequest: nil, bufferCount: bufferCount, bufferSize: bufferSize)
    #expect(readToEnd(source, bufferSize: readSize) == Outcome(bytes: bytes))
    #expect(source.bytesTaken == bytes.count)
  }

  @Test("A failure comes after the bytes before it, and stays")
  func failure() throws {
    let failure = SourceError.corrupt("It is broken.")
    let bytes = sampleBytes(1000)
    let source = try ReadAhead(
      MemorySource(bytes, failure: failure), stopRequest: nil, bufferSize: 64)
    #expect(readToEnd(source) == Outcome(bytes: bytes, failure: failure))
    #expect(readToEnd(source) == Outcome(failure: failure))
  }

  @Test("A slow pipe through the ring")
  func slowPipe() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.makePipe("pipe")
    let bytes = sampleBytes(500)
    let request = try StopRequest()
    let source = try ReadAhead(
      FileSource(path: path, stopRequest: request), stopRequest: request, bufferSize: 32)
    writeToPipe(path) { handle in
      for start in stride(from: 0, to: bytes.count, by: 5) {
        try handle.write(contentsOf: bytes[start..<start + 5])
        usleep(200)
      }
    }
    #expect(readToEnd(source, bufferSize: 100) == Outcome(bytes: bytes))
  }

  @Test("Letting go ends a thread that waits for a writer that never comes")
  func cancelWhileBlocked() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.makePipe("pipe")
    for delay: UInt32 in [0, 20_000] {
      let request = try StopRequest()
      weak var inner: FileSource?
      do {
        let file = try FileSource(path: path, stopRequest: request)
        inner = file
        let source = try ReadAhead(file, stopRequest: request)
        usleep(delay)
        #expect(source.bytesTaken == 0)
      }
      #expect(inner == nil)
    }
  }

  @Test("Letting go ends a thread that waits for a free buffer")
  func cancelWhileFull() throws {
    let inner = MemorySource(sampleBytes(1000))
    let source = try ReadAhead(inner, stopRequest: nil, bufferCount: 2, bufferSize: 10)
    usleep(20_000)
    source.stop()
    #expect(inner.bytesTaken <= 20)
    let outcome = readToEnd(source)
    #expect(outcome.bytes == Array(sampleBytes(1000).prefix(inner.bytesTaken)))
    #expect(outcome.failure == .system(operation: "read", errno: ECANCELED))
  }

  @Test("Signals do not reach the thread")
  func signalsAreBlocked() throws {
    // Workers of a test run may have signals blocked themselves; here, one must not be.
    var terminationSignal = sigset_t()
    var earlierMask = sigset_t()
    unsafe sigemptyset(&terminationSignal)
    unsafe sigaddset(&terminationSignal, SIGTERM)
    unsafe pthread_sigmask(SIG_UNBLOCK, &terminationSignal, &earlierMask)
    defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &earlierMask, nil) }
    let inner = MaskSource()
    let source = try ReadAhead(inner, stopRequest: nil)
    #expect(readToEnd(source).failure == nil)
    source.stop()
    #expect(inner.isTerminationBlocked)
    var mask = sigset_t()
    _ = unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
    #expect(unsafe sigismember(&mask, SIGTERM) == 0)
  }
}

/// Looks at the signal mask of the thread that reads it, and is empty.
private final class MaskSource: ByteSource {
  let bytesTaken = 0
  private(set) var isTerminationBlocked = false

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    var mask = sigset_t()
    _ = unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
    isTerminationBlocked = unsafe sigismember(&mask, SIGTERM) == 1
    return 0
  }
}
