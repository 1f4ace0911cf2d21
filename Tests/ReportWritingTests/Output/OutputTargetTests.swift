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
    let output = try OutputTarget.path(directory.path("summary.json")).prepared([0x7B, 0x7D])
    #expect(try directory.read("summary.json") == "older and longer")
    try output.publish()
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
    let output = try OutputTarget.path(path).prepared([0x61])
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    var byte: UInt8 = 0
    let early = unsafe read(reading, &byte, 1)
    #expect(early == -1, "a stream gets nothing before it is published")
    try output.publish()
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
