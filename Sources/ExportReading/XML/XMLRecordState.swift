internal import BasketModel
internal import CXMLParser
internal import Glibc

/// What the reader's parser has seen of the record it is in: the target of the parser's events.
///
/// Stands at a fixed address; the events reach it by raw pointer. Every place is a byte of the
/// buffer, from 0. The proof for the pointers: the reader owns the assembler, the names and the
/// frames for as long as the parser runs, on one task.
@safe
struct XMLRecordState: ~Copyable {
  let bytes: PaddedBytes
  let assembler: UnsafeMutablePointer<OrderAssembler>
  let context: OpaquePointer
  let plan: XMLPlan
  let names: XMLNameTable
  let limits: ReadLimits
  /// By level: a node of the plan, `skip`, or a leaf (`leafBase` minus its slot).
  private let frames: UnsafeMutablePointer<Int16>
  /// By level: namespaces declared there.
  private let namespaces: UnsafeMutablePointer<Int32>
  private var namespaceCount = 0
  /// By slot: its first value in this record, item or discount.
  let firstValues: UnsafeMutablePointer<TextRange>
  var seen: UInt64 = 0
  /// Values that had to be decoded, of this record.
  var scratch: [UInt8] = []

  /// A place of the buffer less the same place of what the parser reads.
  var base = 0
  /// Ancestors' start tags that are still to come.
  var pendingAncestors = 0
  /// Open elements of the record, itself included; 0 between records.
  private(set) var depth = 0
  /// Open elements between records.
  private(set) var gapDepth = 0
  /// Where the current record, or the content before the first one, begins.
  private(set) var mark = XMLSegmentMark()
  /// Whether the record's end was seen.
  private(set) var hasEnded = true
  /// Whether the order was begun before the parser came to it.
  var isBegun = false
  /// Why the parser was stopped: an English sentence part.
  private(set) var fault: String?
  private(set) var faultByte = 0

  /// The slot whose element is open; -1 for none.
  var leaf = -1
  var leafHasChild = false
  var value = XMLValue()
  private var textRun = 0

  private static let skip: Int16 = -1
  private static let leafBase: Int16 = -2

  @unsafe init(
    bytes: PaddedBytes, assembler: UnsafeMutablePointer<OrderAssembler>, context: OpaquePointer,
    document: XMLDocument
  ) {
    self.bytes = bytes
    unsafe self.assembler = assembler
    unsafe self.context = context
    plan = document.plan
    names = unsafe XMLNameTable(document.plan, context: context)
    limits = document.limits
    mark = unsafe XMLSegmentMark(start: 0, line: 0, &assembler.pointee)
    unsafe frames = .allocate(capacity: limits.nestingDepthMax + 2)
    unsafe frames.initialize(repeating: 0, count: limits.nestingDepthMax + 2)
    unsafe namespaces = .allocate(capacity: limits.nestingDepthMax + 2)
    unsafe namespaces.initialize(repeating: 0, count: limits.nestingDepthMax + 2)
    unsafe firstValues = .allocate(capacity: 64)
    unsafe firstValues.initialize(repeating: .absent, count: 64)
  }

  deinit {
    unsafe frames.deallocate()
    unsafe namespaces.deallocate()
    unsafe firstValues.deallocate()
  }

  // MARK: Segments

  /// Begins at `start`: a record's start tag, or the content before the first one.
  mutating func begin(at start: Int, ancestors: Int, base: Int) {
    self.base = base
    pendingAncestors = ancestors
    depth = 0
    gapDepth = 0
    namespaceCount = 0
    hasEnded = true
    isBegun = false
    fault = nil
    leaf = -1
    textRun = 0
    setMark(start)
  }

  private mutating func setMark(_ start: Int) {
    let line = mark.line + bytes.countOf(0x0A, in: mark.start..<max(mark.start, start))
    mark = unsafe XMLSegmentMark(start: start, line: line, &assembler.pointee)
  }

  /// Begins the order of the record at the mark.
  mutating func beginRecord() {
    hasEnded = false
    seen = 0
    scratch.removeAll(keepingCapacity: true)
    unsafe assembler.pointee.beginOrder(byte: mark.start, line: mark.line)
  }

  /// Notes why the record cannot be read and stops the parser, which gives up its memory: nothing
  /// that it handed over may be looked at after this.
  @inline(never)
  mutating func stop(_ reason: String, byte: Int) {
    if fault == nil {
      fault = reason
      faultByte = byte
    }
    unsafe xml_parser_stop(context)
  }

  /// Where the parser is.
  @inline(__always)
  var place: Int { unsafe xml_parser_current(context) &+ base }

  /// The `<` of the tag that the parser is in.
  func tagStart() -> Int {
    let end = min(max(place, mark.start), bytes.count)
    return bytes.last(0x3C, in: mark.start..<end) ?? mark.start
  }

  // MARK: Events

