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

  /// The orders of the buffer. Not the reader's own: looking at them would copy the whole reader.
  private(set) var batch = OrderBatch()
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
    reader?.read(buffer, into: &batch)
    let batch = self.batch
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
    // A local, too: it would be retained for each order.
    let pieces = self.pieces
    let isPutTogether = !pieces.isEmpty
    for index in orders.indices {
      lines.append(isPutTogether ? pieces.originLine(of: orders[index]) : orders[index].line)
      guard orders[index].entersDuplicateIndex else { continue }
      let hash = text.withBytes(of: orders[index].id) { KeyedHash.value(of: $0, key: key) }
      keys.append(DuplicateIndex.Key(hash: hash, record: Int32(truncatingIfNeeded: index)))
    }
    self.keys = keys
    recordLines = lines
  }

  /// Takes a value out of a property, so that it is changed without a copy.
  private func exchange<Value>(_ value: inout Value, with replacement: Value) -> Value {
    let taken = value
    value = replacement
    return taken
  }
}

extension BufferPieces {
  /// The line where the order begins, in its export; from 0.
  fileprivate func originLine(of order: Order) -> Int32 {
    let place = origin(ofByte: Int(order.byte), line: Int(order.line))
    return Int32(truncatingIfNeeded: place.position.line)
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
  /// The clean orders' sums of the currencies met first, added without a look-up: exports have few.
  private var running = InlineArray<8, MoneyTotals.Total>(
    repeating: MoneyTotals.Total(minorUnits: 0, scale: 0, orders: 0))
  private var runningCurrencies = InlineArray<8, Currency>(repeating: .unknown)

  /// Adds one order's stated amount.
  @inline(__always)
  mutating func add(_ order: Order, isClean: Bool) {
    guard order.amount.isValid, order.currency.isKnown else {
      ordersWithoutAmount += 1
      return
    }
    if isClean {
      for place in runningCurrencies.indices
      where runningCurrencies[place].packedLetters == order.currency.packedLetters {
        running[place].minorUnits += Int128(order.amount.digits)
        running[place].orders += 1
        return
      }
    }
    addOther(Self.total(of: order), order.currency, isClean: isClean)
  }

  /// Adds the amount of a faulty order, or the first of its currency.
  @inline(never)
  private mutating func addOther(
    _ total: MoneyTotals.Total, _ currency: Currency, isClean: Bool
  ) {
    guard isClean else { return faulty.add(total, currency: currency) }
    for place in runningCurrencies.indices where !runningCurrencies[place].isKnown {
      running[place] = total
      runningCurrencies[place] = currency
      return
    }
    clean.add(total, currency: currency)
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
    for place in runningCurrencies.indices where runningCurrencies[place].isKnown {
      clean.add(running[place], currency: runningCurrencies[place])
      runningCurrencies[place] = .unknown
    }
  }

  private static func total(of order: Order) -> MoneyTotals.Total {
    MoneyTotals.Total(minorUnits: Int128(order.amount.digits), scale: order.scale, orders: 1)
  }
}
