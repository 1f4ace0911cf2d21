internal import BasketModel

/// What stands between one value and the next, as it was met: `,"currency":"` or
/// `}],"discounts":[{"code":"`.
///
/// A passage begins behind a value (or at the record's first byte) and ends at the first byte of the
/// next value that is not an object or array of the plan, behind its quote where it is a string; or
/// behind the record's line feed. The key of the value before says which objects are open, so the
/// same bytes behind the same key always mean the same: the reader compares them and passes over
/// all of them at once.
///
/// This file holds the unsafe pointers of the JSON readers, because passages are what the readers
/// look at most: kept in an array, each look cost four checks and a copy (counted on 20 000 orders:
/// 4 380 instructions an order for reading its record, now FIGURE). The proof: `entries` points to
/// `keyCapacity * stride` entries that `makeRoom` allocates and initializes, `deinit` alone frees
/// them, and an entry's `next` is that of a key below `keyCapacity`, because `learn` makes room
/// first. A search ends at the entry behind the alternatives, which is never learnt. A reader asks
/// for `entries` again whenever a passage was learnt.
final class JSONPassageTable {
  /// What happens in a passage, other than that objects without a meaning begin and end.
  enum Effect: UInt64 { case beginItem = 1, endItem, beginDiscount, endDiscount }

  /// How the value behind a passage is read.
  enum Role: UInt8 {
    /// A string that is only passed over.
    case skippedString
    /// A string that belongs to the order.
    case text
    /// A number that is wanted.
    case decimal
    /// A string with a number that is wanted.
    case decimalString
    /// Anything else: looked at byte by byte.
    case other
    /// There is none: the record has ended.
    case recordEnd
  }

  /// What is known of a passage but for its bytes.
  struct Meaning: BitwiseCopyable {
    /// The key whose value follows; `none` at the record's end.
    var key = JSONPassageTable.none
    var role = Role.other
    /// Where the value goes; without meaning where it goes nowhere.
    var slot = FieldSlot.itemQuantity
    /// `Effect`s, four bits each, the first in the lowest.
    var effects: UInt64 = 0
    /// The seen keys that stay so: those of an item begin anew with each item.
    var keptBits = UInt64.max
    /// The keys of the plan that stand in the passage.
    var seenBits: UInt64 = 0
  }

  /// One learnt passage; `text` must stay the first member.
  struct Entry: BitwiseCopyable {
    var text = InlineArray<64, UInt8>(repeating: 0)
    /// Bytes; 0 where nothing is learnt.
    var length = 0
    var meaning = Meaning()
    /// The first entry behind the key whose value follows.
    var next = 0
  }

  static let none = -1
  /// Bytes of the longest passage that is learnt.
  static let lengthMax = 64
  /// Passages that are learnt behind one key: one more item, the last item, and so on.
  private static let alternatives = 4
  /// Entries of a key: its passages, and one that stays empty.
  private static let stride = alternatives + 1

  /// By key, shifted by one for the record's start: `stride` entries each.
  private(set) var entries: UnsafeMutablePointer<Entry>
  private var keyCapacity = 0
  /// By key, shifted by one: the alternative to replace next.
  private var oldest: [Int] = []

  /// - Parameter keys: How many keys there are.
  init(keys: Int) {
    precondition(MemoryLayout<Entry>.offset(of: \.text) == 0, "the text is what is compared")
    unsafe entries = .allocate(capacity: 1)
    makeRoom(forKeys: keys)
  }

  deinit { unsafe entries.deallocate() }

  /// The first entry behind `key`.
  static func first(behind key: Int) -> Int { (key + 1) * stride }

  /// Makes room for `count` keys.
  func makeRoom(forKeys count: Int) {
    guard count + 1 > keyCapacity else { return }
    let capacity = max(count + 1, keyCapacity * 2)
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * Self.stride)
    unsafe larger.initialize(repeating: Entry(), count: capacity * Self.stride)
    unsafe larger.update(from: entries, count: keyCapacity * Self.stride)
    unsafe entries.deallocate()
    unsafe entries = larger
    keyCapacity = capacity
    oldest += Array(repeating: 0, count: capacity - oldest.count)
  }

  /// The learnt passage at `index` among the entries from `first` on; nil where there is none.
  ///
  /// - Parameter entries: `entries`, as they are now.
  @inline(__always)
  static func find(
    _ entries: UnsafeMutablePointer<Entry>, from first: Int, _ bytes: PaddedBytes, at index: Int
  ) -> UnsafeMutablePointer<Entry>? {
    var entry = unsafe entries + first
    while true {
      let length = unsafe entry.pointee.length
      if length == 0 { return nil }
      let text = unsafe UnsafeRawPointer(entry).assumingMemoryBound(to: UInt8.self)
      if unsafe bytes.equal(at: index, to: text, length: length) { return unsafe entry }
      unsafe entry += 1
    }
  }

  /// Remembers the passage in `range`, behind `key`.
  func learn(behind key: Int, _ range: Range<Int>, _ meaning: Meaning, of bytes: PaddedBytes) {
    guard !range.isEmpty, range.count <= Self.lengthMax else { return }
    makeRoom(forKeys: max(key, meaning.key) + 1)
    var entry = Entry()
    for (place, index) in range.enumerated() { entry.text[place] = bytes[index] }
    entry.length = range.count
    entry.meaning = meaning
    entry.next = Self.first(behind: meaning.key)
    unsafe entries[Self.first(behind: key) + oldest[key + 1]] = entry
    oldest[key + 1] = (oldest[key + 1] + 1) % Self.alternatives
  }
}
