internal import BasketModel
internal import DuplicateIndex
internal import ExportReading

/// What an order whose id came before turned out to be.
enum RepeatOutcome: Equatable {
  /// An order, not compared with the first.
  case unknown
  /// Rows of the first order that stand apart from it.
  case rowsApart
  case compared(RepeatKind)
}

/// A record of a buffer whose id came before.
struct RepeatedRecord {
  /// Index of the record in its buffer, from 0.
  var record: Int
  /// Where the id came first.
  var first: RecordPosition
  var outcome: RepeatOutcome
}

/// What a record itself says about whether it repeats an order or goes on with one.
struct RepeatEvidence: OptionSet {
  let rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// It is a group of rows of which more may stand elsewhere.
  static let isGroupOfRows = RepeatEvidence(rawValue: 1)
  /// It has none of the amounts that an order must state.
  static let hasNoAmounts = RepeatEvidence(rawValue: 2)
  /// Its amounts do not fit its items.
  static let sumsDoNotHold = RepeatEvidence(rawValue: 4)

  /// Of one record of a buffer.
  ///
  /// - Complexity: O(log findings), and O(its findings).
  init(_ work: BatchWork, record: Int) {
    self = []
    guard let layout = work.layout, layout.groupsAdjacentRows else { return }
    insert(.isGroupOfRows)
    var place = Self.firstFinding(of: record, in: work.findings)
    var lacksAmount = false
    while place < work.findings.count, work.findings[place].order == record {
      let finding = work.findings[place].finding
      if finding.code == .missingField, finding.argument?.field != .orderID { lacksAmount = true }
      if case .sums = finding.details { insert(.sumsDoNotHold) }
      place += 1
    }
    if lacksAmount, work.batch.orders[record].statesNoAmount { insert(.hasNoAmounts) }
  }

  private static func firstFinding(of record: Int, in findings: [OrderFinding]) -> Int {
    var low = 0
    var high = findings.count
    while low < high {
      let middle = (low + high) / 2
      if findings[middle].order < record { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Tells repeats apart, as far as the profile asks for it.
struct RepeatedOrders {
  /// The content of all records; nil where the profile does not ask.
  private var contents: ContentLog?

  init(comparesContents: Bool, temporaryDirectory: String) {
    contents = comparesContents ? ContentLog(directory: temporaryDirectory) : nil
  }

  /// Adds the records of a buffer, in input order.
  mutating func add(_ work: BatchWork) throws(TemporaryFileError) {
    try contents?.append(work.digests)
  }

  /// What a record is whose id came before.
  ///
  /// - Parameters:
  ///   - ordinal: Of the record in the batch, from 0.
  ///   - firstOrdinal: Of the first record with the id.
  ///   - isSameExport: Whether both stand in one export.
  func outcome(
    ordinal: Int, firstOrdinal: Int, isSameExport: Bool, evidence: RepeatEvidence
  ) throws(TemporaryFileError) -> RepeatOutcome {
    let mayBeApart = isSameExport && evidence.contains(.isGroupOfRows)
    guard let contents else {
      return mayBeApart && evidence.contains(.hasNoAmounts) ? .rowsApart : .unknown
    }
    let own = try contents.digest(of: ordinal)
    let first = try contents.digest(of: firstOrdinal)
    if own.content == first.content { return .compared(.sameContent) }
    let goesOn =
      evidence.contains(.hasNoAmounts)
      || (own.head == first.head && evidence.contains(.sumsDoNotHold))
    return mayBeApart && goesOn ? .rowsApart : .compared(.differentContent)
  }
}

extension Order {
  /// Whether none of the order's amounts is given.
  fileprivate var statesNoAmount: Bool {
    for field in OrderAmountField.allCases where !amounts[field.rawValue].isAbsent {
      return false
    }
    return true
  }
}
