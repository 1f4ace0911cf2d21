/// The names of columns, keys or elements that the start of an export has, as a tree, with the
/// first values of each.
///
/// JSON: keys below the record, arrays passed through. XML: elements from the root on, attributes
/// with `@` in front. CSV: the columns. Slow and simple; nothing of a run's records comes here.
package struct ExportOutline: Sendable {
  /// One name at one place.
  package struct Node: Sendable {
    /// As UTF-8.
    package let name: [UInt8]
    /// Index of the node that it stands in; -1 for the top.
    package let parent: Int
    package fileprivate(set) var children: [Int] = []
    /// How often there was something at this place.
    package fileprivate(set) var count = 0
    /// Whether it held other names; those of attributes do not count.
    package fileprivate(set) var isContainer = false
    /// Whether it is a JSON array, or an element that came more than once in one parent.
    package fileprivate(set) var isList = false
    /// Texts that are not blank, as they are written; the first of them only.
    package fileprivate(set) var values: [[UInt8]] = []
    /// Whether values are JSON numbers.
    package fileprivate(set) var hasNumbers = false
  }

  /// A name at a place: where its node is.
  private struct Key: Hashable {
    var name: [UInt8]
    var parent: Int
  }

  /// The same by the name as people compare it.
  private struct FoldedKey: Hashable {
    var name: String
    var parent: Int
  }

  package private(set) var nodes: [Node] = [Node(name: [], parent: -1)]
  /// The nodes by name and parent: exports that use data as keys have thousands in one place.
  private var places: [Key: Int] = [:]
  /// The first nodes by name as people compare it (`ColumnName`) and parent: a profile may look for
  /// hundreds of names, each of which would else be compared with all that are there.
  private var foldedPlaces: [FoldedKey: Int] = [:]
  /// Records that were read whole: objects, rows under a header, elements below the root.
  package internal(set) var records = 0
  /// Whether bytes were met that the format does not allow.
  package internal(set) var hasFaults = false
  /// Values that are kept of each name.
  let valuesMax: Int

  /// Names beyond which no more are taken: an export that uses data as keys has no end of them.
  private static let nodesMax = 20_000
  /// Bytes of a value that are kept.
  private static let valueBytesMax = 100

  /// - Parameter valuesMax: Values that are kept of each name.
  init(valuesMax: Int) {
    self.valuesMax = valuesMax
  }

  /// The top.
  static let root = 0

  /// The node of a name below another, counted once more; made where there is none.
  mutating func enter(_ name: [UInt8], below parent: Int, isAttribute: Bool = false) -> Int {
    if let child = child(name, of: parent) {
      nodes[child].count += 1
      return child
    }
    guard nodes.count < Self.nodesMax else { return parent }
    nodes.append(Node(name: name, parent: parent))
    places[Key(name: name, parent: parent)] = nodes.count - 1
    let folded = FoldedKey(name: ColumnName.folded(name), parent: parent)
    if foldedPlaces[folded] == nil { foldedPlaces[folded] = nodes.count - 1 }
    nodes[nodes.count - 1].count = 1
    nodes[parent].children.append(nodes.count - 1)
    if !isAttribute { nodes[parent].isContainer = true }
    return nodes.count - 1
  }

  mutating func markList(_ node: Int) { nodes[node].isList = true }

  mutating func add(_ value: some Collection<UInt8>, isNumber: Bool = false, to node: Int) {
    if isNumber { nodes[node].hasNumbers = true }
    guard nodes[node].values.count < valuesMax,
      value.contains(where: { !DecimalParser.isBlank($0) })
    else { return }
    nodes[node].values.append(Array(value.prefix(Self.valueBytesMax)))
  }

  private func child(_ name: [UInt8], of parent: Int) -> Int? {
    places[Key(name: name, parent: parent)]
  }

  // MARK: Looking up

  /// The node at a path from the top; nil where there is none.
  ///
  /// - Parameter isFolded: Whether names are compared as people do (`ColumnName`).
  package func node(at path: [String], isFolded: Bool = false) -> Int? {
    var node = Self.root
    for name in path {
      guard let next = child(name, of: node, isFolded: isFolded) else { return nil }
      node = next
    }
    return node
  }

  /// A name without `@` may be that of an attribute too.
  private func child(_ name: String, of parent: Int, isFolded: Bool) -> Int? {
    if let child = child(Array(name.utf8), of: parent) { return child }
    if let child = child(Array("@\(name)".utf8), of: parent) { return child }
    guard isFolded else { return nil }
    return foldedPlaces[FoldedKey(name: ColumnName.folded(name), parent: parent)]
  }

  /// The names from the top to a node.
  package func path(of node: Int) -> [String] {
    var path: [String] = []
    var place = node
    while place > Self.root {
      path.append(String(decoding: nodes[place].name, as: UTF8.self))
      place = nodes[place].parent
    }
    return path.reversed()
  }

  /// All nodes below one, each before those inside it.
  package func nodes(below node: Int) -> [Int] {
    nodes[node].children.flatMap { [$0] + nodes(below: $0) }
  }
}
