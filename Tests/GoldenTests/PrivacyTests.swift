import Foundation
import Testing

/// Names, addresses, customers and tokens stand in exports, and must stand in nothing we write.
@Suite struct PrivacyTests {
  private static let canaries = ["CANARY-TOKEN", "canary@", "CANARY-CUSTOMER", "CANARY-NAME"]

  @Test(arguments: [
    ("full report", "order-audit check canary.jsonl canary.csv --users canary-users.csv"),
    ("published shape", "order-audit check canary.jsonl canary.csv --envelope api"),
    (
      "records on request",
      "order-audit check canary.jsonl canary.csv --include-record --users canary-users.csv"
    ),
    (
      "summary and files",
      "order-audit check canary.jsonl --users canary-users.csv --report r --summary s; cat r s"
    ),
    ("inspect JSON Lines", "order-audit inspect canary.jsonl --orders 9"),
    ("inspect CSV", "order-audit inspect canary.csv --orders 9"),
    (
      "inspect one order",
      "for id in $(grep -o '\"order_id\":\"[^\"]*' canary.jsonl | cut -d '\"' -f 4); do "
        + "order-audit inspect canary.jsonl --order $id; done; for id in $(cut -d , -f 1 canary.csv); "
        + "do order-audit inspect canary.csv --order $id; done"
    ),
    (
      "init",
      "for file in canary.jsonl canary.csv canary-users.csv; do order-audit init $file; done"
    ),
    (
      "user directory with a repeated token",
      "order-audit check canary.jsonl --users shared-token.csv"
    ),
    ("user directory that is broken", "order-audit check canary.jsonl --users broken-users.jsonl"),
  ])
  func `no canary appears`(name: String, command: String) throws {
    let inputs = PackageFiles.cases.appendingPathComponent("inputs")
    let run = try PackageFiles.withCopy(of: [inputs]) { try ProgramRun.shell(command, in: $0) }
    #expect(!run.output.isEmpty || !run.errors.isEmpty)
    for canary in Self.canaries {
      #expect(!run.outputText.contains(canary) && !run.errorText.contains(canary), "\(canary)")
    }
  }
}
