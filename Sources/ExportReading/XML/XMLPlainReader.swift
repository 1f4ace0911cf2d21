internal import BasketModel

/// Reads records that are plain XML straight from the buffer: the first tier of `XMLReader`.
///
/// It accepts only what it is certain of: elements whose tags balance, attributes, text with the five
/// predefined entities and character references. Everything else (comments, CDATA sections,
/// namespace declarations, values that raise findings, any fault) it declines, and libxml2 reads the
/// record from its start; so a fault is always worded and placed by libxml2. Of a declined record,
/// nothing is committed: the caller takes back items, discounts and decoded text.
///
/// Tags are compared with those that stood there last time (`XMLTagTable`).
struct XMLPlainReader {
  let limits: ReadLimits
  let scanner: XMLRecordScanner
  var table: XMLTagTable

  /// nil where the limits are smaller than what is read without asking for them.
  init?(_ document: XMLDocument) {
    limits = document.limits
    guard limits.textBytesMax >= XMLTagTable.Tag.lengthMax,
      limits.attributeCountMax >= XMLPlainAttributes.countMax
    else { return nil }
    scanner = document.scanner
    table = XMLTagTable(document.plan, limits: document.limits)
  }

  /// Where the reader is in a record.
  struct Place: BitwiseCopyable {
    /// The next byte.
    var index: Int
    /// The innermost open element; 0 before and after the record.
    var element = 0
    /// The child of it that was closed last; `XMLTagTable.none` for none.
    var previous = XMLTagTable.none
    /// Slots with a value.
    var seen: UInt64 = 0
  }

  /// What stands at a place inside an element.
  enum Step {
    /// The start tag of `element`, which is the place's element now.
    case start
    /// The end tag of the element, which is still the place's.
    case end
    case declined
  }

  /// Reads the record whose start tag stands at `start`, and the blanks behind it.
  ///
  /// - Parameters:
  ///   - line: Line feeds of the buffer before `start`.
  ///   - limit: Where valid UTF-8 ends.
  /// - Returns: Where the next record begins, or the end of `bytes`; nil where it is declined.
  /// - Complexity: O(bytes of the record).
  mutating func read(
    _ bytes: PaddedBytes, from start: Int, line: Int, limit: Int, into assembler: inout OrderAssembler
  ) -> Int? {
    assembler.beginOrder(byte: start, line: line)
    var place = Place(index: start)
    var expected = table[0].firstChild
    repeat {
      var step = Step.start
      if table.startsWithStart(expected, bytes, at: place.index) {
        place.index &+= table[expected].start.length
        place.element = expected
      } else if table.startsWithEnd(place.element, bytes, at: place.index) {
        place.index &+= table[place.element].end.length
        step = .end
      } else {
        step = readTag(bytes, &place)
      }
      switch step {
      case .start:
        place.previous = XMLTagTable.none
        guard enter(bytes, &place, into: &assembler) else { return nil }
      case .end: leave(&place, into: &assembler)
      case .declined: return nil
      }
      expected =
        place.previous == XMLTagTable.none
        ? table[place.element].firstChild : table[place.previous].follower
    } while place.element != 0
    guard let next = endOfGap(bytes, place.index), next <= limit else { return nil }
    assembler.endOrder(bytes)
    return next
  }

  /// Begins the element whose start tag was read; reads attributes and a leaf's value.
  @inline(__always)
  private mutating func enter(
    _ bytes: PaddedBytes, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> Bool {
    let element = place.element
    switch table[element].role {
    case .item:
      assembler.beginItem()
      place.seen &= ~table.plan.itemSlots
      guard assembler.itemIndex < limits.itemCountMax else { return false }
    case .discount:
      assembler.beginDiscount()
      place.seen &= ~table.plan.discountSlots
      guard assembler.discountIndex < limits.itemCountMax else { return false }
    case .object, .leaf, .skipped: break
    }
    var shape = table[element].shape
    if shape == .attributes {
      guard let end = readAttributes(bytes, &place, into: &assembler) else { return false }
      shape = end
    }
    if shape == .empty {
      leave(&place, into: &assembler)
      return true
    }
    switch table[element].role {
    case .leaf: return readLeaf(bytes, &place, into: &assembler)
    case .skipped:
      if bytes[place.index] != 0x3C {
        if table.startsWithStart(table[element].firstChild, bytes, at: place.index) { return true }
        let text = scanText(bytes, from: place.index)
        guard text.isAccepted else { return false }
        place.index = text.end
      }
      return true
    case .object, .item, .discount: return true
    }
  }

  /// Ends the place's element.
  @inline(__always)
  private func leave(_ place: inout Place, into assembler: inout OrderAssembler) {
    let element = place.element
    switch table[element].role {
    case .item: assembler.endItem()
    case .discount: assembler.endDiscount()
    case .object, .leaf, .skipped: break
    }
    place.previous = element
    place.element = table[element].parent
  }

  /// Reads a leaf's value and its end tag.
  @inline(__always)
  private mutating func readLeaf(
    _ bytes: PaddedBytes, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> Bool {
    let element = place.element
    let slot = table[element].slot
    if slot.isDecimal, let (value, end) = DecimalParser.plain(bytes, from: place.index),
      bytes[end] == 0x3C
    {
      let bit = table[element].seenBit
      guard place.seen & bit == 0 else { return false }
      place.seen |= bit
      assembler.set(slot, value)
      place.index = end
    } else {
      let text = scanText(bytes, from: place.index)
      guard text.isAccepted,
        store(text, from: place.index, of: element, bytes, &place.seen, into: &assembler)
      else { return false }
      place.index = text.end
    }
    if table.startsWithEnd(element, bytes, at: place.index) {
      place.index &+= table[element].end.length
    } else {
      guard case .end = readTag(bytes, &place) else { return false }
    }
    place.previous = element
    place.element = table[element].parent
    return true
  }

  // MARK: Between records

  /// Where the next record or the end comes behind blanks only; nil where other things stand there.
  @inline(__always)
  private func endOfGap(_ bytes: PaddedBytes, _ start: Int) -> Int? {
    var index = start
    while DecimalParser.isBlank(bytes[index]) { index &+= 1 }
    guard index &- start <= limits.textBytesMax else { return nil }
    if index >= bytes.count { return bytes.count }
    return isRecordStart(bytes, at: index) ? index : nil
  }

  /// Whether a record's start tag stands at `index`.
  @inline(__always)
  func isRecordStart(_ bytes: PaddedBytes, at index: Int) -> Bool {
    guard bytes[index] == 0x3C else { return false }
    if table.startsWithStart(table[0].firstChild, bytes, at: index) { return true }
    let event = scanner.next(in: bytes, from: index, close: bytes.count, isEnd: true)
    if case .recordStart(index, _) = event { return true }
    return false
  }
}
