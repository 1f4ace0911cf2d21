internal import BasketModel
internal import ExportProfiles

/// Reads the orders of JSON buffers as a mapping says: lines, lines with parents, or the elements
/// of an array.
struct JSONMappingReader {
  private let plan: JSONMapping
  private let limits: ReadLimits
  private let json: JSONTreeReader
  private let keys: FamilyKeys?
  var builder: BasketBuilder
  /// What buffers hold.
  enum Shape { case lines, array, sequence }

  private let shape: Shape
  /// The ids of the open order and of its children: what a line may refer to.
  private var ids: [Range<Int>] = []
  private var isOpen = false
  /// Whether the tree is of the line being read.
  private var hasTree = false

  init(plan: JSONMapping, shape: Shape, limits: ReadLimits) {
    self.plan = plan
    self.limits = limits
    self.shape = shape
    keys = plan.children.map(FamilyKeys.init)
    json = JSONTreeReader(trie: plan.mapping.trie)
    builder = BasketBuilder(plan: plan.mapping, tolerance: plan.tolerance, limits: limits)
  }

  /// Reads all records of a buffer.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    builder.evaluator.beginBatch(&assembler)
    isOpen = false
    if shape == .lines {
      readLines(bytes, isLast: isLast, into: &assembler)
    } else {
      readElements(bytes, isLast: isLast, into: &assembler)
    }
    assembler.endBatch()
  }

  // MARK: Lines

  private mutating func readLines(
    _ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler
  ) {
    var start = 0
    var line = 0
    while start < bytes.count {
      let end = bytes.first(0x0A, in: start..<bytes.count)
      var first = start
      while first < end, DecimalParser.isBlank(bytes[first]) { first += 1 }
      if first == end {
        assembler.batch.blankLineCount += 1
      } else {
        let isCut = isLast && end == bytes.count
        readLine(bytes, start..<end, line: line, isCut: isCut, into: &assembler)
      }
      line += 1
      start = min(end + 1, bytes.count)
    }
    endParent(bytes, into: &assembler)
    assembler.batch.lineCount += line
  }

  private mutating func readLine(
    _ bytes: PaddedBytes, _ range: Range<Int>, line: Int, isCut: Bool,
    into assembler: inout OrderAssembler
  ) {
    var scanner = JSONScanner(
      bytes, from: range.lowerBound, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    hasTree = false
    do throws(JSONFault) {
      if let invalid = bytes.firstInvalidUTF8(in: range) {
        return addInvalidText(
          bytes, range, line: line, byte: invalid, isCut: isCut, into: &assembler)
      }
      if keys != nil {
        return try readFamilyLine(&scanner, range, line: line, into: &assembler)
      }
      assembler.beginOrder(byte: range.lowerBound, line: line)
      hasTree = true
      try readRecord(&scanner, into: &assembler)
      builder.endOrder(bytes, into: &assembler)
    } catch {
      let isEndless = error.index >= range.upperBound
      addUnreadable(
        bytes, range, line: line, error.description(atEnd: isEndless),
        byte: min(error.index, range.upperBound), into: &assembler)
      if isEndless, isCut {
        assembler.batch.exportFindings.append(.endsInsideValue)
      }
    }
  }

  /// Reads the order of one line, which may be wrapped.
  private mutating func readRecord(
    _ scanner: inout JSONScanner, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    scanner.skipSpace()
    builder.evaluator.tree.begin(byte: scanner.index)
    guard scanner.current == 0x7B else {
      throw JSONFault(reason: .notAnObject, index: scanner.index)
    }
    try readWrapped(&scanner, into: &assembler)
    try scanner.finish()
  }

  /// Reads the object that the scanner stands at, or the order that it wraps.
  ///
  /// Most lines are orders, so it is read as one first, and read again where it has the key of a
  /// wrapper. To look for wrappers first took a third of the time over Shopify's orders.
  private mutating func readWrapped(
    _ scanner: inout JSONScanner, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    let start = scanner
    var fault: JSONFault?
    do throws(JSONFault) { try readTree(&scanner, into: &assembler) } catch { fault = error }
    for wrapper in plan.wrappers
    where builder.evaluator.tree.hasChild(wrapper.firstName, of: RecordTree.root) {
      var inner = start
      // What is broken is said where it is read, which may tell the order's id first.
      let isFound: Bool
      do throws(JSONFault) { isFound = try JSONDescent.find(wrapper.keys, &inner) } catch {
        continue
      }
      guard isFound, inner.current == 0x7B else { continue }
      builder.evaluator.tree.begin(byte: start.index)
      try readTree(&inner, into: &assembler)
      break
    }
    if let fault { throw fault }
  }

  @inline(__always)
  private mutating func readTree(
    _ scanner: inout JSONScanner, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    try json.read(
      &scanner, name: PathTrie.root, node: RecordTree.root, tree: &builder.evaluator.tree,
      decoded: &assembler.batch.decodedText)
  }

  /// Adds a record that cannot be read.
  private mutating func addUnreadable(
    _ bytes: PaddedBytes, _ range: Range<Int>, line: Int, _ reason: String, byte: Int,
    into assembler: inout OrderAssembler
  ) {
    if isOpen {
      // An order waits for its children, of which this line may have been one.
      let position = assembler.addUnreadableRecord(
        bytes, byte: range.lowerBound, line: line, id: .absent, reason: reason, faultByte: byte)
      assembler.noteUnreadableRows(reason: reason, position: position)
    } else {
      assembler.beginOrder(byte: range.lowerBound, line: line)
      if hasTree { builder.storeID(bytes, into: &assembler) }
      assembler.endUnreadableOrder(bytes, reason: reason, byte: byte)
    }
  }

  /// Adds a record that is not UTF-8 from `byte` on.
  ///
  /// - Parameter isCut: Whether the export ends with the record.
  private mutating func addInvalidText(
    _ bytes: PaddedBytes, _ range: Range<Int>, line: Int, byte: Int, isCut: Bool,
    into assembler: inout OrderAssembler
  ) {
    addUnreadable(bytes, range, line: line, "not UTF-8", byte: byte, into: &assembler)
    if isCut, bytes.endsInsideCharacter {
      assembler.batch.exportFindings.append(.endsInsideValue)
    }
  }

  // MARK: Lines with parents

  private mutating func readFamilyLine(
    _ scanner: inout JSONScanner, _ range: Range<Int>, line: Int,
    into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    guard let keys, let childName = plan.childName else { return }
    let bytes = scanner.bytes
    scanner.skipSpace()
    // Whole first: what is broken must leave nothing in the tree.
    var walk = scanner
    var references = FamilyReferences()
    try keys.read(&walk, into: &references)
    guard let parent = references.parent else {
      endParent(bytes, into: &assembler)
      assembler.beginOrder(byte: range.lowerBound, line: line)
      builder.evaluator.tree.begin(byte: range.lowerBound)
      ids = references.id.map { [$0] } ?? []
      try readTree(&scanner, into: &assembler)
      isOpen = true
      return
    }
    guard isOpen, ids.contains(where: { bytes.equal($0, parent) }) else {
      endParent(bytes, into: &assembler)
      return addUnreadable(
        bytes, range, line: line,
        "the line belongs to none of the lines directly before it (\"rows: scattered\" reads "
          + "children that stand anywhere)",
        byte: parent.lowerBound, into: &assembler)
    }
    if let id = references.id { ids.append(id) }
    let node = builder.evaluator.tree.add(
      childName, to: RecordTree.root, byte: range.lowerBound)
    try json.read(
      &scanner, name: childName, node: node, tree: &builder.evaluator.tree,
      decoded: &assembler.batch.decodedText)
  }

  private mutating func endParent(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    guard isOpen else { return }
    isOpen = false
    builder.endOrder(bytes, into: &assembler)
  }

  // MARK: Elements of an array

  private mutating func readElements(
    _ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler
  ) {
    var start = 0
    var line = 0
    while true {
      let first = JSONArrayCutter.elementStart(bytes, from: start)
      if first >= bytes.count || (bytes[first] == 0x5D && shape == .array) { break }
      line += bytes.countOf(0x0A, in: start..<first)
      let end =
        JSONArrayCutter.elementEnd(bytes, from: first, limits: limits, isEnd: true) ?? bytes.count
      readElement(bytes, first..<end, line: line, isLast: isLast, into: &assembler)
      line += bytes.countOf(0x0A, in: first..<end)
      start = end
    }
    let hasOpenLine = isLast && bytes.count > 0 && bytes[bytes.count - 1] != 0x0A
    assembler.batch.lineCount +=
      bytes.countOf(0x0A, in: 0..<bytes.count) + (hasOpenLine ? 1 : 0)
  }

  private mutating func readElement(
    _ bytes: PaddedBytes, _ range: Range<Int>, line: Int, isLast: Bool,
    into assembler: inout OrderAssembler
  ) {
    let isCut = isLast && range.upperBound == bytes.count
    if let invalid = bytes.firstInvalidUTF8(in: range) {
      return addInvalidText(
        bytes, range, line: line, byte: invalid, isCut: isCut, into: &assembler)
    }
    var scanner = JSONScanner(
      bytes, from: range.lowerBound, depthMax: limits.nestingDepthMax, lineFeedIsSpace: true)
    assembler.beginOrder(byte: range.lowerBound, line: line)
    builder.evaluator.tree.begin(byte: range.lowerBound)
    do throws(JSONFault) {
      guard scanner.current == 0x7B else {
        throw JSONFault(reason: .notAnObject, index: scanner.index)
      }
      try readWrapped(&scanner, into: &assembler)
      scanner.skipSpace()
      guard scanner.index >= range.upperBound else {
        throw JSONFault(reason: .trailingBytes, index: scanner.index)
      }
      builder.endOrder(bytes, into: &assembler)
    } catch {
      let isEndless = error.index >= range.upperBound
      builder.storeID(bytes, into: &assembler)
      assembler.endUnreadableOrder(
        bytes, reason: error.description(atEnd: isEndless),
        byte: min(error.index, range.upperBound))
      if isEndless, isCut {
        assembler.batch.exportFindings.append(.endsInsideValue)
      }
    }
  }
}
