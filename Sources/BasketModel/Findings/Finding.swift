/// One thing wrong with the data: a value, never thrown.
package struct Finding: Sendable {
  /// What kind of thing is wrong.
  package var code: FindingCode
  /// The field that the finding names; nil where the published page says null.
  package var argument: FieldPath?
  /// The values that prove it.
  package var details: FindingDetails

  package init(_ code: FindingCode, argument: FieldPath? = nil, details: FindingDetails) {
    self.code = code
    self.argument = argument
    self.details = details
  }
}

/// The values that prove a finding, typed; words are made where the report is written.
package enum FindingDetails: Sendable {
  /// Nothing to add.
  case none
  /// A stated and a computed amount differ. Both in minor units at the context's scale.
  case sums(stated: Int128, computed: Int128, MoneyContext)
  /// One stated amount, in minor units at the context's scale.
  case stated(Int128, MoneyContext)
  /// A fault in the bytes or in one field.
  case fault(ReadingFault)
  /// An id that the batch had before.
  case duplicate(first: DuplicateOrigin)
  /// About a whole export: an English sentence with the facts.
  case export(reason: String)
}

/// Currency and scale of amounts, for writing them.
package struct MoneyContext: Sendable, Equatable {
  /// The currency; `.unknown` where the stated code is none of ISO 4217.
  package var currency: Currency
  /// Fraction digits of the amounts.
  package var scale: UInt8

  package init(currency: Currency, scale: UInt8) {
    self.currency = currency
    self.scale = scale
  }
}

/// Why bytes or a field could not be used, and where.
package struct ReadingFault: Sendable {
  /// An English sentence part without the place, for example `more than 2 fraction digits for TRY`.
  package var reason: String
  /// Where: relative to the buffer (line and byte from 0) until the run adds the bases, then
  /// absolute (line from 1, byte from 0).
  package var position: SourcePosition
  /// The offending value; only ever of an amount, quantity, currency or order id.
  package var value: [UInt8]?
  /// The lines that no record was read from, where the fault cost more than one.
  package var passedLines: PassedLines?
  /// Path of the export that the place is in, where that is not the order's.
  package var exportPath: String?

  package init(
    reason: String, position: SourcePosition, value: [UInt8]? = nil,
    passedLines: PassedLines? = nil
  ) {
    self.reason = reason
    self.position = position
    self.value = value
    self.passedLines = passedLines
  }
}

/// The first position of an id that came back.
package struct DuplicateOrigin: Sendable, Equatable {
  /// Path of the export as given.
  package var exportPath: String
  /// Number of the record in its export, from 1.
  package var record: Int
  /// Physical line of the record's first byte, from 1.
  package var line: Int
  /// How the record that has the finding compares; nil where that is not known.
  package var repeatKind: RepeatKind?

  package init(exportPath: String, record: Int, line: Int, repeatKind: RepeatKind? = nil) {
    self.exportPath = exportPath
    self.record = record
    self.line = line
    self.repeatKind = repeatKind
  }
}

/// How an order whose id came before compares with the first one.
package enum RepeatKind: String, Sendable, CaseIterable {
  /// Written with the same bytes: a copy.
  case sameContent = "same_content"
  /// Anything else: an update, or another order under the same id.
  case differentContent = "different_content"
}
