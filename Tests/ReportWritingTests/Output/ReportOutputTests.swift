import BasketModel
import Foundation
import Glibc
import ReportWriting
import Testing

@Suite struct ReportOutputTests {
  /// Keeps what it is given; fails at the chosen write or when published.
  private final class Recorder: ReportDestination {
    var pieces: [[UInt8]] = []
    var isPublished = false
    var isAbandoned = false
    var failingWrite: Int?
    var failsToPrepare = false
    var failsToPublish = false

    func write(_ bytes: Span<UInt8>) throws(OutputError) {
      if pieces.count == failingWrite { throw Recorder.failure(.write) }
      pieces.append(bytes.indices.map { bytes[$0] })
    }

    func prepare() throws(OutputError) {
      if failsToPrepare { throw Recorder.failure(.synchronize) }
    }

    func publish() throws(OutputError) {
      if failsToPublish { throw Recorder.failure(.rename) }
      isPublished = true
    }

    func abandon() { isAbandoned = true }

    static func failure(_ operation: OutputError.Operation) -> OutputError {
      OutputError(path: "report", operation: operation, systemError: ENOSPC)
    }
  }

  private let writer = EnvelopeWriter(format: .full, language: .api)
  private let envelope = Sample.envelope([Sample.wrongTotal])

  @Test("counts and digest are those of the bytes written")
  func summary() throws {
    let recorder = Recorder()
    let output = ReportOutput(destination: recorder, writer: writer)
    for _ in 0..<2000 { try output.append(envelope) }
    let summary = try output.finish()
    let bytes = Array(recorder.pieces.joined())
    var digest = SHA256()
    digest.update(with: bytes.span)
    #expect(
      summary == ReportSummary(bytes: bytes.count, lines: 2000, digest: digest.finished()))
    #expect(bytes.count { $0 == 0x0A } == 2000)
    #expect(recorder.pieces.count > 1)
    #expect(recorder.pieces.dropLast().allSatisfy { $0.count >= ReportOutput.flushSize })
    #expect(!recorder.isPublished)
    try output.publish()
    #expect(recorder.isPublished)
  }

  @Test func emptyReport() throws {
    let directory = try ScratchDirectory()
    let file = try OutputFile(path: directory.path("report.jsonl"))
    let output = ReportOutput(destination: file, writer: writer)
    let summary = try output.finish()
    try output.publish()
    #expect(
      summary
        == ReportSummary(
          bytes: 0, lines: 0,
          digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
    #expect(try directory.read("report.jsonl") == "")
  }

  @Test("after a failed write nothing is published, and every call says why")
  func writeFails() throws {
    let recorder = Recorder()
    recorder.failingWrite = 1
    let output = ReportOutput(destination: recorder, writer: writer)
    let expected = Recorder.failure(.write)
    #expect(throws: expected) { for _ in 0..<4000 { try output.append(envelope) } }
    #expect(recorder.isAbandoned)
    #expect(throws: expected) { try output.append(envelope) }
    #expect(throws: expected) { try output.finish() }
    #expect(!recorder.isPublished)
    #expect(recorder.pieces.count == 1)
  }

  @Test("what fails at the end is abandoned too", arguments: [false, true])
  func finishFails(atWrite: Bool) throws {
    let recorder = Recorder()
    recorder.failingWrite = atWrite ? 0 : nil
    recorder.failsToPrepare = !atWrite
    let output = ReportOutput(destination: recorder, writer: writer)
    try output.append(envelope)
    let expected = Recorder.failure(atWrite ? .write : .synchronize)
    #expect(throws: expected) { try output.finish() }
    #expect(recorder.isAbandoned)
    #expect(!recorder.isPublished)
  }

  @Test("what cannot be published takes along what depends on it")
  func publishFails() throws {
    let recorder = Recorder()
    let summary = Recorder()
    recorder.failsToPublish = true
    let output = ReportOutput(destination: recorder, writer: writer)
    try output.append(envelope)
    _ = try output.finish()
    #expect(throws: Recorder.failure(.rename)) { try output.publish(before: [summary]) }
    #expect(recorder.isAbandoned && summary.isAbandoned)
    #expect(!recorder.isPublished && !summary.isPublished)
  }

  @Test("a summary that cannot be published leaves the report, which came first")
  func summaryFails() throws {
    let recorder = Recorder()
    let summary = Recorder()
    summary.failsToPublish = true
    let output = ReportOutput(destination: recorder, writer: writer)
    _ = try output.finish()
    #expect(throws: Recorder.failure(.rename)) { try output.publish(before: [summary]) }
    #expect(recorder.isPublished && !summary.isPublished && summary.isAbandoned)
  }

  @Test("a finished report that is given up never appears")
  func abandonedWhenFinished() throws {
    let directory = try ScratchDirectory()
    let file = try OutputFile(path: directory.path("report.jsonl"))
    let output = ReportOutput(destination: file, writer: writer)
    try output.append(envelope)
    _ = try output.finish()
    output.abandon()
    #expect(try directory.names == [])
  }

  @Test func abandoned() throws {
    let directory = try ScratchDirectory()
    try directory.write("old", to: "report.jsonl")
    let file = try OutputFile(path: directory.path("report.jsonl"))
    let output = ReportOutput(destination: file, writer: writer)
    for _ in 0..<2000 { try output.append(envelope) }
    output.abandon()
    #expect(try directory.names == ["report.jsonl"])
    #expect(try directory.read("report.jsonl") == "old")
  }

  @Test("abandoning a published report keeps it")
  func abandonedTooLate() throws {
    let recorder = Recorder()
    let output = ReportOutput(destination: recorder, writer: writer)
    _ = try output.finish()
    try output.publish()
    output.abandon()
    #expect(!recorder.isAbandoned)
  }
}
