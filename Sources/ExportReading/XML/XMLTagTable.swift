internal import BasketModel

/// The elements of records as they were met, with the bytes of their tags and what followed them.
///
/// Exports write their records alike: the same elements in the same order with the same white
/// space. So every element, told apart by its parents and its name as written, remembers the bytes
/// of its start and end tags with the blanks before them, its first child and the sibling that
/// followed it last time. The reader compares those with the input, a few words at once, and checks
/// names only when it meets them first. Hostile input can neither grow the table beyond
/// `elementsMax` nor make it accept anything: what is not as learnt is read by the grammar.
struct XMLTagTable {
  /// How long one tag is; its bytes stand in `words`.
  struct Tag: BitwiseCopyable {
    /// Bytes of the longest tag that is learnt.
    static let lengthMax = 56
    /// Which bits of the last word count.
    var lastMask: UInt64 = 0
    /// How many words come before the last; -1 where nothing is learnt yet.
    var wholeWords = -1
    /// Bytes.
    var length = 0
  }

  /// What an element is to the plan.
  enum Role: UInt8 { case skipped, leaf, object, item, discount }

  /// How a start tag ends.
  enum Shape: UInt8 {
    /// `<name>`
    case closed
    /// `<name/>`
    case empty
    /// `<name` and a blank: attributes follow.
    case attributes
  }

  /// One element; plain data, so that looking at it counts no references.
  struct Element: BitwiseCopyable {
    var start = Tag()
    var end = Tag()
    /// How the learnt start tag ends.
    var shape = Shape.closed
    let role: Role
    /// Where a leaf's value goes.
    let slot: FieldSlot
    /// A leaf's bit in the set of seen slots.
    let seenBit: UInt64
    /// The plan's node; -1 for skipped elements and leaves.
    let node: Int
    let parent: Int
    /// 0 for what holds the records, 1 for records.
    let depth: Int
    /// The child that came first last time; `none` for none.
    var firstChild = XMLTagTable.none
    /// The sibling that followed last time; `none` for none.
    var follower = XMLTagTable.none
  }

  static let none = -1
  /// How many elements are learnt.
  static let elementsMax = 512

  private static let wordsMax = Tag.lengthMax / 8

  let plan: XMLPlan
  /// Element 0 stands for what holds the records.
  private var elements: [Element]
  /// Seven words for each element's start tag, seven for its end tag: the bytes, little-endian.
  /// Apart from `elements`, because a dynamic index into an array inside a structure copies it.
  private var words: [UInt64]
  /// Names as written, with prefix, by element.
  private var names: [[UInt8]] = [[]]
  private let nameBytesMax: Int
  private let depthMax: Int

  init(_ plan: XMLPlan, limits: ReadLimits) {
    self.plan = plan
    nameBytesMax = min(limits.nameBytesMax, Tag.lengthMax)
    depthMax = limits.nestingDepthMax
    elements = [
      Element(
        role: .skipped, slot: .itemQuantity, seenBit: 0, node: Self.none, parent: Self.none,
        depth: 0)
    ]
    words = [UInt64](repeating: 0, count: 2 * Self.wordsMax)
  }

  @inline(__always)
  subscript(element: Int) -> Element {
    _read { yield elements[element] }
  }

  /// The name of an element as written.
  func name(of element: Int) -> [UInt8] { names[element] }

  // MARK: Comparing

  /// Whether the learnt start tag of `element` (or none) stands at `index`.
  @inline(__always)
  func startsWithStart(_ element: Int, _ bytes: PaddedBytes, at index: Int) -> Bool {
    guard element > 0 else { return false }
    return stands(elements[element].start, element &* (2 &* Self.wordsMax), bytes, at: index)
  }

  /// Whether the learnt end tag of `element` stands at `index`.
  @inline(__always)
  func startsWithEnd(_ element: Int, _ bytes: PaddedBytes, at index: Int) -> Bool {
    let firstWord = element &* (2 &* Self.wordsMax) &+ Self.wordsMax
    return stands(elements[element].end, firstWord, bytes, at: index)
  }

