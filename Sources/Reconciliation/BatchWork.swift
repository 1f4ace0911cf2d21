internal import BasketModel
internal import DuplicateIndex
internal import ExportReading
internal import OrderRules

/// One pooled buffer with all that becomes of it: the unit of concurrency.
///
/// `@unchecked Sendable`, because exactly one task owns it at any time, and each hand-over is one
/// the language synchronizes: the run fills the buffer and gives the work to a child task
/// (`addTask`), the child reads it and returns it as its result (`next`), the run takes the results
/// and puts the work back into its pool. Nobody keeps a reference after handing it on.
final class BatchWork: @unchecked Sendable {
  let buffer: InputBuffer
  private var reader: RecordReader?
  private var readerExport = -1

  /// Place in input order, from 0 over the run.
  var sequence = 0
  /// Index of the export in the plan, from 0.
  var export = 0
  /// How the records of the export are read; set with every buffer.
  var layout: ExportLayout?
  /// Offset of the buffer's first byte in its export, from 0; 0 where it has `pieces`.
  var startByte = 0
  /// Where the bytes come from, where they were put together.
  var pieces = BufferPieces([])

  /// Reading findings and rule findings, ascending by order.
  private(set) var findings: [OrderFinding] = []
  /// The ids for the duplicate index.
  private(set) var keys: [DuplicateIndex.Key] = []
  /// The line of each record, from the buffer's first line, from 0; from the line before the
  /// export's first where the buffer has `pieces`.
  private(set) var recordLines: [Int32] = []
  /// What each record counts as, by index.
  private(set) var classes: [RecordClass] = []
  /// The content of each record; empty where the profile does not compare repeats.
  private(set) var digests: [ContentDigest] = []
  /// What the rules counted.
  private(set) var tally = RuleTally()
  /// Sums of the stated amounts.
  private(set) var amounts = BatchAmounts()

  init(bufferBytes: Int) {
    buffer = InputBuffer(capacity: bufferBytes)
  }

  /// The orders of the buffer.
  var batch: OrderBatch {
    _read {
      if let reader { yield reader.batch } else { yield OrderBatch() }
    }
  }

  /// Reads the buffer, evaluates the rules and hashes the ids.
  ///
  /// Changes nothing outside of this object, so it runs anywhere.
  func process(rules: RuleContext, key: KeyedHash.Key, comparesRepeats: Bool) {
    if readerExport != export, let layout {
      reader = RecordReader(layout)
      readerExport = export
    }
    findings.removeAll(keepingCapacity: true)
    tally = RuleTally()
    reader?.read(buffer)
    guard let batch = reader?.batch else { return }
    let text = buffer.text(of: batch)
    OrderRuleList.evaluate(batch, text: text, context: rules, findings: &findings, tally: &tally)
    classify(batch)
    collectKeys(batch, text: text, key: key)
    if comparesRepeats, let layout {
      digests.removeAll(keepingCapacity: true)
      ContentDigests.append(batch, buffer, layout, key: key, to: &digests)
    }
  }

  private func classify(_ batch: OrderBatch) {
    // Locals: every access to a property of a class is checked for exclusivity (2 % of a run).
    var classes = exchange(&self.classes, with: [])
    classes.removeAll(keepingCapacity: true)
    var amounts = BatchAmounts()
    let orders = batch.orders.span
    let findings = self.findings
    var next = 0
    for index in orders.indices {
      var recordClass =
        !orders[index].isUnreadable
        ? RecordClass.clean : orders[index].isSkipped ? .skipped : .unreadable
      // What has no order can be read: it is an order of which the rest is missing.
      if recordClass == .unreadable, next < findings.count, findings[next].order == index,
        findings[next].finding.code == .orderNotFound
      {
        recordClass = .clean
      }
      while next < findings.count, findings[next].order == index {
        recordClass.note(findings[next].finding.code.severity)
        next += 1
      }
      classes.append(recordClass)
      if recordClass != .unreadable, recordClass != .skipped {
        amounts.add(orders[index], isClean: recordClass == .clean)
      }
    }
    self.classes = classes
    self.amounts = amounts
  }

  private func collectKeys(_ batch: OrderBatch, text: BatchText, key: KeyedHash.Key) {
    var keys = exchange(&self.keys, with: [])
    var lines = exchange(&recordLines, with: [])
    keys.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    let orders = batch.orders.span
    for index in orders.indices {
      lines.append(pieces.isEmpty ? orders[index].line : originLine(of: orders[index]))
      guard orders[index].entersDuplicateIndex else { continue }
      let hash = text.withBytes(of: orders[index].id) { KeyedHash.value(of: $0, key: key) }
      keys.append(DuplicateIndex.Key(hash: hash, record: Int32(truncatingIfNeeded: index)))
    }
    self.keys = keys
    recordLines = lines
  }

  private func originLine(of order: Order) -> Int32 {
    let origin = pieces.origin(ofByte: Int(order.byte), line: Int(order.line))
    return Int32(truncatingIfNeeded: origin.position.line)
  }

  /// Takes a value out of a property, so that it is changed without a copy.
  private func exchange<Value>(_ value: inout Value, with replacement: Value) -> Value {
    let taken = value
    value = replacement
    return taken
  }
}

/// What a record counts as in the summary.
enum RecordClass: UInt8, BitwiseCopyable {
  case clean, warnings, errors, unreadable, skipped

  /// Takes a finding of this severity into account.
  mutating func note(_ severity: FindingCode.Severity) {
    if self == .unreadable || self == .skipped { return }
    self = severity == .error ? .errors : self == .clean ? .warnings : self
  }
}

/// Sums of the stated amounts of a batch's readable orders, by whether the order is clean.
struct BatchAmounts {
  private(set) var clean = MoneyTotals()
  private(set) var faulty = MoneyTotals()
  private(set) var ordersWithoutAmount = 0
  /// The clean orders' sums of the first currencies met, added without a look-up: exports have few.
  private var running: [(currency: Currency, total: MoneyTotals.Total)] = []
  private static let runningMax = 8

  /// Adds one order's stated amount.
  mutating func add(_ order: Order, isClean: Bool) {
    guard order.amount.isValid, order.currency.isKnown else {
      ordersWithoutAmount += 1
      return
    }
    guard isClean else { return faulty.add(Self.total(of: order), currency: order.currency) }
    for place in running.indices where running[place].currency == order.currency {
      running[place].total.minorUnits += Int128(order.amount.digits)
      running[place].total.orders += 1
      return
    }
    if running.count < Self.runningMax {
      running.append((order.currency, Self.total(of: order)))
    } else {
      clean.add(Self.total(of: order), currency: order.currency)
    }
  }

  /// Moves an order's amount from the clean to the faulty ones.
  mutating func moveToFaulty(_ order: Order) {
    guard let amount = OrderAmount(order) else { return }
    flush()
    clean.subtract(amount)
    faulty.add(amount.total, currency: amount.currency)
  }

  /// Adds the running sums to the others.
  mutating func flush() {
    for (currency, total) in running { clean.add(total, currency: currency) }
    running.removeAll()
  }

  private static func total(of order: Order) -> MoneyTotals.Total {
    MoneyTotals.Total(minorUnits: Int128(order.amount.digits), scale: order.scale, orders: 1)
  }
}
