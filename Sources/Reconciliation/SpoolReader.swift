internal import BasketModel

/// Reads the bytes of `SpoolWriter`.
///
/// Takes nothing for granted: a disk that gives back other bytes ends the run instead of trapping.
struct SpoolReader {
  /// Codes and currencies by the numbers the writer gave them.
  private let codes: [FindingCode]
  private let currencies: [Currency]
  private var bytes: [UInt8] = []
  private var index = 0

  /// The bytes are not those of a record.
  struct Damaged: Error {}

  init(_ writer: SpoolWriter) {
    codes = writer.codes
    currencies = writer.currencies
  }

  /// The record of these bytes.
  mutating func read(_ bytes: [UInt8]) throws(Damaged) -> RecordFindings {
    self.bytes = bytes
    index = 0
    let export = try number()
    let record = try number()
    let position = try isPresent() ? position() : nil
    let orderID = try isPresent() ? text() : nil
    let recordText = try isPresent() ? text() : nil
    var findings: [Finding] = []
    for _ in 0..<(try number()) { findings.append(try finding()) }
    let candidate = try isPresent() ? candidate() : nil
    guard index == bytes.count else { throw Damaged() }
    return RecordFindings(
      export: export, record: record, position: position, orderID: orderID, findings: findings,
      text: recordText, candidate: candidate)
  }

  // MARK: Records

  private mutating func candidate() throws(Damaged) -> RecordFindings.Candidate {
    let ordinal = try number()
    guard let recordClass = RecordClass(rawValue: try small()) else { throw Damaged() }
    var amount: OrderAmount?
    if try isPresent() {
      guard let minorUnits = Int64(exactly: try signed()) else { throw Damaged() }
      amount = OrderAmount(minorUnits: minorUnits, scale: try small(), currency: try currency())
    }
    var first: RecordPosition?
    if try isPresent() {
      first = RecordPosition(export: try number(), record: try number(), line: try number())
    }
    let firstOrdinal = try isPresent() ? number() : nil
    return RecordFindings.Candidate(
      ordinal: ordinal, recordClass: recordClass, amount: amount, first: first,
      firstOrdinal: firstOrdinal, evidence: RepeatEvidence(rawValue: try small()))
  }

  private mutating func position() throws(Damaged) -> SourcePosition {
    SourcePosition(line: try number(), byte: try isPresent() ? number() : nil)
  }

  // MARK: Findings

  private mutating func finding() throws(Damaged) -> Finding {
    let code = try element(of: codes)
    var argument: FieldPath?
    if try isPresent() {
      guard let field = OrderField(rawValue: try small()) else { throw Damaged() }
      argument = FieldPath(field, index: try isPresent() ? number() : nil)
    }
    return Finding(code, argument: argument, details: try details())
  }

  private mutating func details() throws(Damaged) -> FindingDetails {
    switch SpooledDetails(rawValue: try number()) {
    case .none?: return .none
    case .sums?: return .sums(stated: try signed(), computed: try signed(), try context())
    case .stated?: return .stated(try signed(), try context())
    case .fault?:
      let reason = try string()
      let position = try position()
      let value = try isPresent() ? text() : nil
      let lines = try isPresent() ? PassedLines(first: number(), last: number()) : nil
      var fault = ReadingFault(
        reason: reason, position: position, value: value, passedLines: lines)
      fault.exportPath = try isPresent() ? string() : nil
      return .fault(fault)
    case .export?: return .export(reason: try string())
    case nil: throw Damaged()
    }
  }

  private mutating func context() throws(Damaged) -> MoneyContext {
    MoneyContext(currency: try currency(), scale: try small())
  }

  // MARK: Values

  private mutating func isPresent() throws(Damaged) -> Bool {
    let number = try number()
    guard number < 2 else { throw Damaged() }
    return number == 1
  }

  private mutating func currency() throws(Damaged) -> Currency { try element(of: currencies) }

  private mutating func element<Element>(of list: [Element]) throws(Damaged) -> Element {
    let number = try number()
    guard number < list.count else { throw Damaged() }
    return list[number]
  }

  private mutating func string() throws(Damaged) -> String {
    String(decoding: try text(), as: UTF8.self)
  }

  private mutating func text() throws(Damaged) -> [UInt8] {
    let count = try number()
    guard count <= bytes.count - index else { throw Damaged() }
    defer { index += count }
    return Array(bytes[index..<index + count])
  }

  private mutating func small() throws(Damaged) -> UInt8 {
    guard let value = UInt8(exactly: try number()) else { throw Damaged() }
    return value
  }

  private mutating func number() throws(Damaged) -> Int {
    guard let value = Int(exactly: try unsigned()) else { throw Damaged() }
    return value
  }

  private mutating func signed() throws(Damaged) -> Int128 {
    let value = try unsigned()
    return Int128(bitPattern: value >> 1) ^ -Int128(bitPattern: value & 1)
  }

  private mutating func unsigned() throws(Damaged) -> UInt128 {
    var value: UInt128 = 0
    for shift in stride(from: 0, to: 128, by: 7) {
      guard index < bytes.count else { throw Damaged() }
      let byte = bytes[index]
      index += 1
      value |= UInt128(byte & 0x7F) << UInt128(shift)
      if byte < 0x80 { return value }
    }
    throw Damaged()
  }
}
