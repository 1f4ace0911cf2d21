import BasketModel
import Foundation
import ReportWriting
import Testing

@Suite struct SummaryWriterTests {
  private let writer = SummaryWriter(programVersion: "1.2.3", rulesVersion: "2026-01")

  private var export: ExportSummary {
    var export = ExportSummary(path: "night.csv", format: "csv", compression: "gzip")
    export.counts.bytes = 900
    export.counts.lines = 6
    export.counts.records = 4
    export.counts.cleanOrders = 1
    export.counts.ordersWithErrors = 1
    export.counts.ordersWithWarnings = 1
    export.counts.unreadableRecords = 1
    export.counts.blankLines = 1
    export.counts.findings = [Sample.totalAmount: 1, Sample.itemPriceMismatch: 2]
    export.counts.cleanAmounts.add(
      MoneyTotals.Total(minorUnits: 1999, scale: 2, orders: 1), currency: .turkishLira)
    export.counts.faultyAmounts.add(
      MoneyTotals.Total(minorUnits: 5, scale: 2, orders: 1), currency: .turkishLira)
    export.counts.ordersWithoutAmount = 1
    return export
  }

  @Test func wholeDocument() {
    var summary = RunSummary(profile: "akinon")
    summary.exports = [export]
    summary.rules = [
      RuleSummary(
        codes: [Sample.totalAmount], ordersEvaluated: 2, notEvaluated: [("no total", 1)])
    ]
    summary.ignoredFiles = ["in/readme.txt"]
    summary.notes = ["a \"note\""]
    let report = ReportSummary(bytes: 512, lines: 2, digest: "ab12")
    let counts = { (indentation: String) in
      Self.counts.split(separator: "\n").map { indentation + $0 }.joined(separator: "\n")
    }
    #expect(
      writer.bytes(of: summary, exitStatus: 1, report: report).text == """
        {
          "schema_version": 1,
          "program_version": "1.2.3",
          "rules_version": "2026-01",
          "profile": "akinon",
          "complete": true,
          "balanced": true,
          "exit_status": 1,
          "report": {
            "bytes": 512,
            "lines": 2,
            "sha256": "ab12"
          },
          "rules": [
            {
              "codes": [
                "INVALID_TOTAL_AMOUNT"
              ],
              "orders_evaluated": 2,
              "not_evaluated": [
                {
                  "reason": "no total",
                  "orders": 1
                }
              ]
            }
          ],
          "total": {
        \(counts("    "))
          },
          "exports": [
            {
              "export": "night.csv",
              "format": "csv",
              "compression": "gzip",
              "complete": true,
        \(counts("      "))
            }
          ],
          "ignored_files": [
            "in/readme.txt"
          ],
          "notes": [
            "a \\"note\\""
          ]
        }

        """)
  }

  private static let counts = """
    "bytes": 900,
    "lines": 6,
    "records": 4,
    "clean_orders": 1,
    "orders_with_findings": {
      "errors": 1,
      "warnings": 1
    },
    "unreadable_records": 1,
    "skipped_orders": 0,
    "blank_lines": 1,
    "findings": {
      "INVALID_TOTAL_AMOUNT": 1,
      "ITEM_PRICE_MISMATCH": 2
    },
    "stated_amounts": {
      "clean": [
        {
          "currency": "TRY",
          "amount": "19.99",
          "orders": 1
        }
      ],
      "faulty": [
        {
          "currency": "TRY",
          "amount": "0.05",
          "orders": 1
        }
      ]
    },
    "orders_without_amount": 1
    """

  @Test("what is wrong with a run shows")
  func incompleteRun() throws {
    var summary = RunSummary(profile: "akinon")
    summary.exports = [export, export]
    summary.exports[1].isComplete = false
    summary.exports[1].counts.cleanOrders = 0
    let bytes = writer.bytes(of: summary, exitStatus: 2, report: nil)
    let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    #expect(object?["complete"] as? Bool == false)
    #expect(object?["balanced"] as? Bool == false)
    #expect(object?["report"] is NSNull)
    #expect((object?["total"] as? [String: Any])?["records"] as? Int == 8)
  }

  @Test("dictionaries of the model leave no trace in the order")
  func order() {
    var first = export
    first.counts.findings = [:]
    var second = first
    let codes = ["D", "A", "C", "E", "B"].map { Sample.code($0) }
    for code in codes { first.counts.findings[code] = 1 }
    for code in codes.reversed() { second.counts.findings[code] = 1 }
    let texts = [first, second].map { export in
      var summary = RunSummary(profile: "akinon")
      summary.exports = [export]
      return writer.bytes(of: summary, exitStatus: 0, report: nil).text
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0].contains("\"A\": 1,\n      \"B\": 1,\n      \"C\": 1"))
  }

  @Test func emptyRun() throws {
    let bytes = writer.bytes(of: RunSummary(profile: "x"), exitStatus: 66, report: nil)
    #expect(bytes.text.contains("\"exports\": [],\n"))
    #expect(bytes.text.contains("\"findings\": {},\n"))
    _ = try JSONSerialization.jsonObject(with: Data(bytes))
  }
}
