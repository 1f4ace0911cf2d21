import BasketModel
import ExportReading
import Foundation
import Glibc
import TestSupport
import Testing

/// Exports that change while a run reads them, and compressed ones that expand without end.
@Suite struct ChangingExportTests {
  private static let order = Array(
    (#"{"order_id":"A","amount":1,"basket":{"total_product_amount":1,"#
      + #""total_discount_amount":0,"total_amount":1,"basket_items":[{"price":1}]}}"# + "\n").utf8)

  /// 200 blank lines behind an order, so that the run has much to read after its first buffer.
  private static let export = order + [UInt8](repeating: 0x0A, count: 20_000)

  private static let changes: [(name: String, reason: String, change: @Sendable (String) -> Void)] =
    [
      (
        "appended", "grew",
        { path in
          guard let file = FileHandle(forWritingAtPath: path) else { return }
          _ = try? file.seekToEnd()
          try? file.write(contentsOf: order)
        }
      ),
      (
        "truncated at a record", "shrank", { path in _ = unsafe truncate(path, off_t(order.count)) }
      ),
      ("truncated in a record", "shrank", { path in _ = unsafe truncate(path, 10) }),
      (
        "overwritten in place", "modified",
        { path in
          guard let file = FileHandle(forWritingAtPath: path) else { return }
          try? file.write(contentsOf: order)
        }
      ),
      (
        "another file renamed over it", "took the place",
        { path in
          try? Data(export).write(to: URL(filePath: path + ".new"))
          _ = unsafe rename(path + ".new", path)
        }
      ),
    ]

  @Test(arguments: [1, 4]) func isIncomplete(_ threads: Int) async throws {
    for (name, reason, change) in Self.changes {
      let folder = try ExportFolder()
      try folder.write("a.jsonl", Self.export)
      try folder.write("b.jsonl", Array("{}\n".utf8))
      var isChanged = false
      let result = try await folder.run(
        ["a.jsonl", "b.jsonl"], threads: threads, bufferBytes: 512,
        whileReading: {
          if !isChanged { change(folder.path("a.jsonl")) }
          isChanged = true
        })
      let states = result.summary.exports.map(\.isComplete)
      #expect(states == [false, true], "\(name)")
      #expect(result.codes["UNREADABLE_INPUT"] == 1, "\(name)")
      let finding = result.lines.first { $0.contains("UNREADABLE_INPUT") }
      #expect(finding?.contains(reason) == true, "\(name): \(finding ?? "nothing")")
      // What was read is reported, and the next export is audited.
      #expect(result.summary.exports.map(\.counts.records) == [1, 1], "\(name)")
    }
  }

  /// A name that is given to another file, or taken away, changes nothing in what is read.
  @Test func isCompleteWhereOnlyTheNameIsGone() async throws {
    let folder = try ExportFolder()
    try folder.write("a.jsonl", Self.export)
    let result = try await folder.run(
      ["a.jsonl"], bufferBytes: 512, whileReading: { _ = unsafe unlink(folder.path("a.jsonl")) })
    #expect(result.summary.exports.map(\.isComplete) == [true])
  }

  @Test(arguments: [("a.jsonl.gz", 40), ("a.jsonl.zst", 2000)])
  func endsWhereAnExportExpandsTooFar(_ name: String, _ ratio: Int) async throws {
    let blank = [UInt8](repeating: 0x0A, count: 1 << 20)
    let stored =
      name.hasSuffix("gz")
      ? try gzipMember(Self.order + blank) : try zstandardFrame(Self.order + blank)
    let actual = (Self.order.count + blank.count) / stored.count
    #expect(actual > ratio)
    for (limit, isComplete) in [(ratio, false), (1 << 20, true)] {
      let folder = try ExportFolder()
      try folder.write(name, stored)
      let result = try await folder.run(
        [name],
        limits: ReadLimits(decompressionRatioMax: limit, decompressedBytesFree: 1 << 16))
      #expect(result.summary.exports.map(\.isComplete) == [isComplete], "\(limit)")
      #expect(result.codes["UNREADABLE_INPUT", default: 0] == (isComplete ? 0 : 1), "\(limit)")
      #expect(result.report.contains("times its compressed size") != isComplete, "\(limit)")
    }
  }
}
