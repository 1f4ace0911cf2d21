package import BasketModel

/// Remembers the first position of every order id of the batch.
///
/// Ids are kept as 128-bit keyed hashes. A slot holds the hash and a 32-bit ordinal; what the ordinal
/// stands for (export, record, line) is kept once per record in `RecordLog`. Slots are spread over 256
/// shards by the hash's top bits, so that growing one shard is short and its old copy small; inside a
/// shard the home slot follows from the next bits, and collisions go to the next slot (linear probing).
///
/// Memory, by construction: 20 bytes for each slot at a load of 0.59 to 0.88, and 4 bytes for each
/// record in the log: at most 38 bytes per order.
///
/// Owned by the one task that takes results back in input order, so that "first" means first in input.
package struct DuplicateIndex: ~Copyable {
  private var shards: [DuplicateShard]
  private var log = RecordLog()
  private var touchedWords: UInt32 = 0

  package init() {
    shards = (0..<Self.shardCount).map { _ in DuplicateShard() }
  }

  private static let shardCount = 256

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
  }

  /// Admits the records of one buffer, in input order.
  ///
  /// - Parameters:
  ///   - keys: The keys of the records that have an id, by ascending record.
  ///   - lines: The line of each record of the buffer, from the buffer's first line, from 0.
  ///   - base: Export, number of the buffer's first record (from 1) and its first line (from 1).
  /// - Returns: The records whose id was there before, by ascending record.
  /// - Complexity: O(1) per key, amortized; about 20 ns once the table is larger than the caches.
  package mutating func admit(
    keys: borrowing [Key], lines: borrowing [Int32], base: RecordPosition
  ) -> [Duplicate] {
    var duplicates: [Duplicate] = []
    let firstOrdinal = log.append(lines: lines, base: base)
    // Touching all slots first lets the memory system fetch them side by side; the insertions then
    // find them in the cache. The touched words are added up so that the loads are not dropped.
    var touched: UInt32 = 0
    for index in 0..<keys.count {
      touched &+= shards[Int(keys[index].hash.high >> 56)].touch(keys[index].hash)
    }
    touchedWords &+= touched
    for index in 0..<keys.count {
      let key = keys[index]
      let ordinal = UInt32(truncatingIfNeeded: firstOrdinal + Int(key.record))
      let shard = Int(key.hash.high >> 56)
      if let first = shards[shard].insert(key.hash, ordinal: ordinal) {
        duplicates.append(Duplicate(record: Int(key.record), first: log.position(of: Int(first))))
      }
    }
    return duplicates
  }

  /// Bytes that the index holds, for tests and progress.
  package var byteCount: Int {
    shards.reduce(log.byteCount) { $0 + $1.byteCount }
  }
}

/// One part of the index: an open-addressing table.
///
/// A slot is five 32-bit words, so that it takes 20 bytes and no padding: the hash and the ordinal plus
/// one (0 marks an empty slot).
struct DuplicateShard {
  private var words: [UInt32]
  private var slotCount: Int
  private var count = 0

  private static let wordsPerSlot = 5
  private static let slotCountMin = 64

  init() {
    slotCount = Self.slotCountMin
    words = [UInt32](repeating: 0, count: Self.slotCountMin * Self.wordsPerSlot)
  }

  var byteCount: Int { words.count * 4 }

  /// A word of the hash's home slot: reading it brings the slot into the cache.
  @inline(__always)
  func touch(_ hash: KeyedHash.Value) -> UInt32 { words[home(of: hash.high) &* Self.wordsPerSlot] }

  /// Inserts a hash; the ordinal it came with first when it is there already.
  @inline(__always)
  mutating func insert(_ hash: KeyedHash.Value, ordinal: UInt32) -> UInt32? {
    // 7/8 is the highest load; then half as many slots again.
    if count &* 8 >= slotCount &* 7 { grow() }
    var slot = home(of: hash.high)
    while true {
      let place = slot &* Self.wordsPerSlot
      let marker = words[place &+ 4]
      if marker == 0 {
        write(hash, marker: ordinal &+ 1, at: place)
        count &+= 1
        return nil
      }
      if holds(hash, at: place) { return marker &- 1 }
      slot &+= 1
      if slot == slotCount { slot = 0 }
    }
  }

