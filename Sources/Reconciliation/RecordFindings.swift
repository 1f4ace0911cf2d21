internal import BasketModel
internal import DuplicateIndex
internal import ExportReading

/// What is known of one record, or of a whole export: what an envelope is made of.
///
/// Without findings it is a clean order that may turn out to be a duplicate.
struct RecordFindings {
  /// Index of the export in the plan, from 0.
  var export: Int
  /// Number of the record in its export, from 1; 0 for an envelope about the whole export.
  var record: Int
  /// Place of the record's first byte; nil for an envelope about a whole export.
  var position: SourcePosition?
  /// The order's id as bytes; nil where there is none.
  var orderID: [UInt8]?
  /// The findings known so far, with places in the export.
  var findings: [Finding]
  /// The record's masked text; nil unless records were asked for.
  var text: [UInt8]?
  /// What a duplicate changes; nil for what cannot be one, or is known not to be one.
  var candidate: Candidate?

  /// An order whose id may have been there before.
  struct Candidate {
    /// Ordinal of the record in the batch, from 0.
    var ordinal: Int
    /// What the order was counted as.
    var recordClass: RecordClass
    /// The order's part in the totals; nil where it has none.
    var amount: OrderAmount?
    /// Where the id came first, if that is known already.
    var first: RecordPosition?
    /// Ordinal of that record in the batch, from 0.
    var firstOrdinal: Int?
    /// What the record says about how it compares.
    var evidence: RepeatEvidence
  }
}

extension RecordFindings {
  /// Adds that the id came first at `first`.
  mutating func addDuplicate(
    of first: RecordPosition, _ outcome: RepeatOutcome, exportPaths: [String]
  ) {
    var origin = DuplicateOrigin(
      exportPath: exportPaths[first.export], record: first.record, line: first.line)
    var code = FindingCode.orderIDExists
    switch outcome {
    case .unknown: break
    case .rowsApart:
      code = .rowsApart
      // What the rows lack stands where the order began.
      findings.removeAll { $0.code == .missingField && $0.argument?.field.owner == .order }
    case .compared(let kind): origin.repeatKind = kind
    }
    findings.append(Finding(code, details: .duplicate(first: origin)))
  }

  /// The envelope that says so.
  func envelope(exportPaths: [String]) -> Envelope {
    let exportPath = exportPaths[export]
    var envelope = Envelope(
      traceID: TraceID(exportPath: exportPath, record: record, orderID: orderID),
      orderID: orderID, exportPath: exportPath, record: record == 0 ? nil : record,
      position: position, findings: findings)
    envelope.recordText = text
    return envelope
  }
}

/// One order's stated amount, as totals count it.
struct OrderAmount: Equatable {
  /// Minor units at `scale`.
  var minorUnits: Int64
  /// Fraction digits.
  var scale: UInt8
  var currency: Currency
}

extension OrderAmount {
  /// The amount of an order; nil where no total holds it.
  init?(_ order: Order) {
    guard order.amount.isValid, order.currency.isKnown else { return nil }
    self.init(minorUnits: order.amount.digits, scale: order.scale, currency: order.currency)
  }

  /// What totals add.
  var total: MoneyTotals.Total {
    MoneyTotals.Total(minorUnits: Int128(minorUnits), scale: scale, orders: 1)
  }
}

extension MoneyTotals {
  /// Takes back what was added.
  mutating func subtract(_ amount: OrderAmount) {
    let negative = Total(minorUnits: -Int128(amount.minorUnits), scale: amount.scale, orders: -1)
    add(negative, currency: amount.currency)
  }
}
