import Foundation
import Glibc
import ReportWriting
import Testing

@Suite struct OutputFileTests {
  private let directory: ScratchDirectory

  init() throws { directory = try ScratchDirectory() }

  private func publish(_ bytes: [UInt8], at path: String) throws {
    let file = try OutputFile(path: path)
    try file.write(bytes.span)
    try file.publish()
  }

  private func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

  @Test("before it is published there is only a private file whose name starts with a dot")
  func unpublished() throws {
    let file = try OutputFile(path: directory.path("report.jsonl"))
    try file.write(bytes("half").span)
    let names = try directory.names
    #expect(names.count == 1)
    let name = try #require(names.first)
    #expect(name.hasPrefix("."))
    #expect(try directory.permissions(of: name) == 0o600)
    file.abandon()
    #expect(try directory.names == [])
  }

  @Test func published() throws {
    let file = try OutputFile(path: directory.path("report.jsonl"))
    try file.write(bytes("one\n").span)
    try file.write(bytes("two\n").span)
    try file.publish()
    file.abandon()
    #expect(try directory.names == ["report.jsonl"])
    #expect(try directory.read("report.jsonl") == "one\ntwo\n")
    #expect(try directory.permissions(of: "report.jsonl") == 0o600)
  }

  @Test("an existing file stays as it is until the new one is published")
  func existingFile() throws {
    try directory.write("old", to: "report.jsonl")
    let abandoned = try OutputFile(path: directory.path("report.jsonl"))
    try abandoned.write(bytes("new").span)
    #expect(try directory.read("report.jsonl") == "old")
    abandoned.abandon()
    #expect(try directory.read("report.jsonl") == "old")
    try publish(bytes("new"), at: directory.path("report.jsonl"))
    #expect(try directory.read("report.jsonl") == "new")
    #expect(try directory.names == ["report.jsonl"])
  }

  @Test("a file that goes out of use unpublished leaves nothing")
  func forgotten() throws {
    do {
      let file = try OutputFile(path: directory.path("report.jsonl"))
      try file.write(bytes("half").span)
    }
    #expect(try directory.names == [])
  }

  @Test("a link is replaced; what it points to is not touched")
  func link() throws {
    try directory.write("precious", to: "target")
    try FileManager.default.createSymbolicLink(
      atPath: directory.path("report.jsonl"), withDestinationPath: "target")
    try publish(bytes("new"), at: directory.path("report.jsonl"))
    #expect(try directory.read("target") == "precious")
    #expect(try directory.read("report.jsonl") == "new")
  }

  @Test("names that Swift and the system see differently")
  func oddNames() throws {
    for name in ["\u{301}accent", "-", " ", "tab\there", "ı.jsonl"] {
      try publish(bytes(name), at: directory.path(name))
      #expect(try directory.read(name) == name)
    }
  }

  @Test(
    "what cannot be created",
    arguments: [
      ("missing directory", "missing/report.jsonl", ENOENT), ("a directory", "folder", EISDIR),
      ("ends in a slash", "folder/", EISDIR), ("ends in dots", "folder/..", EISDIR),
      ("a file as directory", "file/report.jsonl", ENOTDIR),
    ])
  func cannotCreate(_ name: String, _ path: String, _ systemError: Int32) throws {
    try FileManager.default.createDirectory(
      atPath: directory.path("folder"), withIntermediateDirectories: false)
    try directory.write("", to: "file")
    let path = directory.path(path)
    let error = #expect(throws: OutputError.self) { try OutputFile(path: path) }
    #expect(error == OutputError(path: path, operation: .create, systemError: systemError))
    #expect(error?.meaning == .cannotCreate)
    #expect(try directory.names == ["file", "folder"])
  }

  @Test("the empty path")
  func emptyPath() {
    let error = #expect(throws: OutputError.self) { try OutputFile(path: "") }
    #expect(error?.systemError == ENOENT)
  }

  @Test("a renaming that fails leaves nothing")
  func renameFails() throws {
    let file = try OutputFile(path: directory.path("report.jsonl"))
    try file.write(bytes("new").span)
    try FileManager.default.createDirectory(
      atPath: directory.path("report.jsonl"), withIntermediateDirectories: false)
    let error = #expect(throws: OutputError.self) { try file.publish() }
    #expect(error?.operation == .rename)
    #expect(error?.meaning == .inputOutput)
    #expect(try directory.names == ["report.jsonl"])
  }

  @Test("a disk that is full in the middle of a write: an I/O error, the old file stays")
  func fullDisk() async {
    await #expect(processExitsWith: .success) {
      let directory = try ScratchDirectory()
      try directory.write("old", to: "report.jsonl")
      // The limit on a file's size stands in for the disk's end: the first write is cut short.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 5000, rlim_max: 5000)
      try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let file = try OutputFile(path: directory.path("report.jsonl"))
      let block = [UInt8](repeating: 0x61, count: 8000)
      let error = #expect(throws: OutputError.self) { try file.write(block.span) }
      #expect(error?.systemError == EFBIG)
      #expect(error?.meaning == .inputOutput)
      file.abandon()
      #expect(try directory.names == ["report.jsonl"])
      #expect(try directory.read("report.jsonl") == "old")
    }
  }

  @Test("a mask that takes every permission away does not reach the file")
  func mask() async {
    await #expect(processExitsWith: .success) {
      let directory = try ScratchDirectory()
      umask(0o777)
      try OutputFile(path: directory.path("report.jsonl")).publish()
      #expect(try directory.permissions(of: "report.jsonl") == 0o600)
    }
  }

  /// The name of the temporary file that a run for `report.jsonl` takes first.
  private func temporaryName() throws -> String {
    let file = try OutputFile(path: directory.path("report.jsonl"))
    defer { file.abandon() }
    return try #require(try directory.names.first { $0.hasPrefix(".order-audit-") })
  }

  @Test("what a killed run has left is taken away")
  func leftover() throws {
    let name = try temporaryName()
    try directory.write("half", to: name)
    try publish(bytes("whole"), at: directory.path("report.jsonl"))
    #expect(try directory.names == ["report.jsonl"])
    #expect(try directory.read("report.jsonl") == "whole")
  }

  @Test("two runs that are alive do not disturb each other, the later publication stays")
  func twoRuns() throws {
    let first = try OutputFile(path: directory.path("report.jsonl"))
    let second = try OutputFile(path: directory.path("report.jsonl"))
    let third = try OutputFile(path: directory.path("report.jsonl"))
    #expect(try directory.names.count == 3)
    try first.write(bytes("first").span)
    try second.write(bytes("second").span)
    try first.publish()
    third.abandon()
    try second.publish()
    #expect(try directory.read("report.jsonl") == "second")
    #expect(try directory.names == ["report.jsonl"])
  }

  @Test("something else under the temporary file's name stays")
  func takenName() throws {
    let name = try temporaryName()
    try FileManager.default.createSymbolicLink(
      atPath: directory.path(name), withDestinationPath: "target")
    try directory.write("precious", to: "target")
    try publish(bytes("new"), at: directory.path("report.jsonl"))
    #expect(try directory.names == [name, "report.jsonl", "target"])
    #expect(try directory.read("target") == "precious")
  }

  @Test func errorForPeople() {
    let error = OutputError(path: "a\u{1B}b", operation: .write, systemError: ENOSPC)
    #expect(error.description == #"cannot write a\u{1b}b: No space left on device"#)
  }
}
