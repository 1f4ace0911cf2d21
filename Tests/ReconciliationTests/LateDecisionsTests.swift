import BasketModel
import DuplicateIndex
import Foundation
import Reconciliation
import TestSupport
import Testing

/// Runs whose ids do not fit into memory give what runs in memory give.
@Suite struct LateDecisionsTests {
  /// From a limit that not one buffer fits into to one that most of the run fits into.
  @Test(arguments: [1, 200 << 10, 1 << 19, 3 << 18], [1, 4])
  func reportsAsInMemory(_ memoryLimit: Int, _ threads: Int) async throws {
    let folder = try ExportFolder()
    var exports = MessyExports(seed: UInt64(memoryLimit), orders: 1000)
    let names = ["a.csv", "b.jsonl", "empty.jsonl", "c.csv", "cut.jsonl", "d.jsonl"]
    for name in names {
      try folder.write(name, name.hasSuffix("csv") ? exports.csv() : exports.jsonLines())
    }
    try folder.write("empty.jsonl", [0x0A])
    try folder.write("cut.jsonl", Array("{\"order_id\":\"1\"".utf8))
    let expected = try await folder.run(names, threads: threads)
    #expect(expected.codes["ORDER_ID_EXISTS", default: 0] > 1000)
    let late = try await folder.run(
      names, threads: threads, bufferBytes: 50_000, memoryLimit: memoryLimit)
    #expect(late.report == expected.report)
    #expect(late.counts == expected.counts)
    #expect(
      late.summary.firstEnvelopes.map(\.traceID) == expected.summary.firstEnvelopes.map(\.traceID))
    #expect(try folder.names().sorted() == names.sorted(), "nothing is left behind")
  }

  /// Mostly duplicates, of orders long before them.
  @Test func reportsManyDuplicatesAsInMemory() async throws {
    let folder = try ExportFolder()
    var random = SeededGenerator(seed: 5)
    for name in ["a.jsonl", "b.jsonl"] {
      var text = ""
      for _ in 0..<20_000 { text += "{\"order_id\":\(random.below(25_000))}\n" }
      try folder.write(name, Array(text.utf8))
    }
    let expected = try await folder.run(["a.jsonl", "b.jsonl"])
    let late = try await folder.run(["a.jsonl", "b.jsonl"], memoryLimit: 64 << 10)
    #expect(late.report == expected.report && late.counts == expected.counts)
  }

  @Test(arguments: ["missing", "a.jsonl"])
  func failsWhereThereIsNoDirectory(_ name: String) async throws {
    let folder = try ExportFolder()
    try folder.write("a.jsonl", Array("{\"order_id\":1}\n".utf8))
    await #expect {
      try await folder.run(
        ["a.jsonl"], memoryLimit: 1, temporaryDirectory: folder.path(name))
    } throws: { error in
      guard case .failed(let failure)? = error as? RunError<CancellationError> else { return false }
      return failure.code == .temporaryFile && failure.cause.operation == .create
        && failure.message.hasPrefix(
          "cannot create a temporary file in \(folder.path(name)): ")
    }
  }

  /// Where the run does not need the directory, it does not matter.
  @Test func needsNoDirectoryInMemory() async throws {
    let folder = try ExportFolder()
    try folder.write("a.jsonl", Array("{\"order_id\":1}\n".utf8))
    let result = try await folder.run(["a.jsonl"], temporaryDirectory: folder.path("missing"))
    #expect(result.summary.total.records == 1)
  }
}
