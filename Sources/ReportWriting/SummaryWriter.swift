package import BasketModel

/// Writes the summary of a run as one JSON object (README, Summary).
///
/// The same run gives the same bytes: no clock, no names of machines, nothing in dictionary order.
package struct SummaryWriter: Sendable {
  /// The version of the summary's shape. It grows when a key changes its meaning or goes away, not
  /// when one is added.
  package static let schemaVersion = 1

  private let programVersion: String
  private let rulesVersion: String

  /// - Parameters:
  ///   - programVersion: The version of the program, as `--version` shows it.
  ///   - rulesVersion: The version of the rules, as `--version` shows it.
  package init(programVersion: String, rulesVersion: String) {
    self.programVersion = programVersion
    self.rulesVersion = rulesVersion
  }

  /// The summary's bytes, indented, with a line feed at the end.
  ///
  /// - Parameters:
  ///   - summary: The run in numbers.
  ///   - exitStatus: The status the program ends with.
  ///   - report: What was written as the report; nil where there is none.
  /// - Complexity: O(exports × codes).
  package func bytes(of summary: RunSummary, exitStatus: Int, report: ReportSummary?) -> [UInt8] {
    var document = JSONDocument()
    document.object { document in
      document.integer("schema_version", Self.schemaVersion)
      document.string("program_version", programVersion)
      document.string("rules_version", rulesVersion)
      document.string("profile", summary.profile)
      document.boolean("complete", summary.isComplete)
      document.boolean("balanced", summary.balances)
      document.integer("exit_status", exitStatus)
      add(report, to: &document)
      document.array("rules") { document in
        for rule in summary.rules { add(rule, to: &document) }
      }
      document.object("total") { document in add(summary.total, to: &document) }
      document.array("exports") { document in
        for export in summary.exports { add(export, to: &document) }
      }
      document.array("ignored_files") { document in
        for path in summary.ignoredFiles { document.string(nil, path) }
      }
      document.array("notes") { document in
        for note in summary.notes { document.string(nil, note) }
      }
    }
    return document.bytes + [0x0A]
  }

  private func add(_ report: ReportSummary?, to document: inout JSONDocument) {
    guard let report else { return document.null("report") }
    document.object("report") { document in
      document.integer("bytes", report.bytes)
      document.integer("lines", report.lines)
      document.string("sha256", report.digest)
    }
  }

  private func add(_ rule: RuleSummary, to document: inout JSONDocument) {
    document.object { document in
      document.array("codes") { document in
        for code in rule.codes { document.string(nil, code.name) }
      }
      document.integer("orders_evaluated", rule.ordersEvaluated)
      document.array("not_evaluated") { document in
        for (reason, orders) in rule.notEvaluated {
          document.object { document in
            document.string("reason", reason)
            document.integer("orders", orders)
          }
        }
      }
    }
  }

  private func add(_ export: ExportSummary, to document: inout JSONDocument) {
    document.object { document in
      document.string("export", export.path)
      document.string("format", export.format)
      document.string("compression", export.compression)
      document.boolean("complete", export.isComplete)
      add(export.counts, to: &document)
    }
  }

  private func add(_ counts: RecordCounts, to document: inout JSONDocument) {
    document.integer("bytes", counts.bytes)
    document.integer("lines", counts.lines)
    document.integer("records", counts.records)
    document.integer("clean_orders", counts.cleanOrders)
    document.object("orders_with_findings") { document in
      document.integer("errors", counts.ordersWithErrors)
      document.integer("warnings", counts.ordersWithWarnings)
    }
    document.integer("unreadable_records", counts.unreadableRecords)
    document.integer("skipped_orders", counts.skippedOrders)
    document.integer("blank_lines", counts.blankLines)
    document.object("findings") { document in
      for (code, count) in counts.findingsInCodeOrder {
        document.integer(named: code.name, count)
      }
    }
    document.object("stated_amounts") { document in
      add("clean", counts.cleanAmounts, to: &document)
      add("faulty", counts.faultyAmounts, to: &document)
    }
    document.integer("orders_without_amount", counts.ordersWithoutAmount)
  }

  private func add(
    _ name: StaticString, _ amounts: MoneyTotals, to document: inout JSONDocument
  ) {
    document.array(name) { document in
      for (currency, total) in amounts.inCodeOrder {
        document.object { document in
          document.value("currency") { JSONText.appendCurrency(currency, to: &$0) }
          document.value("amount") {
            JSONText.appendAmount(total.minorUnits, scale: total.scale, to: &$0)
          }
          document.integer("orders", total.orders)
        }
      }
    }
  }
}
