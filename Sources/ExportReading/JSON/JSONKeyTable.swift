internal import BasketModel

/// The keys of a plan as a JSON reader compares them, with what it learnt about their order.
///
/// Exports write the keys of their objects in one order and with the same white space. So each key
/// remembers which key followed it last time (`follower`), and the bytes that stood between the
/// value before and its own: `,"amount":` or `, "amount" : `. The reader compares those with the
/// input, a few 8-byte words at once, and passes over comma, spaces, key and colon without looking
/// at them singly (counted with callgrind, together with the amounts that are parsed by words: 4
/// 430 instructions for the objects of an order instead of 5 020). Keys that the plan does not know
/// are learnt too (a limited number), so that exports with many further keys are read at the same
/// speed. Whatever is not as last time is read by the grammar.
struct JSONKeyTable {
  /// One key; plain data, so that looking at it counts no references.
  struct Key: BitwiseCopyable {
    /// Which bits of the last word count.
    var lastMask: UInt64 = 0
    /// How many words come before the last; -1 where nothing is learnt yet.
    var wholeWords = -1
    /// Bytes of the gap.
    var gapLength = 0
    /// Whether the gap was learnt at the start of an object, so that no comma is in it.
    var startsObject = false
    /// Bytes from the key's opening quote to its value.
    var keyLength = 0
    /// The key's bit in the set of seen keys; 0 for keys that the plan does not know.
    var seenBit: UInt64
    /// Index of the key that followed last time.
    var follower = JSONKeyTable.none
    /// What the key leads to; nil for keys that the plan does not know.
    var target: PlanTarget?
  }

  /// No key.
  static let none = -1
  /// A key that is not in the table.
  static let unknown = -2
  /// The end of the object instead of a key.
  static let end = -3

  /// All keys; those of the plan first, then the learnt ones.
  private var keys: [Key] = []
  /// Five words for each key: the bytes from the value before to the key's value, little-endian,
  /// zero-padded. Apart from `keys`, because a dynamic index into an array inside a structure
  /// copies it.
  private var gapWords: [UInt64] = []
  /// Names by the index of the key.
  private var names: [[UInt8]] = []
  /// By node: the indices of its keys.
  private var indicesByNode: [[Int]] = []
  /// By node: the key that came first last time.
  private var firstByNode: [Int] = []

  /// How many unknown keys are learnt for each node; hostile input cannot grow the table further.
  static let learntKeysMax = 64
  /// Bytes of the longest gap that is learnt.
  private static let gapLengthMax = 40

  init(_ plan: NestedPlan) {
    for node in plan.nodes {
      var indices: [Int] = []
      for (place, key) in node.keys.enumerated() {
        precondition(place < 64, "a plan node has at most 64 keys")
        indices.append(add(key.name, seenBit: 1 << UInt64(place), target: key.target))
      }
      indicesByNode.append(indices)
      firstByNode.append(Self.none)
    }
  }

  private mutating func add(_ name: [UInt8], seenBit: UInt64, target: PlanTarget?) -> Int {
    keys.append(Key(seenBit: seenBit, target: target))
    gapWords.append(contentsOf: repeatElement(0, count: Self.gapLengthMax / 8))
    names.append(name)
    return keys.count - 1
  }

  @inline(__always)
  subscript(key: Int) -> Key {
    _read { yield keys[key] }
  }

  /// The key that came first in the objects of a node last time.
  @inline(__always)
  func first(of node: Int) -> Int { firstByNode[node] }

  /// What the keys of a node lead to.
  func targets(of node: Int) -> [PlanTarget] {
    indicesByNode[node].compactMap { keys[$0].target }
  }

  /// Whether the bytes from `index` are those that stood before the key's value last time.
  ///
  /// - Parameter isFirst: Whether no key came before in the object: a gap learnt behind a value
  ///   begins with a comma, which may not stand there, and one learnt at the start lacks it.
  @inline(__always)
  func matches(_ key: Int, _ bytes: PaddedBytes, at index: Int, isFirst: Bool) -> Bool {
    guard key >= 0 else { return false }
    let wholeWords = keys[key].wholeWords
    guard wholeWords >= 0, keys[key].startsObject == isFirst else { return false }
    var word = key &* (Self.gapLengthMax / 8)
    var place = index
    for _ in 0..<wholeWords {
      if bytes.word(at: place) != gapWords[word] { return false }
      word &+= 1
      place &+= 8
    }
    return (bytes.word(at: place) ^ gapWords[word]) & keys[key].lastMask == 0
  }

  /// The key of `node` with this name; learnt when it is new. Nil where no more are learnt.
  mutating func find(_ name: Range<Int>, of bytes: PaddedBytes, node: Int) -> Int? {
    for index in indicesByNode[node] where names[index].count == name.count {
      if bytes.equal(name, to: names[index]) { return index }
    }
    guard name.count < Self.gapLengthMax, indicesByNode[node].count < Self.learntKeysMax + 64 else {
      return nil
    }
    let index = add(bytes.copy(name), seenBit: 0, target: nil)
    indicesByNode[node].append(index)
    return index
  }

  /// The key of `node` with this decoded name; nil where the plan does not know it.
  func find(_ name: [UInt8], node: Int) -> Int? {
    indicesByNode[node].first { names[$0] == name }
  }

  /// Remembers that `next` came after `previous` (or first in its object), and what stood between.
  ///
  /// - Parameters:
  ///   - gap: From the end of the value before to the start of the key's value.
  ///   - keyStart: The key's opening quote.
  mutating func learn(
    _ next: Int, after previous: Int, node: Int, gap: Range<Int>, keyStart: Int,
    of bytes: PaddedBytes
  ) {
    setKeyLength(gap.upperBound - keyStart, of: next)
    if previous >= 0 {
      keys[previous].follower = next
    } else if previous == Self.none {
      firstByNode[node] = next
    }
    guard gap.count <= Self.gapLengthMax else {
      keys[next].wholeWords = -1
      return
    }
    let lastBytes = (gap.count - 1) % 8 + 1
    keys[next].gapLength = gap.count
    keys[next].startsObject = previous == Self.none
    keys[next].wholeWords = (gap.count - 1) / 8
    keys[next].lastMask = UInt64.max >> UInt64(64 - 8 * lastBytes)
    for word in 0...(gap.count - 1) / 8 {
      gapWords[next * (Self.gapLengthMax / 8) + word] = bytes.word(at: gap.lowerBound + 8 * word)
    }
  }

  /// Remembers how far before its value a key began, for the place of a fault, and forgets its gap.
  mutating func setKeyLength(_ length: Int, of key: Int) {
    keys[key].keyLength = length
    keys[key].wholeWords = -1
  }
}
