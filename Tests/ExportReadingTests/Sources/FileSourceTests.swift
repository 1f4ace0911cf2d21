import ExportReading
import Foundation
import Testing

@Suite("File source")
struct FileSourceTests {
  @Test("A file's bytes, in full buffers", arguments: [0, 1, 4096, 300_001])
  func wholeFile(count: Int) throws {
    let directory = try TemporaryDirectory()
    let bytes = sampleBytes(count)
    let source = try FileSource(path: directory.write("a.csv", bytes))
    #expect(source.size == count)
    #expect(readToEnd(source, bufferSize: 4096) == Outcome(bytes: bytes))
    #expect(source.bytesTaken == count)
    try source.verifyUnchanged()
  }

  @Test("What cannot be opened says why")
  func refusals() throws {
    let directory = try TemporaryDirectory()
    for (name, path, code) in [
      ("missing", directory.path + "/none.csv", ENOENT),
      ("directory", directory.path, EISDIR),
      ("device", "/dev/zero", ENOTSUP),
    ] {
      let error = #expect(throws: SourceError.self, "\(name)") { _ = try FileSource(path: path) }
      #expect(error == .system(operation: "open", errno: code), "\(name)")
    }
  }

  @Test("Changes while reading are noticed")
  func changes() throws {
    let cases: [(name: String, change: (String) throws -> Void)] = [
      ("appended", { try append([1], to: $0) }),
      ("truncated", { _ = unsafe truncate($0, 3) }),
      ("rewritten", { try overwrite($0) }),
      ("replaced", { try replace($0) }),
    ]
    for (name, change) in cases {
      let directory = try TemporaryDirectory()
      let path = try directory.write("a.csv", sampleBytes(10))
      let source = try FileSource(path: path)
      _ = readToEnd(source)
      try source.verifyUnchanged()
      try change(path)
      let error = #expect(throws: SourceError.self, "\(name)") { try source.verifyUnchanged() }
      #expect(error?.kind == .changed, "\(name)")
    }
  }

  @Test("A file that was moved away is still the one that was read")
  func movedAway() throws {
    let directory = try TemporaryDirectory()
    let source = try FileSource(path: directory.write("a.csv", [1, 2]))
    _ = readToEnd(source)
    try FileManager.default.moveItem(
      atPath: directory.path + "/a.csv", toPath: directory.path + "/b.csv")
    try source.verifyUnchanged()
  }

  @Test("A pipe is read to its end, however slow its writer")
  func slowPipe() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.makePipe("pipe")
    let bytes = sampleBytes(200)
    let source = try FileSource(path: path)
    writeToPipe(path) { handle in
      for byte in bytes {
        try handle.write(contentsOf: [byte])
        usleep(200)
      }
    }
    #expect(readToEnd(source) == Outcome(bytes: bytes))
    #expect(source.size == nil)
    try source.verifyUnchanged()
  }

  @Test("A wake-up ends the wait for a writer that never comes")
  func wakeUp() throws {
    let directory = try TemporaryDirectory()
    let request = try StopRequest()
    let source = try FileSource(path: directory.makePipe("pipe"), wakeUp: request.descriptor)
    Thread.detachNewThread {
      usleep(50_000)
      request.signal()
    }
    let canceled = SourceError.system(operation: "read", errno: ECANCELED)
    #expect(readToEnd(source) == Outcome(failure: canceled))
  }

  @Test("Bytes that came before a wake-up are given first")
  func bytesBeforeWakeUp() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.makePipe("pipe")
    let request = try StopRequest()
    let source = try FileSource(path: path, wakeUp: request.descriptor)
    writeToPipe(path) { handle in
      try handle.write(contentsOf: [1, 2, 3])
      usleep(100_000)
      request.signal()
      usleep(100_000)
    }
    let canceled = SourceError.system(operation: "read", errno: ECANCELED)
    #expect(readToEnd(source) == Outcome(bytes: [1, 2, 3], failure: canceled))
  }
}

private func append(_ bytes: [UInt8], to path: String) throws {
  let handle = try #require(FileHandle(forWritingAtPath: path))
  try handle.seekToEnd()
  try handle.write(contentsOf: bytes)
  try handle.close()
}

private func overwrite(_ path: String) throws {
  // The clock of the file system may be coarse; a rewrite in the same tick has the same time.
  usleep(20_000)
  let handle = try #require(FileHandle(forWritingAtPath: path))
  try handle.write(contentsOf: [9])
  try handle.close()
}

private func replace(_ path: String) throws {
  try Data(sampleBytes(10)).write(to: URL(fileURLWithPath: path + ".new"))
  try #require(unsafe rename(path + ".new", path) == 0)
}
