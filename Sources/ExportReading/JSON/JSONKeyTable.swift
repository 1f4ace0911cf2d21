internal import BasketModel

/// The keys of a plan as JSON readers look them up, and unknown keys once they were met.
///
/// A key is an index from 0. Its node says which object it belongs to; a plan is a tree, so the
/// node also says which objects and arrays are open around it.
struct JSONKeyTable {
  /// One key; plain data, so that looking at it counts no references.
  struct Key: BitwiseCopyable {
    /// The plan's node that the key belongs to.
    var node: Int
    /// The key's bit in the set of seen keys of a record; 0 for keys that the plan does not know.
    var seenBit: UInt64
    /// What the key leads to; nil for keys that the plan does not know.
    var target: PlanTarget?
  }

  /// A name's count and its first and last eight bytes, which overlap where it is short. They are
  /// the whole name of up to 16 bytes; less of it, where it has fewer than eight, stands in `head`.
  fileprivate struct NameEnds: Equatable, BitwiseCopyable {
    var count: Int
    var head: UInt64
    var tail: UInt64

    @inline(__always)
    init(_ name: Range<Int>, of bytes: PaddedBytes) {
      count = name.count
      let word = bytes.word(at: name.lowerBound)
      head = count < 8 ? word & (((1 as UInt64) << UInt64(8 * count)) - 1) : word
      tail = count < 8 ? 0 : bytes.word(at: name.upperBound - 8)
    }

    init(_ name: [UInt8]) {
      func word(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
      count = name.count
      head = word(name.prefix(8))
      tail = count < 8 ? 0 : word(name.suffix(8))
    }

    /// Whether they are the whole name.
    var areAll: Bool { count <= 16 }
  }

  /// What a node's objects are to the record.
  enum Owner: UInt8 { case record, object, item, discount }

  /// One kind of object that the plan knows.
  struct Node {
    var owner: Owner
    /// The node around it; -1 for the record's own.
    var parent: Int
    /// Levels of objects and arrays that are open inside its objects.
    var depth: Int
    /// Its keys, those of the plan first.
    fileprivate var keys: [(ends: NameEnds, key: Int)] = []
    /// The bits of its keys and of all keys below.
    var seenBits: UInt64 = 0
  }

  private(set) var nodes: [Node] = []
  private var keys: [Key] = []
  /// Names by the index of the key.
  private var names: [[UInt8]] = []
  /// Keys of the plan.
  private let planKeyCount: Int

  /// How many unknown keys are remembered for each node; hostile input cannot grow the table
  /// further.
  static let learntKeysMax = 64
  /// Bytes of the longest unknown key that is remembered.
  private static let learntNameMax = 64

  /// - Precondition: The plan has at most 64 keys.
  init(_ plan: NestedPlan) {
    nodes = Self.nodes(of: plan)
    for (place, node) in plan.nodes.enumerated() {
      for key in node.keys {
        precondition(keys.count < 64, "a plan has at most 64 keys")
        let bit = (1 as UInt64) << UInt64(keys.count)
        nodes[place].keys.append((NameEnds(key.name), keys.count))
        keys.append(Key(node: place, seenBit: bit, target: key.target))
        names.append(key.name)
        var owner = place
        while owner >= 0 {
          nodes[owner].seenBits |= bit
          owner = nodes[owner].parent
        }
      }
    }
    planKeyCount = keys.count
  }

  private static func nodes(of plan: NestedPlan) -> [Node] {
    var nodes = plan.nodes.map { _ in Node(owner: .record, parent: -1, depth: 1) }
    // Parents come before their children.
    for (place, node) in plan.nodes.enumerated() {
      for key in node.keys {
        let depth = nodes[place].depth
        switch key.target {
        case .leaf: break
        case .object(let child):
          nodes[child] = Node(owner: .object, parent: place, depth: depth + 1)
        case .items(let child): nodes[child] = Node(owner: .item, parent: place, depth: depth + 2)
        case .discounts(let child):
          nodes[child] = Node(owner: .discount, parent: place, depth: depth + 2)
        }
      }
    }
    return nodes
  }

  @inline(__always)
  subscript(key: Int) -> Key { keys[key] }

  /// How many keys there can be.
  var countMax: Int { planKeyCount + nodes.count * Self.learntKeysMax }

  /// What the keys of a node lead to.
  func targets(of node: Int) -> [PlanTarget] {
    nodes[node].keys.compactMap { keys[$0.key].target }
  }

  /// The key of `node` with this name; nil where neither the plan nor earlier records have it.
  func find(_ name: Range<Int>, of bytes: PaddedBytes, node: Int) -> Int? {
    let ends = NameEnds(name, of: bytes)
    for candidate in nodes[node].keys where candidate.ends == ends {
      if ends.areAll || bytes.equal(name, to: names[candidate.key]) { return candidate.key }
    }
    return nil
  }

  /// The key of `node` with this decoded name; nil where neither the plan nor earlier records have
  /// it.
  func find(_ name: [UInt8], node: Int) -> Int? {
    nodes[node].keys.first { names[$0.key] == name }?.key
  }

  /// Remembers a key that the plan does not know; nil where no more are remembered.
  mutating func learn(_ name: Range<Int>, of bytes: PaddedBytes, node: Int) -> Int? {
    guard name.count <= Self.learntNameMax,
      keys.count - planKeyCount < nodes.count * Self.learntKeysMax
    else { return nil }
    let copy = bytes.copy(name)
    nodes[node].keys.append((NameEnds(copy), keys.count))
    keys.append(Key(node: node, seenBit: 0, target: nil))
    names.append(copy)
    return keys.count - 1
  }
}
