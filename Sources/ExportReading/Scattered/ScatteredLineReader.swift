internal import BasketModel
internal import ExportProfiles

/// Reads orders whose lines were put together from different places: the order first, then its
/// children.
struct ScatteredLineReader {
  private let limits: ReadLimits
  private let keys: FamilyKeys
  private let childName: Int
  private let json: JSONTreeReader
  private var builder: BasketBuilder
  private var isOpen = false

  init?(plan: JSONMapping, limits: ReadLimits) {
    guard let children = plan.children, let childName = plan.childName else { return nil }
    self.limits = limits
    keys = FamilyKeys(children)
    self.childName = childName
    json = JSONTreeReader(trie: plan.mapping.trie)
    builder = BasketBuilder(plan: plan.mapping, tolerance: plan.tolerance, limits: limits)
  }

  /// Lets the tracer look at each order.
  mutating func trace(with tracer: OrderTracer) { builder.tracer = tracer }

  /// Reads all pieces of a buffer.
  mutating func read(
    _ bytes: PaddedBytes, _ pieces: [BufferPiece], into assembler: inout OrderAssembler
  ) {
    builder.evaluator.beginBatch(&assembler)
    isOpen = false
    for place in pieces.indices {
      let piece = pieces[place]
      var end = place + 1 < pieces.count ? pieces[place + 1].start : bytes.count
      if end > piece.start, bytes[end - 1] == 0x0A { end -= 1 }
      if piece.beginsGroup { endOrder(bytes, into: &assembler) }
      readLine(bytes, piece, piece.start..<end, into: &assembler)
    }
    endOrder(bytes, into: &assembler)
    assembler.endBatch()
  }

  private mutating func endOrder(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    guard isOpen else { return }
    isOpen = false
    builder.endOrder(bytes, into: &assembler)
  }

  private mutating func readLine(
    _ bytes: PaddedBytes, _ piece: BufferPiece, _ range: Range<Int>,
    into assembler: inout OrderAssembler
  ) {
    if let invalid = bytes.firstInvalidUTF8(in: range) {
      return addUnreadable(bytes, piece, "not UTF-8", byte: invalid, into: &assembler)
    }
    var scanner = JSONScanner(
      bytes, from: range.lowerBound, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    do throws(JSONFault) {
      scanner.skipSpace()
      guard scanner.current == 0x7B else {
        throw JSONFault(reason: .notAnObject, index: scanner.index)
      }
      // Whole first: what is broken must leave nothing in the tree.
      var check = scanner
      try check.skipValue()
      try check.finish()
      if !piece.hasOrder {
        try addOrphans(&scanner, piece, into: &assembler)
      } else if isOpen {
        try addChild(&scanner, byte: range.lowerBound, into: &assembler)
      } else {
        try begin(&scanner, piece, into: &assembler)
      }
    } catch {
      addUnreadable(
        bytes, piece, error.description(atEnd: error.index >= range.upperBound),
        byte: min(error.index, range.upperBound), into: &assembler)
    }
  }

  private mutating func begin(
    _ scanner: inout JSONScanner, _ piece: BufferPiece, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    assembler.beginOrder(byte: piece.start, line: piece.firstLine)
    // Its sums would lack what belongs to the first order of the key.
    assembler.order.hasUnreadableRows = piece.isRepeat
    isOpen = true
    builder.evaluator.tree.begin(byte: piece.start)
    try json.read(
      &scanner, name: PathTrie.root, node: RecordTree.root, tree: &builder.evaluator.tree,
      decoded: &assembler.batch.decodedText)
  }

  private mutating func addChild(
    _ scanner: inout JSONScanner, byte: Int, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    let node = builder.evaluator.tree.add(childName, to: RecordTree.root, byte: byte)
    try json.read(
      &scanner, name: childName, node: node, tree: &builder.evaluator.tree,
      decoded: &assembler.batch.decodedText)
  }

  /// Adds what children without an order are: one record, at the first of them.
  private func addOrphans(
    _ scanner: inout JSONScanner, _ piece: BufferPiece, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    guard piece.beginsGroup else { return }
    var references = FamilyReferences()
    try keys.read(&scanner, into: &references)
    assembler.beginOrder(byte: piece.start, line: piece.firstLine)
    assembler.endOrphans(
      scanner.bytes, reason: "no line is the parent of this one",
      value: references.parent.map { scanner.bytes.copy($0) })
  }

  private mutating func addUnreadable(
    _ bytes: PaddedBytes, _ piece: BufferPiece, _ reason: String, byte: Int,
    into assembler: inout OrderAssembler
  ) {
    if isOpen {
      let position = assembler.addUnreadableRecord(
        bytes, byte: piece.start, line: piece.firstLine, id: .absent, reason: reason,
        faultByte: byte)
      assembler.noteUnreadableRows(reason: reason, position: position)
    } else {
      assembler.beginOrder(byte: piece.start, line: piece.firstLine)
      assembler.endUnreadableOrder(bytes, reason: reason, byte: byte)
    }
  }
}