  @inline(__always)
  private func holds(_ hash: KeyedHash.Value, at place: Int) -> Bool {
    words[place] == UInt32(truncatingIfNeeded: hash.high)
      && words[place &+ 1] == UInt32(truncatingIfNeeded: hash.high >> 32)
      && words[place &+ 2] == UInt32(truncatingIfNeeded: hash.low)
      && words[place &+ 3] == UInt32(truncatingIfNeeded: hash.low >> 32)
  }

  @inline(__always)
  private mutating func write(_ hash: KeyedHash.Value, marker: UInt32, at place: Int) {
    words[place] = UInt32(truncatingIfNeeded: hash.high)
    words[place &+ 1] = UInt32(truncatingIfNeeded: hash.high >> 32)
    words[place &+ 2] = UInt32(truncatingIfNeeded: hash.low)
    words[place &+ 3] = UInt32(truncatingIfNeeded: hash.low >> 32)
    words[place &+ 4] = marker
  }

  /// The slot where a hash belongs: its bits below the shard's, scaled to the number of slots.
  @inline(__always)
  private func home(of high: UInt64) -> Int {
    Int(truncatingIfNeeded: (high << 8).multipliedFullWidth(by: UInt64(slotCount)).high)
  }

  @inline(never)
  private mutating func grow() {
    let old = words
    slotCount += slotCount / 2
    words = [UInt32](repeating: 0, count: slotCount * Self.wordsPerSlot)
    for place in stride(from: 0, to: old.count, by: Self.wordsPerSlot) where old[place + 4] != 0 {
      let hash = KeyedHash.Value(
        high: UInt64(old[place]) | UInt64(old[place + 1]) << 32,
        low: UInt64(old[place + 2]) | UInt64(old[place + 3]) << 32)
      var slot = home(of: hash.high)
      while words[slot &* Self.wordsPerSlot &+ 4] != 0 {
        slot &+= 1
        if slot == slotCount { slot = 0 }
      }
      write(hash, marker: old[place + 4], at: slot &* Self.wordsPerSlot)
    }
  }
}

/// Where each record of the batch stands: four bytes for each, and one base for each buffer.
struct RecordLog {
  private struct Base {
    /// Ordinal of the buffer's first record, from 0 over the batch.
    var ordinal: Int
    var position: RecordPosition
  }

  private var bases: [Base] = []
  /// Lines of the records, from the first line of their buffer; in chunks, so that growing copies nothing.
  private var chunks: [[Int32]] = []
  private var count = 0

  private static let chunkRecords = 1 << 16

  /// Adds the records of a buffer; returns the ordinal of the first.
  mutating func append(lines: borrowing [Int32], base: RecordPosition) -> Int {
    let first = count
    bases.append(Base(ordinal: first, position: base))
    var index = 0
    while index < lines.count {
      let used = count & (Self.chunkRecords - 1)
      if used == 0 {
        var chunk: [Int32] = []
        chunk.reserveCapacity(Self.chunkRecords)
        chunks.append(chunk)
      }
      let end = min(lines.count, index + Self.chunkRecords - used)
      chunks[chunks.count - 1].append(contentsOf: lines[index..<end])
      count += end - index
      index = end
    }
    return first
  }

  /// The position of the record with this ordinal.
  ///
  /// - Complexity: O(log buffers).
  func position(of ordinal: Int) -> RecordPosition {
    var low = 0
    var high = bases.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if bases[middle].ordinal <= ordinal { low = middle } else { high = middle }
    }
    let base = bases[low]
    let line = chunks[ordinal / Self.chunkRecords][ordinal & (Self.chunkRecords - 1)]
    return RecordPosition(
      export: base.position.export, record: base.position.record + ordinal - base.ordinal,
      line: base.position.line + Int(line))
  }

  var byteCount: Int { chunks.count * Self.chunkRecords * 4 + bases.count * 40 }
}
