import Foundation
import Glibc
import ReportWriting
import Testing

@Suite struct OutputTargetTests {
  private let directory: ScratchDirectory

  init() throws { directory = try ScratchDirectory() }

  @Test(
    arguments: [
      ("-", OutputTarget.standardOutput), ("./-", .path("./-")), ("a.jsonl", .path("a.jsonl")),
    ])
  func argument(_ argument: String, _ target: OutputTarget) {
    #expect(OutputTarget(argument: argument) == target)
  }

  @Test("opening chooses what can be replaced and what cannot")
  func open() throws {
    #expect(try OutputTarget.path("/dev/null").open() is StreamOutput)
    #expect(try OutputTarget.path(directory.path("report.jsonl")).open() is OutputFile)
  }

  @Test func publish() throws {
    try directory.write("older and longer", to: "summary.json")
    try OutputTarget.path(directory.path("summary.json")).publish([0x7B, 0x7D])
    #expect(try directory.read("summary.json") == "{}")
    #expect(try directory.names == ["summary.json"])
  }

  @Test func removeOlderFile() throws {
    try directory.write("old", to: "summary.json")
    let target = OutputTarget.path(directory.path("summary.json"))
    try target.removeOlderFile()
    #expect(try directory.names == [])
    try target.removeOlderFile()
  }

  @Test("a pipe is written, never removed or replaced")
  func pipe() throws {
    let path = directory.path("pipe")
    let isMade = unsafe mkfifo(path, 0o600) == 0
    try #require(isMade)
    // Opened for both directions, so that neither opening nor writing waits for somebody.
    let reading = unsafe Glibc.open(path, O_RDWR)
    defer { close(reading) }
    try OutputTarget.path(path).removeOlderFile()
    try OutputTarget.path(path).publish([0x61])
    var byte: UInt8 = 0
    let count = unsafe read(reading, &byte, 1)
    #expect(count == 1 && byte == 0x61)
    #expect(try directory.names == ["pipe"])
  }

  @Test("a directory in the summary's place is found before the work begins")
  func directoryInPlace() throws {
    let target = OutputTarget.path(directory.path)
    let error = #expect(throws: OutputError.self) { try target.removeOlderFile() }
    #expect(error?.meaning == .cannotCreate)
  }
}
