internal import BasketModel

/// What stands between one value and the next, as it was met: `,"currency":"` or
/// `}],"discounts":[{"code":"`.
///
/// A passage begins behind a value (or at the record's first byte) and ends at the first byte of
/// the next value that is not an object or array of the plan, behind its quote where it is a
/// string; or behind the record's line feed. The key of the value before says which objects are
/// open, so the same bytes behind the same key always mean the same: the reader compares them and
/// passes over all of them at once.
///
/// This file holds the unsafe pointers of the JSON readers, because passages are what the readers
/// look at most: kept in arrays, each look cost checks and copies (counted on 20 000 orders: 4 380
/// instructions to read an order's record, and 3 030 with this table). The proof: `entries` points
/// to `capacity` entries, allocated by `init` and freed by `deinit` alone; those up to
/// `initializedKeys` keys are initialized. An entry's `next` points to the entries of a key, which
/// `learn` initializes first, and a search ends at the entry behind the alternatives, which stays
/// empty. Entries never move. Readers hold pointers only while they hold the table.
@safe
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
  @unsafe struct Entry: BitwiseCopyable {
    var text = InlineArray<64, UInt8>(repeating: 0)
    /// Which of the first 32 bytes count; 0 where nothing is learnt.
    var firstMask: UInt32 = 0
    /// Which of the next 32 bytes count.
    var secondMask: UInt32 = 0
    /// Bytes.
    var length = 0
    var meaning = Meaning()
    /// The first entry behind the key whose value follows.
    var next: UnsafeMutablePointer<Entry>
  }

  static let none = -1
  /// Bytes of the longest passage that is learnt.
  static let lengthMax = 64
  /// Passages that are learnt behind one key: one more item, the last item, and so on. Records with
  /// keys in any order are read at half the speed of others so, and at 0.43 of it with four.
  private static let alternatives = 16
  /// How often what is not known behind a key is learnt each time. From then on one in `rarity` is:
  /// keys in another order in each record would be learnt and forgotten all the time, which took a
  /// quarter of the instructions for them; and an export that changes its order is learnt anew.
  private static let eagerLearning = 64
  private static let rarity = 16
  /// Entries of a key: its passages, and one that stays empty.
  private static let stride = alternatives + 1

  /// By key, shifted by one for the record's start: `stride` entries each; then one that is used
  /// for what is not learnt.
  private let entries: UnsafeMutablePointer<Entry>
  /// The first entry at a record's start, which is the first of all.
  var recordStart: UnsafeMutablePointer<Entry> { unsafe entries }
  private let capacity: Int
  // One reader has the table, and calls do not overlap.
  @exclusivity(unchecked) private var initializedKeys = 0
  /// By key, shifted by one: how often a passage was not known.
  @exclusivity(unchecked) private var misses: [Int] = []

  /// - Parameter keysMax: How many keys there can be.
  init(keysMax: Int) {
    precondition(unsafe MemoryLayout<Entry>.offset(of: \.text) == 0, "the text is what is compared")
    capacity = (keysMax + 1) * Self.stride + 1
    unsafe entries = .allocate(capacity: capacity)
    unsafe misses = Array(repeating: 0, count: keysMax + 1)
    unsafe (entries + capacity - 1).initialize(to: Entry(next: entries))
    _ = unsafe first(behind: Self.none)
  }

  deinit { unsafe entries.deallocate() }

  /// The first entry behind `key`.
  func first(behind key: Int) -> UnsafeMutablePointer<Entry> {
    let keys = key + 2
    precondition(keys > 0 && keys * Self.stride < capacity)
    if unsafe keys > initializedKeys {
      let first = unsafe initializedKeys * Self.stride
      unsafe (entries + first).initialize(
        repeating: Entry(next: entries), count: keys * Self.stride - first)
      unsafe initializedKeys = keys
    }
    return unsafe entries + (key + 1) * Self.stride
  }

  /// The learnt passage at `index` among the entries from `first` on; nil where there is none.
  @inline(__always)
  static func find(
    from first: UnsafeMutablePointer<Entry>, _ bytes: PaddedBytes, at index: Int
  ) -> UnsafeMutablePointer<Entry>? {
    var entry = unsafe first
    while true {
      let mask = unsafe entry.pointee.firstMask
      if mask == 0 { return nil }
      if unsafe mask & ~bytes.same32(at: index, as: entry) == 0 {
        let second = unsafe entry.pointee.secondMask
        if second == 0 { return unsafe entry }
        if unsafe second & ~bytes.same32(at: index &+ 32, as: UnsafeRawPointer(entry) + 32) == 0 {
          return unsafe entry
        }
      }
      unsafe entry += 1
    }
  }

  /// Keeps what a passage meant that is not learnt, until the next such one.
  func passing(_ meaning: Meaning) -> UnsafeMutablePointer<Entry> {
    let entry = unsafe entries + capacity - 1
    unsafe entry.pointee.meaning = meaning
    unsafe entry.pointee.next = first(behind: meaning.key)
    return unsafe entry
  }

  /// The place of a passage that is not known behind `key`; nil where it is not worth learning.
  private func placeToLearn(behind key: Int) -> Int? {
    unsafe misses[key + 1] &+= 1
    let count = unsafe misses[key + 1]
    if count <= Self.eagerLearning { return count % Self.alternatives }
    return count % Self.rarity == 0 ? count / Self.rarity % Self.alternatives : nil
  }

  /// Remembers the passage in `range`, behind `key`, if it is worth it.
  func learn(
    behind key: Int, _ range: Range<Int>, _ meaning: Meaning, of bytes: PaddedBytes
  ) -> UnsafeMutablePointer<Entry> {
    guard !range.isEmpty, range.count <= Self.lengthMax, let learning = placeToLearn(behind: key)
    else { return unsafe passing(meaning) }
    var learnt = unsafe Entry(next: first(behind: meaning.key))
    for (place, index) in range.enumerated() { unsafe learnt.text[place] = bytes[index] }
    unsafe learnt.length = range.count
    unsafe learnt.firstMask = UInt32.max >> UInt32(max(32 - range.count, 0))
    unsafe learnt.secondMask = range.count <= 32 ? 0 : UInt32.max >> UInt32(64 - range.count)
    unsafe learnt.meaning = meaning
    let entry = unsafe first(behind: key) + learning
    unsafe entry.pointee = learnt
    return unsafe entry
  }
}