  @inline(__always)
  private func stands(_ tag: Tag, _ firstWord: Int, _ bytes: PaddedBytes, at index: Int) -> Bool {
    guard tag.wholeWords >= 0 else { return false }
    return bytes.equal(
      at: index, to: words, from: firstWord, count: tag.wholeWords, lastMask: tag.lastMask)
  }

  // MARK: Learning

  /// Remembers the start tag that stands in `range`.
  mutating func learnStart(_ element: Int, _ range: Range<Int>, shape: Shape, of bytes: PaddedBytes)
  {
    elements[element].start = learn(range, element * 2 * Self.wordsMax, of: bytes)
    elements[element].shape = shape
  }

  /// Remembers the end tag that stands in `range`.
  mutating func learnEnd(_ element: Int, _ range: Range<Int>, of bytes: PaddedBytes) {
    elements[element].end = learn(range, (element * 2 + 1) * Self.wordsMax, of: bytes)
  }

  /// Remembers that `element` followed its sibling `previous`, or came first (`none`).
  mutating func learnOrder(_ element: Int, after previous: Int) {
    if previous == Self.none {
      elements[elements[element].parent].firstChild = element
    } else {
      elements[previous].follower = element
    }
  }

  private mutating func learn(_ range: Range<Int>, _ firstWord: Int, of bytes: PaddedBytes) -> Tag {
    var tag = Tag()
    guard range.count <= Tag.lengthMax else { return tag }
    tag.length = range.count
    tag.wholeWords = (range.count - 1) / 8
    let lastBytes = (range.count - 1) % 8 + 1
    tag.lastMask = UInt64.max >> UInt64(64 - 8 * lastBytes)
    for word in 0...tag.wholeWords {
      words[firstWord + word] = bytes.word(at: range.lowerBound + 8 * word)
    }
    return tag
  }

  /// The child of `parent` with this name as written; learnt where it is new.
  ///
  /// - Returns: nil where the plain reader must not read it: an unusual name, a record in a record,
  ///   no more room, too deep.
  mutating func child(_ name: Range<Int>, of bytes: PaddedBytes, in parent: Int) -> Int? {
    for element in 1..<max(1, elements.count) where elements[element].parent == parent {
      if bytes.equal(name, to: names[element]) { return element }
    }
    let depth = elements[parent].depth + 1
    guard elements.count < Self.elementsMax, depth <= depthMax, name.count <= nameBytesMax,
      let localStart = XMLPlainName.localStart(name, of: bytes)
    else { return nil }
    let written = bytes.copy(name)
    let number = plan.names.firstIndex(of: Array(written[localStart...]))
    guard (number == 0) == (parent == 0) else { return nil }
    elements.append(element(number: number, parent: parent, depth: depth))
    names.append(written)
    words.append(contentsOf: repeatElement(0, count: 2 * Self.wordsMax))
    return elements.count - 1
  }

  private func element(number: Int?, parent: Int, depth: Int) -> Element {
    func make(_ role: Role, slot: Int? = nil, node: Int = Self.none) -> Element {
      Element(
        role: role, slot: slot.map { plan.slots[$0] } ?? .itemQuantity,
        seenBit: slot.map { 1 << UInt64($0) } ?? 0, node: node, parent: parent, depth: depth)
    }
    if parent == 0 { return make(.object, node: 0) }
    let node = elements[parent].node
    guard let number, node >= 0 else { return make(.skipped) }
    let step = plan.step(node: node, name: number)
    if step >= XMLNameTable.Step.nodeBase {
      let target = Int(step - XMLNameTable.Step.nodeBase)
      switch plan.kinds[target] {
      case .object: return make(.object, node: target)
      case .item: return make(.item, node: target)
      case .discount: return make(.discount, node: target)
      }
    }
    return step >= 0 ? make(.leaf, slot: Int(step)) : make(.skipped)
  }
}

extension XMLPlan {
  /// What a name (by its place in `names`) leads to in `node`: see `XMLNameTable.Step`.
  func step(node: Int, name: Int) -> Int16 { steps[node * (names.count + 1) + name + 1] }
}
