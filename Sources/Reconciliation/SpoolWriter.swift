internal import BasketModel

/// Turns records into bytes for the spool: numbers seven bits at a time, texts behind their length.
///
/// Nobody but `SpoolReader` of the same run reads them, so there is no version and no check sum.
struct SpoolWriter {
  /// The bytes of the record last written.
  private(set) var bytes: [UInt8] = []
  /// Codes by number; numbers are given as codes come.
  private(set) var codes: [FindingCode] = []
  private var codeNumbers: [FindingCode: Int] = [:]
  private(set) var currencies: [Currency] = []
  private var currencyNumbers: [Currency: Int] = [:]

  /// Replaces `bytes` by those of `record`.
  mutating func write(_ record: RecordFindings) {
    bytes.removeAll(keepingCapacity: true)
    add(record.export)
    add(record.record)
    addOptional(record.position) { $0.add($1) }
    addOptional(record.orderID) { $0.add($1) }
    addOptional(record.text) { $0.add($1) }
    add(record.findings.count)
    for finding in record.findings { add(finding) }
    addOptional(record.candidate) { $0.add($1) }
  }

  // MARK: Records

  private mutating func add(_ candidate: RecordFindings.Candidate) {
    add(candidate.ordinal)
    add(Int(candidate.recordClass.rawValue))
    addOptional(candidate.amount) { writer, amount in
      writer.add(signed: Int128(amount.minorUnits))
      writer.add(Int(amount.scale))
      writer.add(amount.currency)
    }
    addOptional(candidate.first) { writer, first in
      writer.add(first.export)
      writer.add(first.record)
      writer.add(first.line)
    }
    addOptional(candidate.firstOrdinal) { $0.add($1) }
    add(Int(candidate.evidence.rawValue))
  }

  private mutating func add(_ position: SourcePosition) {
    add(position.line)
    addOptional(position.byte) { $0.add($1) }
  }

  // MARK: Findings

  private mutating func add(_ finding: Finding) {
    add(number(of: finding.code))
    addOptional(finding.argument) { writer, argument in
      writer.add(Int(argument.field.rawValue))
      writer.addOptional(argument.index) { $0.add($1) }
    }
    add(finding.details)
  }

  private mutating func add(_ details: FindingDetails) {
    switch details {
    case .none:
      add(SpooledDetails.none.rawValue)
    case .sums(let stated, let computed, let context):
      add(SpooledDetails.sums.rawValue)
      add(signed: stated)
      add(signed: computed)
      add(context)
    case .stated(let stated, let context):
      add(SpooledDetails.stated.rawValue)
      add(signed: stated)
      add(context)
    case .fault(let fault):
      add(SpooledDetails.fault.rawValue)
      add(Array(fault.reason.utf8))
      add(fault.position)
      addOptional(fault.value) { $0.add($1) }
      addOptional(fault.passedLines) {
        $0.add($1.first)
        $0.add($1.last)
      }
      addOptional(fault.exportPath) { $0.add(Array($1.utf8)) }
    case .duplicate:
      // Records wait here because nobody knows yet which of them are duplicates.
      preconditionFailure("a duplicate is not known before the spool is read")
    case .export(let reason):
      add(SpooledDetails.export.rawValue)
      add(Array(reason.utf8))
    }
  }

  private mutating func add(_ context: MoneyContext) {
    add(context.currency)
    add(Int(context.scale))
  }

  // MARK: Values

  private mutating func addOptional<Value>(
    _ value: Value?, _ body: (inout SpoolWriter, Value) -> Void
  ) {
    add(value == nil ? 0 : 1)
    if let value { body(&self, value) }
  }

  private mutating func add(_ currency: Currency) {
    add(Self.number(of: currency, in: &currencyNumbers, list: &currencies))
  }

  private mutating func number(of code: FindingCode) -> Int {
    Self.number(of: code, in: &codeNumbers, list: &codes)
  }

  private static func number<Value: Hashable>(
    of value: Value, in numbers: inout [Value: Int], list: inout [Value]
  ) -> Int {
    if let number = numbers[value] { return number }
    numbers[value] = list.count
    list.append(value)
    return list.count - 1
  }

  private mutating func add(_ text: [UInt8]) {
    add(text.count)
    bytes += text
  }

  /// A number that is not negative.
  private mutating func add(_ value: Int) {
    add(UInt128(UInt(bitPattern: value)))
  }

  /// Signed numbers alternate, so that small ones stay short: 0, −1, 1, −2, …
  private mutating func add(signed value: Int128) {
    add(UInt128(bitPattern: value << 1 ^ value >> 127))
  }

  private mutating func add(_ value: UInt128) {
    guard value >= 1 << 63 else { return addShort(UInt64(truncatingIfNeeded: value)) }
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  private mutating func addShort(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

/// The kinds of details, as the spool numbers them.
enum SpooledDetails: Int {
  case none, sums, stated, fault, export
}
