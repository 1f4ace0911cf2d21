package import BasketModel

/// Finds the duplicates of the records that come after the index is full.
///
/// The index is asked first, and not changed any more. An id that it does not have goes to one of
/// 64 partitions on disk, by its hash. At the end each partition is read through a table of its
/// own: ids that find no room in it wait for the next round in finer partitions. Each id is in one
/// place only, and in the order of the input, so the first one found is the first one of the batch.
///
/// Memory: a block for each partition while records come, the limit while they are resolved. Owned
/// by the one task that takes results back in input order.
package struct LateDuplicates {
  private let file: BlockFile
  private var partitions: ItemPartitions
  private var exportStarts = ExportStarts()
  private let firstOrdinal: Int
  private var nextOrdinal: Int

  /// - Parameters:
  ///   - file: Where the ids go.
  ///   - index: The full index.
  package init(file: BlockFile, index: borrowing DuplicateIndex) {
    self.file = file
    firstOrdinal = index.recordCount
    nextOrdinal = firstOrdinal
    partitions = ItemPartitions(file: file, placeBits: 64)
  }

  /// What is known of a buffer's records at once.
  package struct Admission {
    /// Ordinal of the buffer's first record in the batch, from 0.
    package var firstOrdinal: Int
    /// The records whose id the index has, by ascending record. Of the others nothing is known yet.
    package var duplicates: [DuplicateIndex.Duplicate]
  }

  /// Admits the records of one buffer, in input order; as `DuplicateIndex.admit`.
  package mutating func admit(
    keys: borrowing [DuplicateIndex.Key], lines: borrowing [Int32], base: RecordPosition,
    index: borrowing DuplicateIndex
  ) throws(TemporaryFileError) -> Admission {
    var admission = Admission(firstOrdinal: nextOrdinal, duplicates: [])
    exportStarts.note(nextOrdinal, base)
    for position in 0..<keys.count {
      let key = keys[position]
      let record = Int(key.record)
      if let duplicate = index.duplicate(record: record, hash: key.hash) {
        admission.duplicates.append(duplicate)
      } else {
        try partitions.append(
          SpilledItem(
            place: key.hash.high, second: key.hash.low, third: UInt64(nextOrdinal + record),
            fourth: UInt64(base.line + Int(lines[record]))))
      }
    }
    nextOrdinal += lines.count
    return admission
  }

  /// Finds what was not known at once.
  ///
  /// - Parameter memoryLimit: Bytes that may be used, about; the index must be gone by then.
  /// - Complexity: O(*n*) reads and writes for each time that the ids are more than the limit
  ///   holds.
  package consuming func resolved(
    memoryLimit: Int
  ) throws(TemporaryFileError) -> LateDuplicateList {
    let file = self.file
    let ordinals = UInt64(max(nextOrdinal, 1))
    var found = ItemPartitions(
      file: file, placeBits: UInt64(UInt64.bitWidth - ordinals.leadingZeroBitCount))
    var pending = try partitions.closed()
    while let partition = pending.popLast() {
      var round = LateRound(memoryLimit: memoryLimit)
      var rest: ItemPartitions?
      try partition.stream.forEach { (item) throws(TemporaryFileError) in
        switch round.admit(item) {
        case .new: break
        case .noRoom:
          if rest == nil { rest = ItemPartitions(file: file, placeBits: partition.placeBits) }
          try rest?.append(item)
        case .duplicate(let ordinal, let line):
          try found.append(
            SpilledItem(place: item.third, second: ordinal, third: line, fourth: 0))
        }
      }
      if let rest { pending += try rest.closed() }
    }
    return LateDuplicateList(
      file: file, partitions: try found.closed(), exportStarts: exportStarts,
      memoryLimit: memoryLimit)
  }
}

/// Where the records of each export begin.
struct ExportStarts {
  private struct Start {
    /// Ordinal that the export's first record has, or would have.
    var ordinal: Int
    var export: Int
  }

  private var starts: [Start] = []

  /// Notes that the record with this ordinal stands at `base`.
  mutating func note(_ ordinal: Int, _ base: RecordPosition) {
    if starts.last?.export == base.export { return }
    starts.append(Start(ordinal: ordinal - (base.record - 1), export: base.export))
  }

  /// The position of the record with this ordinal, which begins at `line`.
  ///
  /// - Complexity: O(log exports).
  func position(ordinal: Int, line: Int) -> RecordPosition {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle].ordinal <= ordinal { low = middle } else { high = middle }
    }
    return RecordPosition(
      export: starts[low].export, record: ordinal - starts[low].ordinal + 1, line: line)
  }
}

/// One reading of one partition: a table of the ids, up to the limit.
private struct LateRound: ~Copyable {
  private var table = DuplicateTable()
  private var firsts: [(ordinal: UInt64, line: UInt64)] = []
  private let countMax: Int

  /// A slot at the least load and its first position, which may just have been copied to grow.
  private static let bytesPerKey = 34 + 16 * 3
  /// So that each reading settles something, however low the limit.
  private static let countLeast = 1024

  init(memoryLimit: Int) {
    countMax = min(max(memoryLimit / Self.bytesPerKey, Self.countLeast), Int(UInt32.max) - 1)
  }

  enum Outcome {
    case new
    case noRoom
    case duplicate(ordinal: UInt64, line: UInt64)
  }

  mutating func admit(_ item: SpilledItem) -> Outcome {
    // The other way round: the first halves of a partition begin alike, and decide places in
    // tables.
    let hash = KeyedHash.Value(high: item.second, low: item.place)
    if let number = table.number(of: hash) {
      let first = firsts[Int(number)]
      return .duplicate(ordinal: first.ordinal, line: first.line)
    }
    guard firsts.count < countMax else { return .noRoom }
    _ = table.insert(hash, number: UInt32(firsts.count))
    firsts.append((ordinal: item.third, line: item.fourth))
    return .new
  }
}
