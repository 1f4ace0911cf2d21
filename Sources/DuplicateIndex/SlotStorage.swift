internal import CByteScan
internal import Glibc

/// The slots of one shard: five 32-bit words each, zero at first.
///
/// This file holds the unsafe pointers of the index. The proof: `words` points to `mappedBytes`
/// bytes of zeroed memory of this process, mapped by `init` or `storages` (a share of its own) and
/// given back by `release` only, which the one owner (`DuplicateTable`) calls once. Every access is
/// checked against `slotCount`, which those bytes hold, at the price of one compare. Five words
/// need no padding, so a slot takes 20 bytes.
@safe
struct SlotStorage {
  /// Slots there are.
  let slotCount: Int
  private let words: UnsafeMutablePointer<UInt32>
  private let mappedBytes: Int

  /// Bytes of one slot.
  static let slotBytes = 20
  private static let pageBytes = 4096
  private static let hugePageBytes = 2 << 20

  /// Maps memory for `slots` slots, or somewhat more, so that pages are filled.
  ///
  /// Large pages are asked for where the storage has several: the index is read all over, and the
  /// look-up of an address costs more than the slot itself where pages are small.
  init(slots: Int) {
    let wanted = slots * Self.slotBytes
    let isHuge = wanted >= Self.hugePageBytes
    // Rounded down to large pages, so that growth stays within its bound.
    mappedBytes =
      isHuge
      ? wanted / Self.hugePageBytes * Self.hugePageBytes
      : (wanted + Self.pageBytes - 1) / Self.pageBytes * Self.pageBytes
    slotCount = mappedBytes / Self.slotBytes
    let spare = isHuge ? Self.hugePageBytes : 0
    let mapped = unsafe Self.mapped(bytes: mappedBytes + spare)
    let start = unsafe Self.aligned(mapped, bytes: mappedBytes, spare: spare)
    unsafe words = start.assumingMemoryBound(to: UInt32.self)
  }

  private init(start: UnsafeMutableRawPointer, mappedBytes: Int) {
    self.mappedBytes = mappedBytes
    slotCount = mappedBytes / Self.slotBytes
    unsafe words = start.assumingMemoryBound(to: UInt32.self)
  }

  /// Maps the storage of several shards in one piece, of large pages where they can be had, with
  /// `slots` slots or somewhat more in each. Each is released by itself.
  static func storages(count: Int, slots: Int) -> [SlotStorage] {
    let bytesEach = (slots * slotBytes + pageBytes - 1) / pageBytes * pageBytes
    let bytes = bytesEach * count
    let spare = bytes >= hugePageBytes ? hugePageBytes : 0
    let mapped = unsafe mapped(bytes: bytes + spare)
    let start = unsafe aligned(mapped, bytes: bytes, spare: spare)
    return (0..<count).map { place in
      unsafe SlotStorage(start: start + place * bytesEach, mappedBytes: bytesEach)
    }
  }

  private static func mapped(bytes: Int) -> UnsafeMutableRawPointer {
    let mapped = unsafe mmap(
      nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
      fatalError("no memory for the duplicate index")
    }
    return unsafe mapped
  }

  /// The first large page of a mapping; what is before and behind is given back.
  private static func aligned(
    _ mapped: UnsafeMutableRawPointer, bytes: Int, spare: Int
  ) -> UnsafeMutableRawPointer {
    guard spare > 0 else { return unsafe mapped }
    let address = Int(bitPattern: mapped)
    let before = -address & (spare - 1)
    let start = unsafe mapped + before
    if before > 0 { _ = unsafe munmap(mapped, before) }
    if before < spare { _ = unsafe munmap(start + bytes, spare - before) }
    // A wish: without it everything works, on small pages.
    _ = unsafe madvise(start, bytes, MADV_HUGEPAGE)
    return unsafe start
  }

  /// Gives the memory back; to be called once, and the value not to be used again.
  func release() {
    _ = unsafe munmap(words, mappedBytes)
  }

  /// The same for several, with one call for all that lie side by side.
  static func release(_ storages: [SlotStorage]) {
    let ascending = storages.sorted { unsafe $0.words < $1.words }
    var released = 0
    while released < ascending.count {
      let first = ascending[released]
      var bytes = 0
      while released < ascending.count,
        unsafe UnsafeMutableRawPointer(ascending[released].words)
          == UnsafeMutableRawPointer(first.words) + bytes
      {
        bytes += ascending[released].mappedBytes
        released += 1
      }
      _ = unsafe munmap(first.words, bytes)
    }
  }

  /// Bytes the storage takes once all of it was written to.
  var byteCount: Int { mappedBytes }

  /// Begins to load a slot into the cache.
  @inline(__always)
  func prefetch(_ slot: Int) {
    check(slot)
    unsafe byte_scan_prefetch(words + slot &* 5)
  }

  /// The word that is 0 in a free slot.
  @inline(__always)
  func marker(_ slot: Int) -> UInt32 {
    check(slot)
    return unsafe words[slot &* 5 &+ 4]
  }

  /// Whether a slot holds this hash.
  @inline(__always)
  func holds(_ high: UInt64, _ low: UInt64, at slot: Int) -> Bool {
    check(slot)
    let bytes = unsafe UnsafeRawPointer(words + slot &* 5)
    return unsafe bytes.loadUnaligned(as: UInt64.self) == high
      && bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self) == low
  }

  /// The first half of a slot's hash.
  @inline(__always)
  func high(_ slot: Int) -> UInt64 {
    check(slot)
    return unsafe UnsafeRawPointer(words + slot &* 5).loadUnaligned(as: UInt64.self)
  }

  /// The second half of a slot's hash.
  @inline(__always)
  func low(_ slot: Int) -> UInt64 {
    check(slot)
    return unsafe UnsafeRawPointer(words + slot &* 5).loadUnaligned(
      fromByteOffset: 8, as: UInt64.self)
  }

  /// Fills a slot.
  @inline(__always)
  func write(_ high: UInt64, _ low: UInt64, marker: UInt32, at slot: Int) {
    check(slot)
    let bytes = unsafe UnsafeMutableRawPointer(words + slot &* 5)
    unsafe bytes.storeBytes(of: high, as: UInt64.self)
    unsafe bytes.storeBytes(of: low, toByteOffset: 8, as: UInt64.self)
    unsafe bytes.storeBytes(of: marker, toByteOffset: 16, as: UInt32.self)
  }

  @inline(__always)
  private func check(_ slot: Int) {
    precondition(UInt(bitPattern: slot) < UInt(bitPattern: slotCount))
  }
}
