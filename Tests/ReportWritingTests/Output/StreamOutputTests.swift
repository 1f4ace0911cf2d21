import Foundation
import Glibc
import ReportWriting
import Synchronization
import Testing

@Suite struct StreamOutputTests {
  /// A pipe whose ends close when it goes out of use.
  private final class Pipe {
    var ends: [Int32] = [-1, -1]

    init() { unsafe pipe(&ends) }

    var reading: Int32 { ends[0] }
    var writing: Int32 { ends[1] }

    func closeReading() { Glibc.close(exchange(0)) }
    func closeWriting() { Glibc.close(exchange(1)) }

    private func exchange(_ index: Int) -> Int32 {
      defer { ends[index] = -1 }
      return ends[index]
    }

    deinit { for end in ends where end >= 0 { Glibc.close(end) } }
  }

  @Test("a full device is an I/O error")
  func fullDevice() throws {
    let output = try StreamOutput(path: "/dev/full")
    let error = #expect(throws: OutputError.self) { try output.write([UInt8](1...9).span) }
    #expect(error == OutputError(path: "/dev/full", operation: .write, systemError: ENOSPC))
    #expect(error?.meaning == .inputOutput)
  }

  @Test("a reader that has gone away is a case of its own")
  func readerGone() {
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    pipe.closeReading()
    let output = StreamOutput(descriptor: pipe.writing, name: "standard output")
    let error = #expect(throws: OutputError.self) { try output.write([0x61].span) }
    #expect(error?.meaning == .readerGone)
  }

  @Test("a closed descriptor is an error, not silence")
  func closedDescriptor() {
    let output = StreamOutput(descriptor: 9999, name: "standard output")
    let error = #expect(throws: OutputError.self) { try output.write([0x61].span) }
    #expect(error?.systemError == EBADF)
  }

  /// Reads everything from a descriptor, in small pieces, on a thread of its own.
  private final class SlowReader: Sendable {
    private let received = Mutex<[UInt8]>([])
    private let isDone = DispatchSemaphore(value: 0)

    init(descriptor: Int32) {
      Thread.detachNewThread { [self] in
        var piece = [UInt8](repeating: 0, count: 7001)
        while true {
          let count = unsafe read(descriptor, &piece, piece.count)
          guard count > 0 else { break }
          received.withLock { $0.append(contentsOf: piece[..<count]) }
          usleep(100)
        }
        isDone.signal()
      }
    }

    func wait() -> [UInt8] {
      isDone.wait()
      return received.withLock { $0 }
    }
  }

  @Test("short writes and a pipe without room lose nothing", arguments: [false, true])
  func slowReader(isBlocking: Bool) throws {
    let pipe = Pipe()
    if !isBlocking { _ = fcntl(pipe.writing, F_SETFL, O_NONBLOCK) }
    let message = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let reader = SlowReader(descriptor: pipe.reading)
    try StreamOutput(descriptor: pipe.writing, name: "pipe").write(message.span)
    pipe.closeWriting()
    #expect(reader.wait() == message)
  }

  @Test("devices and pipes are streams, files and what is not there are not")
  func kinds() throws {
    let directory = try ScratchDirectory()
    try directory.write("", to: "file")
    let isMade = unsafe mkfifo(directory.path("pipe"), 0o600) == 0
    try #require(isMade)
    for (name, target) in [("to-file", "file"), ("nowhere", "gone"), ("open", "/proc/self/fd/1")] {
      try FileManager.default.createSymbolicLink(
        atPath: directory.path(name), withDestinationPath: target)
    }
    let kinds = [
      ("/dev/null", true), (directory.path("pipe"), true), (directory.path("open"), true),
      (directory.path("file"), false), (directory.path("to-file"), false),
      (directory.path("nowhere"), false), (directory.path, false),
    ]
    for (path, isStream) in kinds { #expect(StreamOutput.isStream(path) == isStream, "\(path)") }
  }
}
