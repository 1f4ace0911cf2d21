internal import BasketModel

/// What a profile wants of one record, whatever its format: values under names, in input order.
///
/// Lists, repeated elements and rows are siblings of one name. Only what some path of the profile
/// names is in it. Flat storage that is reused from record to record.
struct RecordTree {
  /// One value or container.
  struct Node: BitwiseCopyable {
    /// The place in the plan's `PathTrie`.
    var name: Int32
    /// Index of the next sibling; -1 for none.
    var next: Int32 = -1
    /// Index of the first child; -1 for none.
    var firstChild: Int32 = -1
    /// Index of the last child; -1 for none.
    var lastChild: Int32 = -1
    /// Where the node begins in the buffer, from 0.
    var byte: Int32
    /// The text of a value; absent for containers, null and blank texts.
    var text = TextRange.absent
    /// Whether the text is a JSON number.
    var isNumber = false
  }

  private(set) var nodes: [Node] = []

  /// Index of the record itself.
  static let root = 0

  /// Forgets all nodes and begins a record at `byte` (from 0).
  mutating func begin(byte: Int) {
    nodes.removeAll(keepingCapacity: true)
    nodes.append(Node(name: 0, byte: Int32(truncatingIfNeeded: byte)))
  }

  /// Adds a node as the last child of another; returns its index.
  @inline(__always)
  mutating func add(_ name: Int, to parent: Int, byte: Int) -> Int {
    let index = Int32(truncatingIfNeeded: nodes.count)
    nodes.append(
      Node(name: Int32(truncatingIfNeeded: name), byte: Int32(truncatingIfNeeded: byte)))
    let last = nodes[parent].lastChild
    if last < 0 {
      nodes[parent].firstChild = index
    } else {
      nodes[Int(last)].next = index
    }
    nodes[parent].lastChild = index
    return Int(index)
  }

  /// Whether a node has a child of a name.
  func hasChild(_ name: Int, of parent: Int) -> Bool {
    var child = nodes[parent].firstChild
    while child >= 0 {
      if Int(nodes[Int(child)].name) == name { return true }
      child = nodes[Int(child)].next
    }
    return false
  }

  /// Gives a node its text.
  @inline(__always)
  mutating func setText(_ text: TextRange, isNumber: Bool = false, of node: Int) {
    nodes[node].text = text
    nodes[node].isNumber = isNumber
  }
}

/// All names that the paths of a profile use, as a tree: how scanners know what to keep.
struct PathTrie: Sendable {
  struct Node: Sendable {
    /// The key, element or column as UTF-8; with `@` in front where only an attribute is meant.
    var name: [UInt8]
    var children: [Int] = []
  }

  private(set) var nodes = [Node(name: [])]

  /// The record.
  static let root = 0

  /// The node of a name below another; made where there is none.
  mutating func node(_ name: [UInt8], below parent: Int) -> Int {
    if let child = find(name, below: parent) { return child }
    nodes.append(Node(name: name))
    nodes[parent].children.append(nodes.count - 1)
    return nodes.count - 1
  }

  /// The node of a name below another.
  func find(_ name: [UInt8], below parent: Int) -> Int? {
    nodes[parent].children.first { nodes[$0].name == name }
  }
}
