import ExportReading
import Foundation
import TestSupport
import Testing

@Suite("Opened export")
struct OpenedExportTests {
  @Test("Compression, format and bytes, with and without read-ahead", arguments: [true, false])
  func table(readAhead: Bool) throws {
    let text = Array("order_id,amount\n".utf8) + sampleBytes(150_000)
    let gzip = try gzipMember(text)
    let directory = try TemporaryDirectory()
    for (name, stored, compression, format, delimiter) in [
      ("plain.csv", text, Compression.none, ExportFormat.csv, UInt8?.none),
      ("plain.tsv", text, .none, .csv, 9),
      ("packed.jsonl.gz", gzip, .gzip, .jsonLines, nil),
      ("unpacked.csv.gz", text, .none, .csv, nil),
      ("misnamed.csv", try zstandardFrame(text), .zstandard, .csv, nil),
      ("bare", gzip, .gzip, .csv, nil),
    ] {
      let export = try opened(directory.write(name, stored), readAhead: readAhead)
      #expect(export.compression == compression, "\(name)")
      #expect(export.format == format, "\(name)")
      #expect(export.delimiter == delimiter, "\(name)")
      #expect(export.firstBytes == Array(text.prefix(65_536)), "\(name)")
      #expect(export.fileSize == stored.count, "\(name)")
      #expect(readToEnd(export.source, bufferSize: 10_000) == Outcome(bytes: text), "\(name)")
      #expect(export.source.bytesTaken == stored.count, "\(name)")
      try export.verifyUnchanged()
    }
  }

  @Test("The given format overrides name and bytes")
  func formatOverride() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a.tsv", Array("<orders/>".utf8))
    let export = try OpenedExport(located(path), format: .xml, readAhead: false)
    #expect(export.format == .xml)
    #expect(export.delimiter == nil)
  }

  @Test("A compressed export of few bytes or none is cut, not empty", arguments: 0..<12)
  func almostEmpty(count: Int) throws {
    let directory = try TemporaryDirectory()
    for (name, stored) in [
      ("a.csv.gz", try gzipMember([1, 2, 3])), ("a.csv.zst", try zstandardFrame([1, 2, 3])),
    ] {
      let path = try directory.write(name, Array(stored.prefix(count)))
      let export = try opened(path, readAhead: true)
      #expect(readToEnd(export.source).failure?.kind == .truncated, "\(name)")
    }
  }

  @Test("A pipe is looked into and read whole", arguments: [true, false])
  func pipe(readAhead: Bool) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.makePipe("pipe")
    let bytes = Array("{}\n".utf8) + sampleBytes(200_000)
    writeToPipe(path) { try $0.write(contentsOf: bytes) }
    let export = try opened(path, readAhead: readAhead)
    #expect(export.format == .jsonLines)
    #expect(export.fileSize == nil)
    #expect(readToEnd(export.source) == Outcome(bytes: bytes))
    try export.verifyUnchanged()
  }

  @Test("Letting go of an export whose pipe is silent does not wait")
  func silentPipe() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.makePipe("pipe")
    let request = try StopRequest()
    writeToPipe(path) { handle in
      try handle.write(contentsOf: sampleBytes(70_000))
      var set = [pollfd(fd: request.descriptor, events: Int16(POLLIN), revents: 0)]
      _ = unsafe poll(&set, 1, 60_000)
    }
    var export: OpenedExport? = try opened(path, readAhead: true)
    #expect(export?.firstBytes.count == 65_536)
    let start = ContinuousClock.now
    export = nil
    #expect(ContinuousClock.now - start < .seconds(10))
    request.signal()
  }

  @Test("A wake-up ends the reading before its end", arguments: [true, false])
  func wakeUp(readAhead: Bool) throws {
    let directory = try TemporaryDirectory()
    let request = try StopRequest()
    request.signal()
    let export = try OpenedExport(
      located(directory.write("a.csv", [1])), readAhead: readAhead, wakeUp: request.descriptor)
    #expect(readToEnd(export.source).failure?.kind == .system(ECANCELED))
  }

  @Test("A file that grew while it was read is reported")
  func changed() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a.csv.gz", gzipMember(sampleBytes(10)))
    let export = try opened(path, readAhead: true)
    _ = readToEnd(export.source)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: [0])
    try handle.close()
    let error = #expect(throws: SourceError.self) { try export.verifyUnchanged() }
    #expect(error?.kind == .changed)
  }

  @Test("Ahead of its turn, only what is worth it and cannot wait is opened")
  func ahead() throws {
    let directory = try TemporaryDirectory()
    let text = Array("{}\n".utf8)
    let packed = try gzipMember(text)
    _ = try directory.makePipe("pipe.jsonl.gz")
    for (name, stored, isOpened) in [
      ("packed.jsonl.gz", packed, true),
      ("damaged.jsonl.gz", Array(packed.dropLast()), true),
      ("plain.jsonl", text, false),
      ("pipe.jsonl.gz", nil, false),
    ] {
      let path = try stored.map { try directory.write(name, $0) } ?? directory.path + "/" + name
      let export = OpenedExport.ahead(try located(path), format: nil)
      #expect((export != nil) == isOpened, "\(name)")
      if let export {
        #expect(readToEnd(export.source).bytes.count <= text.count, "\(name)")
        #expect(export.format == .jsonLines, "\(name)")
      }
    }
    let gone = try located(directory.write("gone.csv.gz", packed))
    try FileManager.default.removeItem(atPath: directory.path + "/gone.csv.gz")
    #expect(OpenedExport.ahead(gone, format: nil) == nil)
  }

  private func located(_ path: String) throws -> LocatedExport {
    try #require(ExportLocator.locate(path).exports.first)
  }

  private func opened(_ path: String, readAhead: Bool) throws -> OpenedExport {
    try OpenedExport(located(path), readAhead: readAhead)
  }
}
