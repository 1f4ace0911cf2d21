internal import BasketModel

/// Hashes and a 32-bit number for each, in open addressing.
///
/// Hashes are spread over shards by their top bits, so that growing is short and the copy it needs
/// small; inside a shard the home slot follows from the next bits, and collisions go to the next
/// slot (linear probing). A home grows with the hash, so growing a shard reads and writes memory in
/// order.
struct DuplicateTable: ~Copyable {
  private var shards: [Shard]
  /// Hashes there are.
  private(set) var count = 0

  /// One part of the table. Its storage is released by the table.
  private struct Shard {
    var slots: SlotStorage
    var count = 0
    /// The number of hashes from which on the shard has to grow.
    var countMax: Int

    init(_ slots: SlotStorage) {
      self.slots = slots
      // Beyond 5/6 runs of filled slots become long.
      countMax = self.slots.slotCount * 5 / 6
    }
  }

  private static let shardBits: UInt64 = 5
  private static let shardCount = 1 << 5
  private static let slotsMin = 204

  /// Bytes of a table without hashes.
  static let byteCountMin = shardCount * 4096

  init() {
    shards = SlotStorage.storages(count: Self.shardCount, slots: Self.slotsMin).map { Shard($0) }
  }

  /// Makes room for about `expected` hashes in all at once, unless there is nearly as much.
  ///
  /// Growing to a million hashes and touching fresh small pages took a tenth of a run over JSON
  /// Lines. The number may be wrong: too few slots grow, too many are wasted.
  mutating func reserve(_ expected: Int) {
    let slots = expected / Self.shardCount * 5 / 4
    let largest = shards.reduce(0) { max($0, $1.slots.slotCount) }
    guard slots > largest * 3 / 2, slots > Self.slotsMin * 8 else { return }
    let storages = SlotStorage.storages(count: Self.shardCount, slots: slots)
    for (place, storage) in storages.enumerated() { replace(place, by: storage) }
  }

  deinit {
    SlotStorage.release(shards.map(\.slots))
  }

  /// Bytes of the slots.
  var byteCount: Int { shards.reduce(0) { $0 + $1.slots.byteCount } }

  /// Begins to load the slots where a hash belongs into the cache.
  @inline(__always)
  func prefetch(_ hash: KeyedHash.Value) {
    let shard = Self.shard(of: hash)
    shards[shard].slots.prefetch(Self.home(of: hash.high, in: shards[shard].slots.slotCount))
  }

  /// The number a hash came with; nil where it is not there.
  func number(of hash: KeyedHash.Value) -> UInt32? {
    let slots = shards[Self.shard(of: hash)].slots
    var slot = Self.home(of: hash.high, in: slots.slotCount)
    while true {
      let marker = slots.marker(slot)
      if marker == 0 { return nil }
      if slots.holds(hash.high, hash.low, at: slot) { return marker &- 1 }
      slot &+= 1
      if slot == slots.slotCount { slot = 0 }
    }
  }

  /// Inserts a hash; the number it came with first, where it is there already.
  ///
  /// - Parameter number: Less than `UInt32.max`.
  @inline(__always)
  mutating func insert(_ hash: KeyedHash.Value, number: UInt32) -> UInt32? {
    let shard = Self.shard(of: hash)
    let slots = shards[shard].slots
    var slot = Self.home(of: hash.high, in: slots.slotCount)
    while true {
      let marker = slots.marker(slot)
      if marker == 0 { break }
      if slots.holds(hash.high, hash.low, at: slot) { return marker &- 1 }
      slot &+= 1
      if slot == slots.slotCount { slot = 0 }
    }
    slots.write(hash.high, hash.low, marker: number &+ 1, at: slot)
    count &+= 1
    shards[shard].count &+= 1
    if shards[shard].count == shards[shard].countMax { grow(shard) }
    return nil
  }

  @inline(__always)
  private static func shard(of hash: KeyedHash.Value) -> Int {
    Int(truncatingIfNeeded: hash.high >> (64 - shardBits))
  }

  /// The slot where a hash belongs: its bits below the shard's, scaled to the number of slots.
  @inline(__always)
  private static func home(of high: UInt64, in slotCount: Int) -> Int {
    Int(truncatingIfNeeded: (high << shardBits).multipliedFullWidth(by: UInt64(slotCount)).high)
  }

  @inline(never)
  private mutating func grow(_ index: Int) {
    replace(index, by: SlotStorage(slots: Self.slotsAfter(shards[index].slots.slotCount)))
  }

  /// Moves the hashes of a shard to a larger storage.
  private mutating func replace(_ index: Int, by slots: SlotStorage) {
    let old = shards[index]
    for place in 0..<old.slots.slotCount {
      let marker = old.slots.marker(place)
      if marker == 0 { continue }
      let high = old.slots.high(place)
      var slot = Self.home(of: high, in: slots.slotCount)
      while slots.marker(slot) != 0 {
        slot &+= 1
        if slot == slots.slotCount { slot = 0 }
      }
      slots.write(high, old.slots.low(place), marker: marker, at: slot)
    }
    shards[index] = Shard(slots)
    shards[index].count = old.count
    old.slots.release()
  }

  /// Two fifths more: the load is 0.59 after it.
  private static func slotsAfter(_ slots: Int) -> Int { slots + slots * 2 / 5 }
}
