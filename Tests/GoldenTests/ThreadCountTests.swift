import Foundation
import Testing

@Suite struct ThreadCountTests {
  @Test(arguments: ["messy.csv", "messy.jsonl", "messy.xml"])
  func `the report does not depend on the number of threads`(_ name: String) throws {
    let folder = PackageFiles.samples.appendingPathComponent("Exports/akinon")
    // Often enough to fill many buffers, and each id a duplicate of the first.
    let exports = (0..<40).map { "copies/\($0)-\(name)" }
    let runs = try PackageFiles.withCopy(of: [folder]) { copy in
      _ = try ProgramRun.shell(
        "mkdir copies; for i in $(seq 0 39); do cp \(name) copies/$i-\(name); done", in: copy)
      return try [1, 4].map { threads in
        try ProgramRun.shell(
          "order-audit check --threads \(threads) \(exports.joined(separator: " "))", in: copy)
      }
    }
    #expect(!runs[0].output.isEmpty)
    #expect(runs[0] == runs[1])
  }
}
