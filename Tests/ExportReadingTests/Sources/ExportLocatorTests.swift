import ExportReading
import Foundation
import Testing

@Suite("Export locator")
struct ExportLocatorTests {
  @Test("A directory means its exports in byte order; the rest is listed, dot files are not")
  func directory() throws {
    let directory = try TemporaryDirectory()
    for name in ["b.csv", "B.JSON.gz", "a.xml", "ä.jsonl", ".hidden.csv", "notes.txt", "x.gz"] {
      try directory.write(name)
    }
    try FileManager.default.createDirectory(
      atPath: directory.path + "/sub.csv", withIntermediateDirectories: false)
    _ = try directory.makePipe("pipe.csv")
    for argument in [directory.path, directory.path + "/"] {
      let located = try ExportLocator.locate([argument])
      let base = directory.path + "/"
      #expect(
        located.exports.map(\.displayPath)
          == ["B.JSON.gz", "a.xml", "b.csv", "ä.jsonl"].map { base + $0 })
      #expect(
        located.ignoredPaths == ["notes.txt", "pipe.csv", "sub.csv", "x.gz"].map { base + $0 })
    }
  }

  @Test("Arguments keep their order and their spelling")
  func order() throws {
    let directory = try TemporaryDirectory()
    let first = try directory.write("z.any")
    let second = directory.path + "/./z.any"
    let located = try ExportLocator.locate([second, "-", first])
    #expect(located.exports.map(\.displayPath) == [second, "stdin", first])
    #expect(located.exports[1].input == .standardInput)
    #expect(located.exports[0].identity == located.exports[2].identity)
    #expect(located.exports[0].identity != nil)
    #expect(located.ignoredPaths.isEmpty)
  }

  @Test("What is not there stands for itself, so that opening it tells why")
  func missingBesideOthers() throws {
    let directory = try TemporaryDirectory()
    let there = try directory.write("a.csv")
    let missing = directory.path + "/none.csv"
    let located = ExportLocator.locateWhatIsThere([missing, there])
    #expect(located.exports.map(\.displayPath) == [missing, there])
    #expect(located.exports[0].identity == nil && located.exports[1].identity != nil)
    #expect(throws: SourceError.system(operation: "open", errno: ENOENT)) {
      _ = try OpenedExport(located.exports[0], readAhead: false)
    }
  }

  @Test("Links to one file have one identity; other files have others")
  func identity() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a.csv", [1])
    try #require(unsafe link(path, directory.path + "/b.csv") == 0)
    try #require(unsafe symlink("a.csv", directory.path + "/c.csv") == 0)
    try directory.write("d.csv", [1])
    let identities = try ExportLocator.locate(directory.path).exports.map(\.identity)
    #expect(identities.count == 4)
    #expect(Set(identities.prefix(3)).count == 1)
    #expect(identities[3] != identities[0])
  }

  @Test("A missing argument says which and why")
  func missing() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/none.csv"
    let error = #expect(throws: ExportLocationError.self) { _ = try ExportLocator.locate([path]) }
    #expect(error?.path == path)
    #expect(error?.errno == ENOENT)
  }

  @Test("A link that leads nowhere is not left out silently")
  func danglingLink() throws {
    let directory = try TemporaryDirectory()
    try #require(unsafe symlink("none", directory.path + "/a.csv") == 0)
    let located = try ExportLocator.locate(directory.path)
    #expect(located.exports.map(\.displayPath) == [directory.path + "/a.csv"])
    #expect(throws: SourceError.system(operation: "open", errno: ENOENT)) {
      _ = try OpenedExport(located.exports[0], readAhead: false)
    }
  }

  @Test("A name that is no UTF-8 can still be opened")
  func invalidName() throws {
    let directory = try TemporaryDirectory()
    let fileName: [CChar] = [0x2f, -1, 0x2e, 0x63, 0x73, 0x76, 0]
    let name = directory.path.utf8.map { CChar(bitPattern: $0) } + fileName
    let descriptor = unsafe open(name, O_CREAT | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    let located = try ExportLocator.locate(directory.path)
    #expect(located.exports.map(\.displayPath) == [directory.path + "/\u{fffd}.csv"])
    let export = try OpenedExport(located.exports[0], readAhead: false)
    #expect(readToEnd(export.source) == Outcome())
  }
}