  mutating func startElement(
    _ name: UnsafePointer<UInt8>, namespaces declared: Int, attributes count: Int,
    _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  ) {
    textRun = 0
    if pendingAncestors > 0 {
      pendingAncestors -= 1
      return
    }
    let number = unsafe names.number(name)
    if number == XMLNameTable.recordNumber {
      guard startRecord() else { return }
    } else if depth == 0 {
      gapDepth += 1
      _ = unsafe isWithinLimits(name, level: gapDepth, number, declared, count)
      return
    } else {
      depth += 1
      guard unsafe isWithinLimits(name, level: depth, number, declared, count) else { return }
      enter(number)
    }
    if declared != 0 { noteNamespaces(declared) }
    let node = unsafe frames[depth]
    if count > 0, node >= 0, fault == nil { unsafe storeAttributes(node, count, attributes) }
  }

  @inline(__always)
  private mutating func isWithinLimits(
    _ name: UnsafePointer<UInt8>, level: Int, _ number: Int16, _ declared: Int, _ count: Int
  ) -> Bool {
    if level > limits.nestingDepthMax {
      stop("more than \(limits.nestingDepthMax) levels of elements", byte: tagStart())
      return false
    }
    if declared &+ count > limits.attributeCountMax {
      stop("more than \(limits.attributeCountMax) attributes in one element", byte: tagStart())
      return false
    }
    if number == 0, unsafe strnlen(name, limits.nameBytesMax + 1) > limits.nameBytesMax {
      stop("a name of more than \(limits.nameBytesMax) bytes", byte: tagStart())
      return false
    }
    return true
  }

  @inline(never)
  private mutating func noteNamespaces(_ declared: Int) {
    namespaceCount += declared
    unsafe namespaces[depth] = Int32(declared)
    if namespaceCount > limits.attributeCountMax {
      stop("more than \(limits.attributeCountMax) namespaces in scope", byte: tagStart())
    }
  }

  /// Begins a record; false when that is a fault of what is still open.
  private mutating func startRecord() -> Bool {
    if depth > 0 || gapDepth > 0 {
      stop("an element is still open where the next record begins", byte: mark.start)
      return false
    }
    if !isBegun {
      let start = tagStart()
      if start != mark.start { setMark(start) }
      beginRecord()
    }
    depth = 1
    unsafe frames[1] = 0
    return true
  }

  /// Steps into an element of the record; `depth` is its level.
  @inline(__always)
  private mutating func enter(_ number: Int16) {
    let parent = unsafe frames[depth &- 1]
    guard parent >= 0 else {
      if parent <= Self.leafBase { leafHasChild = true }
      unsafe frames[depth] = Self.skip
      return
    }
    let step = names.step(parent, number)
    if step >= XMLNameTable.Step.nodeBase {
      let node = step &- XMLNameTable.Step.nodeBase
      unsafe frames[depth] = node
      beginNode(plan.kinds[Int(node)])
    } else if step >= 0 {
      unsafe frames[depth] = Self.leafBase &- step
      leaf = Int(step)
      leafHasChild = false
      value = XMLValue(byte: place &+ 1)
    } else {
      unsafe frames[depth] = Self.skip
    }
  }

  @inline(__always)
  private mutating func beginNode(_ kind: XMLPlan.Kind) {
    switch kind {
    case .object: break
    case .item:
      unsafe assembler.pointee.beginItem()
      seen &= ~plan.itemSlots
      if unsafe assembler.pointee.itemIndex >= limits.itemCountMax {
        stop("more than \(limits.itemCountMax) items", byte: tagStart())
      }
    case .discount:
      unsafe assembler.pointee.beginDiscount()
      seen &= ~plan.discountSlots
      if unsafe assembler.pointee.discountIndex >= limits.itemCountMax {
        stop("more than \(limits.itemCountMax) discounts", byte: tagStart())
      }
    }
  }

  mutating func endElement() {
    textRun = 0
    if depth == 0 {
      gapDepth -= 1
      if gapDepth < 0 { stop("the end tag of an element that is not open", byte: tagStart()) }
      return
    }
    let frame = unsafe frames[depth]
    if frame <= Self.leafBase {
      endLeaf()
    } else if frame >= 0 {
      switch plan.kinds[Int(frame)] {
      case .object: break
      case .item: unsafe assembler.pointee.endItem()
      case .discount: unsafe assembler.pointee.endDiscount()
      }
    }
    if namespaceCount != 0 {
      namespaceCount -= unsafe Int(namespaces[depth])
      unsafe namespaces[depth] = 0
    }
    depth &-= 1
    if depth == 0 {
      unsafe assembler.pointee.endOrder(bytes)
      hasEnded = true
    }
  }

  mutating func text(_ start: UnsafePointer<UInt8>, _ count: Int) {
    textRun &+= count
    if textRun > limits.textBytesMax {
      return stop("a text of more than \(limits.textBytesMax) bytes", byte: place)
    }
    if leaf >= 0 {
      let offset = unsafe xml_parser_offset(context, start)
      unsafe value.append(start, count, at: offset < 0 ? -1 : offset &+ base, bytes, to: &scratch)
    } else if depth == 0, gapDepth == 0 {
      for index in 0..<count where unsafe !DecimalParser.isBlank(start[index]) {
        return stop("text between the records", byte: place)
      }
    }
  }

  mutating func error(_ reason: String) {
    guard fault == nil else { return }
    fault = reason
    faultByte = min(max(place, mark.start), bytes.count)
  }
}
