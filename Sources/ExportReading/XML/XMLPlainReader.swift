internal import BasketModel

/// Reads records that are plain XML straight from the buffer: the first tier of `XMLReader`.
///
/// It accepts only what it is certain of: elements whose tags balance, attributes, text with the
/// five predefined entities and character references. Everything else (comments, CDATA sections,
/// namespace declarations, values that raise findings, any fault) it declines, and libxml2 reads
/// the record from its start; so a fault is always worded and placed by libxml2. Of a declined
/// record, nothing is committed: the caller takes back items, discounts and decoded text.
///
/// Two tiers in itself: all tags between two values are compared at once with what stood there
/// before (`XMLPassageTable`); where they differ, tags are read one by one (`XMLPlainTags.swift`).
struct XMLPlainReader {
  let limits: ReadLimits
  let scanner: XMLRecordScanner
  var table: XMLTagTable
  var passages = XMLPassageTable()

  /// nil where the limits are smaller than what is read without asking for them.
  init?(_ document: XMLDocument) {
    limits = document.limits
    guard limits.textBytesMax >= XMLPassageTable.lengthMax,
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
    /// What happened since the last value: see `XMLPassageTable.Passage.effects`.
    var effects: UInt64 = 0
    /// Whether only tags without attributes and blanks stood there since the last value.
    var isLearnable = true
  }

  /// Reads the record whose start tag stands at `start`, and the blanks behind it.
  ///
  /// - Parameters:
  ///   - line: Line feeds of the buffer before `start`.
  ///   - limit: Where valid UTF-8 ends.
  /// - Returns: Where the next record begins, or the end of `bytes`; nil where it is declined.
  /// - Complexity: O(bytes of the record).
  mutating func read(
    _ bytes: PaddedBytes, from start: Int, line: Int, limit: Int,
    into assembler: inout OrderAssembler
  ) -> Int? {
    assembler.beginOrder(byte: start, line: line)
    var place = Place(index: start)
    while true {
      let passage = passages.find(behind: place.element, bytes, at: place.index)
      if passage != XMLPassageTable.none {
        place.index &+= passages[passage].length
        place.element = passages[passage].target
        let effects = passages[passage].effects
        if effects != 0 {
          guard apply(effects, &place, into: &assembler) else { return nil }
        }
      } else {
        guard readPassage(bytes, &place, into: &assembler) else { return nil }
      }
      if place.element == 0 { break }
      guard readValue(bytes, &place, into: &assembler) else { return nil }
    }
    guard let next = endOfGap(bytes, place.index), next <= limit else { return nil }
    assembler.endOrder(bytes)
    return next
  }

  /// Begins and ends the items and discounts of a passage; false beyond their limit.
  @inline(__always)
  private func apply(
    _ effects: UInt64, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> Bool {
    var rest = effects
    while rest != 0 {
      guard let effect = XMLPassageTable.Effect(rawValue: rest & 15),
        apply(effect, &place, into: &assembler)
      else { return false }
      rest >>= 4
    }
    return true
  }

  /// Begins or ends an item or a discount; false beyond their limit.
  @inline(__always)
  func apply(
    _ effect: XMLPassageTable.Effect, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> Bool {
    switch effect {
    case .beginItem:
      assembler.beginItem()
      place.seen &= ~table.plan.itemSlots
      return assembler.itemIndex < limits.itemCountMax
    case .beginDiscount:
      assembler.beginDiscount()
      place.seen &= ~table.plan.discountSlots
      return assembler.discountIndex < limits.itemCountMax
    case .endItem: assembler.endItem()
    case .endDiscount: assembler.endDiscount()
    }
    return true
  }

  /// Reads the text behind the start tag of the place's element, and stores a leaf's.
  @inline(__always)
  private mutating func readValue(
    _ bytes: PaddedBytes, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> Bool {
    let bit = table[place.element].seenBit
    if bit == 0 {
      // Not a leaf: only passed over.
      if bytes[place.index] == 0x3C { return true }
      let text = scanText(bytes, from: place.index)
      place.index = text.end
      return text.isAccepted
    }
    let slot = table[place.element].slot
    if slot.isDecimal, let (value, end) = DecimalParser.plain(bytes, from: place.index),
      bytes[end] == 0x3C
    {
      guard place.seen & bit == 0 else { return false }
      place.seen |= bit
      assembler.set(slot, value)
      place.index = end
      return true
    }
    let text = scanText(bytes, from: place.index)
    guard text.isAccepted,
      store(text, from: place.index, of: place.element, bytes, &place.seen, into: &assembler)
    else { return false }
    place.index = text.end
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
    return scanner.isRecordStart(bytes, index)
  }
}
