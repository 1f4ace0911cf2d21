package import BasketModel

/// Remembers the first position of every order id of the batch, in memory.
///
/// Ids are kept as 128-bit keyed hashes, each with the 32-bit ordinal of its first record; what the
/// ordinal stands for (export, record, line) is kept once per record in `RecordLog`.
///
/// Memory, by construction: 20 bytes for each slot at a load of 0.59 to 0.83, and 4 bytes for each
/// record in the log: at most 38 bytes per order.
///
/// Owned by the one task that takes results back in input order, so that "first" means first in
/// input.
package struct DuplicateIndex: ~Copyable {
  private var table = DuplicateTable()
  private var log = RecordLog()

  package init() {}

  /// One record's key for `admit`.
  package struct Key: BitwiseCopyable, Sendable {
    /// The keyed hash of the id.
    package var hash: KeyedHash.Value
    /// Index of the record in its buffer, from 0.
    package var record: Int32

    @inlinable
    package init(hash: KeyedHash.Value, record: Int32) {
      self.hash = hash
      self.record = record
    }
  }

  /// A record whose id was there before.
  package struct Duplicate: Sendable, Equatable {
    /// Index of the record in its buffer, from 0.
    package var record: Int
    /// Where the id came first.
    package var first: RecordPosition
    /// Ordinal of that record in the batch, from 0.
    package var firstOrdinal: Int
  }

  /// How many keys ahead a slot is fetched, so that it is there when it is needed.
  private static let prefetchDistance = 12

  /// Makes room for about `records` records in all at once, as far as `limit` bytes allow.
  ///
  /// - Complexity: O(records admitted so far).
  package mutating func reserve(records: Int, limit: Int) {
    table.reserve(min(records, limit / Self.bytesPerRecordMax))
  }

  /// Admits the records of one buffer, in input order.
  ///
  /// - Parameters:
  ///   - keys: The keys of the records that have an id, by ascending record.
  ///   - lines: The line of each record of the buffer, from the buffer's first line, from 0.
  ///   - base: Export, number of the buffer's first record (from 1) and its first line (from 1).
  /// - Precondition: There are fewer than 2³² − 1 records in all; `hasRoom` says so.
  /// - Returns: The records whose id was there before, by ascending record.
  /// - Complexity: O(1) per key, amortized.
  package mutating func admit(
    keys: borrowing [Key], lines: borrowing [Int32], base: RecordPosition
  ) -> [Duplicate] {
    var duplicates: [Duplicate] = []
    let firstOrdinal = log.append(lines: lines, base: base)
    precondition(log.count < UInt32.max)
    let keys = keys.span
    for index in 0..<min(keys.count, Self.prefetchDistance) { table.prefetch(keys[index].hash) }
    for index in 0..<keys.count {
      let ahead = index &+ Self.prefetchDistance
      if ahead < keys.count { table.prefetch(keys[ahead].hash) }
      let key = keys[index]
      let ordinal = UInt32(truncatingIfNeeded: firstOrdinal + Int(key.record))
      if let first = table.insert(key.hash, number: ordinal) {
        duplicates.append(duplicate(record: Int(key.record), of: Int(first)))
      }
    }
    return duplicates
  }

  /// The duplicate that a record with this id is; nil where the id is not there.
  ///
  /// - Complexity: O(1), and O(log buffers) where it is there.
  func duplicate(record: Int, hash: KeyedHash.Value) -> Duplicate? {
    table.number(of: hash).map { duplicate(record: record, of: Int($0)) }
  }

  private func duplicate(record: Int, of firstOrdinal: Int) -> Duplicate {
    Duplicate(
      record: record, first: log.position(of: firstOrdinal), firstOrdinal: firstOrdinal)
  }

  /// Records admitted, those without an id included: the ordinal of the next.
  package var recordCount: Int { log.count }

  /// Bytes that the index holds, for tests and progress.
  package var byteCount: Int { table.byteCount + log.byteCount }

  /// Whether so many more records, all with new ids, can be admitted within `limit` bytes.
  ///
  /// What the index would need at most, right after all of it grew; so it may say no a little
  /// early.
  package func hasRoom(forRecords records: Int, limit: Int) -> Bool {
    let tableBytes = Self.bytesPerKeyMax * (table.count + records) + DuplicateTable.byteCountMin
    let logBytes = log.byteCount(afterAdding: records)
    return tableBytes + logBytes <= limit && log.count + records < UInt32.max
  }

  /// 20 bytes at the least load: 5/6 before the table grew by 2/5.
  private static let bytesPerKeyMax = 34
  /// The same with what the log keeps of a record.
  private static let bytesPerRecordMax = 40
}
