internal import BasketModel

/// The keys of a plan as a JSON reader compares them, with what it learnt about their order.
///
/// Exports write the keys of their objects in one order. So each key remembers which key followed it
/// last time (`follower`), and the reader first compares the bytes with that one: a few 8-byte words,
/// closing quote included, without looking for the key's end. Keys that the plan does not know are
/// learnt too (a limited number), so that exports with many further keys are read at the same speed.
/// Whatever is not as last time takes `find`, which looks through the node's keys.
struct JSONKeyTable {
  /// One key; plain data, so that looking at it counts no references.
  struct Key: BitwiseCopyable {
    /// The key and its closing quote as little-endian words, zero-padded.
    var words: InlineArray<4, UInt64>
    /// Which bits of `words` count.
    var masks: InlineArray<4, UInt64>
    /// How many words count; 0 for a key longer than 31 bytes, which only `find` compares.
    var wordCount: Int
    /// Bytes of the key without quotes.
    var length: Int
    /// The key's bit in the set of seen keys; 0 for keys that the plan does not know.
    var seenBit: UInt64
    /// Index of the key that followed last time.
    var follower: Int
    /// What the key leads to; nil for keys that the plan does not know.
    var target: PlanTarget?
  }

  /// All keys; those of the plan first, then the learnt ones.
  private(set) var keys: [Key] = []
  /// Names by the index of the key, for the slow comparison.
  private var names: [[UInt8]] = []
  /// By node: the indices of its keys.
  private var indicesByNode: [[Int]] = []
  /// By node: the key that came first last time.
  var firstByNode: [Int] = []

  /// How many unknown keys are learnt for each node; hostile input cannot grow the table further.
  static let learntKeysMax = 64

  init(_ plan: NestedPlan) {
    for node in plan.nodes {
      var indices: [Int] = []
      for (place, key) in node.keys.enumerated() {
        precondition(place < 64, "a plan node has at most 64 keys")
        indices.append(add(key.name, seenBit: 1 << UInt64(place), target: key.target))
      }
      for (index, next) in zip(indices, indices.dropFirst()) { keys[index].follower = next }
      indicesByNode.append(indices)
      firstByNode.append(indices.first ?? 0)
    }
  }

  private mutating func add(_ name: [UInt8], seenBit: UInt64, target: PlanTarget?) -> Int {
    var words = InlineArray<4, UInt64>(repeating: 0)
    var masks = InlineArray<4, UInt64>(repeating: 0)
    let quoted = name + [0x22]
    if quoted.count <= 32 {
      for (index, byte) in quoted.enumerated() {
        words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
        masks[index / 8] |= 0xFF << UInt64(index % 8 * 8)
      }
    }
    let wordCount = quoted.count <= 32 ? (quoted.count + 7) / 8 : 0
    keys.append(
      Key(
        words: words, masks: masks, wordCount: wordCount, length: name.count, seenBit: seenBit,
        follower: keys.count, target: target))
    names.append(name)
    return keys.count - 1
  }

  /// Whether the bytes from `index` (after the opening quote) are the key and its closing quote.
  @inline(__always)
  func matches(_ key: Int, _ bytes: PaddedBytes, at index: Int) -> Bool {
    guard key < keys.count else { return false }
    let wordCount = keys[key].wordCount
    guard wordCount > 0,
      (bytes.word(at: index) ^ keys[key].words[0]) & keys[key].masks[0] == 0
    else { return false }
    var place = 1
    while place < wordCount {
      let word = bytes.word(at: index &+ place &* 8)
      if (word ^ keys[key].words[place]) & keys[key].masks[place] != 0 { return false }
      place &+= 1
    }
    return true
  }

  /// The key of `node` with this name; learnt when it is new. Nil where no more are learnt.
  @inline(never)
  mutating func find(_ name: Range<Int>, of bytes: PaddedBytes, node: Int) -> Int? {
    for index in indicesByNode[node] where keys[index].length == name.count {
      if bytes.equal(name, to: names[index]) { return index }
    }
    guard name.count < 32, indicesByNode[node].count < Self.learntKeysMax + 64 else { return nil }
    let index = add(bytes.copy(name), seenBit: 0, target: nil)
    indicesByNode[node].append(index)
    return index
  }

  /// The key of `node` with this decoded name; nil where the plan does not know it.
  func find(_ name: [UInt8], node: Int) -> Int? {
    indicesByNode[node].first { names[$0] == name }
  }

  /// What the keys of a node lead to.
  func targets(of node: Int) -> [PlanTarget] { indicesByNode[node].compactMap { keys[$0].target } }

  /// Remembers that `next` came after `key`.
  mutating func learn(_ next: Int, after key: Int) { keys[key].follower = next }
}
