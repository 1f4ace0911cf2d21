import BasketModel
import Foundation
import TestSupport
import Testing

/// The same export twice in one run.
@Suite struct RepeatedExportTests {
  private static func orders(_ numbers: Range<Int>) -> [UInt8] {
    numbers.flatMap { number in
      Array(
        (#"{"order_id":"\#(number)","amount":1,"basket":{"total_product_amount":1,"#
          + #""total_discount_amount":0,"total_amount":1,"basket_items":[{"price":1}]}}"# + "\n")
          .utf8)
    }
  }

  /// Longer than the first bytes that are compared.
  private static let long = orders(0..<1000)

  /// Files of a run and, for each, how many orders are audited and the codes of the whole run.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var files: [(name: String, bytes: [UInt8])]
    var records: [Int]
    var codes: [String: Int]

    init(
      _ name: String, _ files: [(name: String, bytes: [UInt8])], records: [Int],
      _ codes: [String: Int]
    ) {
      self.name = name
      self.files = files
      self.records = records
      self.codes = codes
    }

    var testDescription: String { name }
  }

  private static func cases() throws -> [Case] {
    let damaged = Array(try gzipMember(long).dropLast(9))
    var last = long
    last[last.count - 10] ^= 1
    return [
      Case(
        "a copy", [("a.jsonl", long), ("b.jsonl", long)], records: [1000, 0],
        ["REPEATED_EXPORT": 1]),
      Case(
        "a short copy", [("a.jsonl", orders(0..<1)), ("b.jsonl", orders(0..<1))], records: [1, 0],
        ["REPEATED_EXPORT": 1]),
      Case(
        "two copies", [("a.jsonl", long), ("b.jsonl", long), ("c.jsonl", long)],
        records: [1000, 0, 0], ["REPEATED_EXPORT": 2]),
      Case(
        "plain, gzip and zstd",
        [
          ("a.jsonl", long), ("b.jsonl.gz", try gzipMember(long)),
          ("c.jsonl.zst", try zstandardFrame(long)),
        ], records: [1000, 0, 0], ["REPEATED_EXPORT": 2]),
      Case(
        "gzip in one member and in two, plain last",
        [
          ("a.jsonl.gz", try gzipMember(long)),
          ("b.jsonl.gz", try gzipMember(Array(long[..<500])) + gzipMember(Array(long[500...]))),
          ("c.jsonl", long),
        ], records: [1000, 0, 0], ["REPEATED_EXPORT": 2]),
      Case(
        "another export between",
        [("a.jsonl", long), ("b.jsonl", orders(5000..<5001)), ("c.jsonl", long)],
        records: [1000, 1, 0], ["REPEATED_EXPORT": 1]),
      Case(
        "the same beginning, another end",
        [("a.jsonl", long), ("b.jsonl", long + orders(2000..<2001))], records: [1000, 1001],
        ["ORDER_ID_EXISTS": 1000]),
      Case(
        "the same beginning, another end, compressed",
        [("a.jsonl.gz", try gzipMember(long)), ("b.jsonl", long + orders(2000..<2001))],
        records: [1000, 1001], ["ORDER_ID_EXISTS": 1000]),
      Case(
        "one bit at the end differs", [("a.jsonl", long), ("b.jsonl", last)],
        records: [1000, 1000], ["ORDER_ID_EXISTS": 1000, "MISSING_FIELD": 1]),
      Case(
        "the same bytes as another format", [("a.csv", long), ("b.jsonl", long)],
        records: [0, 1000], ["UNREADABLE_INPUT": 1]),
      Case(
        "two headers without orders",
        [("a.csv", Array("order_id,amount\n".utf8)), ("b.csv", Array("order_id,amount\n".utf8))],
        records: [0, 0], ["UNREADABLE_INPUT": 2]),
      Case(
        "two empty files", [("a.jsonl", []), ("b.jsonl", [])], records: [0, 0], ["EMPTY_INPUT": 2]),
      Case(
        "two copies of a cut stream", [("a.jsonl.gz", damaged), ("b.jsonl.gz", damaged)],
        records: [1000, 0], ["TRUNCATED_INPUT": 1, "REPEATED_EXPORT": 1]),
      Case(
        "a cut stream and the whole one",
        [("a.jsonl.gz", damaged), ("b.jsonl.gz", try gzipMember(long))], records: [1000, 1000],
        ["TRUNCATED_INPUT": 1, "ORDER_ID_EXISTS": 1000]),
    ]
  }

  @Test func isOneFinding() async throws {
    for test in try Self.cases() {
      let folder = try ExportFolder()
      for file in test.files { try folder.write(file.name, file.bytes) }
      let first = try await folder.run(test.files.map(\.name))
      #expect(first.summary.exports.map(\.counts.records) == test.records, "\(test.name)")
      #expect(first.codes == test.codes, "\(test.name)")
      for threads in [2, 5] {
        let other = try await folder.run(test.files.map(\.name), threads: threads, memoryLimit: 0)
        #expect(other.report == first.report, "\(test.name), \(threads) threads")
        #expect(other.counts == first.counts, "\(test.name), \(threads) threads")
      }
    }
  }

  @Test func namesTheFirst() async throws {
    let folder = try ExportFolder()
    for name in ["a.jsonl", "b.jsonl"] { try folder.write(name, Self.long) }
    let result = try await folder.run(["a.jsonl", "b.jsonl"])
    #expect(
      result.lines.first?.contains(
        #""details":{"reason":"the same content as "#) == true)
    #expect(result.lines.first?.contains("a.jsonl; its orders are not audited twice") == true)
  }

  /// By whatever path: the file is known before it is read.
  @Test(arguments: ["a hard link", "a symbolic link", "two paths"])
  func knowsTheFile(_ name: String) async throws {
    let folder = try ExportFolder()
    try folder.write("a.jsonl", Self.long)
    let files = FileManager.default
    switch name {
    case "a hard link":
      try files.linkItem(atPath: folder.path("a.jsonl"), toPath: folder.path("b.jsonl"))
    case "a symbolic link":
      try files.createSymbolicLink(
        atPath: folder.path("b.jsonl"), withDestinationPath: folder.path("a.jsonl"))
    default: break
    }
    let second = name == "two paths" ? "./a.jsonl" : "b.jsonl"
    let result = try await folder.run(["a.jsonl", second])
    #expect(result.codes == ["REPEATED_EXPORT": 1])
    #expect(result.report.contains("the same file as a.jsonl"))
  }
}
