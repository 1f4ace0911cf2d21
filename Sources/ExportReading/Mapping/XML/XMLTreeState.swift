internal import BasketModel
internal import Glibc

/// What the parser has seen of one record: the target of its events for mappings.
///
/// Stands at a fixed address that the events reach by raw pointer. The proof: `XMLMappingReader`
/// owns it, and no event comes but from `parse` calls that the reader makes.
@safe
struct XMLTreeState {
  /// One open element.
  private struct Frame {
    /// The trie's node; -1 for an element that no path names.
    var name: Int
    /// The tree's node.
    var node: Int
    /// Where its text begins in `text`.
    var textStart: Int
    var hasChild = false
  }

  private let trie: PathTrie
  private let limits: ReadLimits
  /// The record, once it is read.
  var tree = RecordTree()
  /// The batch's decoded text, lent for the record.
  var decoded: [UInt8] = []
  private var text: [UInt8] = []
  private var frames: [Frame] = []
  /// Ancestors' start tags that are still to come.
  private var pendingAncestors = 0
  /// Whether the record's element is the root.
  private var isWholeDocument = false
  /// Whether the record's element was closed.
  private(set) var hasEnded = false
  /// Why the record cannot be read.
  private(set) var fault: String?
  private var recordByte = 0
  private var attributeName: [UInt8] = []
  /// Values of one record beyond which it is not read.
  private static let nodesMax = 1 << 20

  init(trie: PathTrie, limits: ReadLimits) {
    self.trie = trie
    self.limits = limits
  }

  /// Begins a record at `byte` of the buffer.
  mutating func begin(byte: Int, ancestors: Int) {
    recordByte = byte
    pendingAncestors = ancestors
    frames.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    isWholeDocument = pendingAncestors == 0
    hasEnded = false
    fault = nil
    tree.begin(byte: byte)
  }

  /// Notes the parser's first complaint.
  mutating func note(_ reason: String) {
    guard fault == nil else { return }
    fault =
      isWholeDocument && hasEnded
      ? "content follows the end tag of the root element; "
        + "an export holds one document, not several joined" : reason
  }

  mutating func startElement(
    _ name: UnsafePointer<UInt8>, attributeCount: Int,
    _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  ) {
    if pendingAncestors > 0 {
      pendingAncestors -= 1
      return
    }
    guard !hasEnded, fault == nil else { return }
    guard frames.count < limits.nestingDepthMax else {
      return note("more than \(limits.nestingDepthMax) levels of elements")
    }
    guard attributeCount <= limits.attributeCountMax else {
      return note("more than \(limits.attributeCountMax) attributes in one element")
    }
    guard tree.nodes.count < Self.nodesMax else { return note("too many values in one record") }
    var frame = Frame(name: -1, node: -1, textStart: text.count)
    if frames.isEmpty {
      frame.name = PathTrie.root
      frame.node = RecordTree.root
    } else {
      let last = frames.count - 1
      frames[last].hasChild = true
      let parent = frames[last]
      if parent.name >= 0, let child = unsafe find(name, below: parent.name) {
        frame.name = child
        frame.node = tree.add(child, to: parent.node, byte: recordByte)
      }
    }
    frames.append(frame)
    if frame.name >= 0 {
      unsafe readAttributes(frame, count: attributeCount, attributes)
    }
  }

  /// The child of a trie node with this name.
  private func find(_ name: UnsafePointer<UInt8>, below node: Int) -> Int? {
    let length = unsafe Int(strlen(name))
    for child in trie.nodes[node].children {
      let wanted = trie.nodes[child].name
      guard wanted.count == length else { continue }
      var isEqual = true
      for index in 0..<length where unsafe name[index] != wanted[index] { isEqual = false }
      if isEqual { return child }
    }
    return nil
  }

  private mutating func readAttributes(
    _ frame: Frame, count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  ) {
    guard let attributes = unsafe attributes else { return }
    for index in 0..<count {
      guard let name = unsafe attributes[5 * index], let start = unsafe attributes[5 * index + 3],
        let end = unsafe attributes[5 * index + 4]
      else { continue }
      let value = unsafe Array(UnsafeBufferPointer(start: start, count: end - start))
      attributeName.removeAll(keepingCapacity: true)
      attributeName.append(0x40)
      let length = unsafe Int(strlen(name))
      for place in 0..<length { attributeName.append(unsafe name[place]) }
      // `@name` is the attribute alone; a plain name may be an element or an attribute.
      let targets = [
        trie.find(attributeName, below: frame.name),
        trie.find(Array(attributeName.dropFirst()), below: frame.name),
      ]
      for target in targets {
        guard let target else { continue }
        let node = tree.add(target, to: frame.node, byte: recordByte)
        store(value, of: node)
      }
    }
  }

  mutating func endElement() {
    guard !frames.isEmpty, !hasEnded else { return }
    let frame = frames.removeLast()
    if frame.name >= 0, !frame.hasChild {
      store(Array(text[frame.textStart...]), of: frame.node)
    }
    text.removeLast(text.count - frame.textStart)
    if frames.isEmpty { hasEnded = true }
  }

  mutating func characters(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    guard let last = frames.last, last.name >= 0, !hasEnded else { return }
    guard text.count + count <= limits.textBytesMax else {
      return note("a text of more than \(limits.textBytesMax) bytes")
    }
    unsafe text.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
  }

  /// Gives a node its text, unless that is blank.
  private mutating func store(_ value: [UInt8], of node: Int) {
    let trimmed = DecimalParser.trimmed(value)
    guard !trimmed.isEmpty else { return }
    let start = decoded.count
    decoded += trimmed
    tree.setText(.decoded(offset: start, count: trimmed.count), of: node)
  }
}
