internal import BasketModel

/// Text of elements.
extension XMLPlainReader {
  /// A run of text up to the next `<`.
  struct Text: BitwiseCopyable {
    /// The index of the `<`; -1 where the text is declined.
    var end: Int
    var hasReferences = false
    /// Whether there are carriage returns, which XML changes to line feeds.
    var hasReturns = false

    static let declined = Text(end: -1)

    @inline(__always)
    var isAccepted: Bool { end >= 0 }
  }

  /// Passes over text.
  ///
  /// `mutating`, as `store` is, although nothing is changed: a reader that does not change is
  /// copied for the call, which was a tenth of all instructions. What needs no reader is static.
  @inline(__always)
  mutating func scanText(_ bytes: PaddedBytes, from start: Int) -> Text {
    var index = start
    var stops = bytes.markupStops(at: index)
    while stops == 0 {
      index &+= 16
      stops = bytes.markupStops(at: index)
    }
    index &+= stops.trailingZeroBitCount
    if bytes[index] == 0x3C, index &- start <= limits.textBytesMax { return Text(end: index) }
    return Self.scanUnusualText(bytes, from: index, start: start, bytesMax: limits.textBytesMax)
  }

  /// Goes on at a byte that needs a look.
  @inline(never)
  private static func scanUnusualText(
    _ bytes: PaddedBytes, from first: Int, start: Int, bytesMax: Int
  ) -> Text {
    var text = Text(end: first)
    while bytes[text.end] != 0x3C {
      switch bytes[text.end] {
      case 0x09, 0x0A: break
      case 0x0D: text.hasReturns = true
      case 0x26:
        guard let reference = XMLReference(bytes, at: text.end) else { return .declined }
        text.hasReferences = true
        text.end = reference.end - 1
      case 0x5D:
        if bytes[text.end + 1] == 0x5D, bytes[text.end + 2] == 0x3E { return .declined }
      case 0xEF: if isNoncharacter(bytes, text.end) { return .declined }
      default: return .declined
      }
      text.end += 1
      var stops = bytes.markupStops(at: text.end)
      while stops == 0 {
        text.end &+= 16
        stops = bytes.markupStops(at: text.end)
      }
      text.end &+= stops.trailingZeroBitCount
    }
    return text.end - start <= bytesMax ? text : .declined
  }

  /// U+FFFE and U+FFFF, which XML forbids.
  private static func isNoncharacter(_ bytes: PaddedBytes, _ index: Int) -> Bool {
    bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE
  }

  // MARK: Storing

  /// Stores a leaf's text; false where that is left to libxml2.
  @inline(__always)
  mutating func store(
    _ text: Text, from start: Int, of element: Int, _ bytes: PaddedBytes, _ seen: inout UInt64,
    into assembler: inout OrderAssembler
  ) -> Bool {
    var range = start..<text.end
    Self.trim(bytes, &range)
    if range.isEmpty { return true }
    let bit = table[element].seenBit
    guard seen & bit == 0 else { return false }
    seen |= bit
    let slot = table[element].slot
    switch slot {
    case .itemText, .discountText:
      // The value is not used; only whether it is blank matters.
      return bytes[range.lowerBound] != 0x26 || bytes[range.lowerBound &+ 1] != 0x23
    case .orderText(let field):
      if text.hasReferences || text.hasReturns || field == .currency {
        return Self.storeUnusualText(text, range, field, bytes, into: &assembler)
      }
      assembler.order.texts[field.rawValue] = .inBuffer(
        offset: range.lowerBound, count: range.count)
      return true
    case .orderAmount, .itemQuantity, .itemUnitPrice, .itemPrice, .discountAmount:
      return Self.storeDecimal(slot, bytes, range, into: &assembler)
    }
  }

  /// Stores a decimal that stands in `range` in the usual form.
  @inline(__always)
  static func storeDecimal(
    _ slot: FieldSlot, _ bytes: PaddedBytes, _ range: Range<Int>,
    into assembler: inout OrderAssembler
  ) -> Bool {
    guard let (value, end) = DecimalParser.plain(bytes, from: range.lowerBound),
      end == range.upperBound
    else { return false }
    assembler.set(slot, value)
    return true
  }

  @inline(__always)
  static func trim(_ bytes: PaddedBytes, _ range: inout Range<Int>) {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, DecimalParser.isBlank(bytes[start]) { start &+= 1 }
    while end > start, DecimalParser.isBlank(bytes[end &- 1]) { end &-= 1 }
    range = start..<end
  }

  /// Currencies, and texts that must be decoded.
  @inline(never)
  private static func storeUnusualText(
    _ text: Text, _ range: Range<Int>, _ field: OrderTextField, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) -> Bool {
    if text.hasReturns, range.contains(where: { bytes[$0] == 0x0D }) { return false }
    guard text.hasReferences else {
      // The place of a finding about a currency depends on how libxml2 hands over what is not
      // ASCII.
      if field == .currency, range.contains(where: { bytes[$0] >= 0x80 }) { return false }
      assembler.order.texts[field.rawValue] = .inBuffer(
        offset: range.lowerBound, count: range.count)
      return true
    }
    guard field != .currency else { return false }
    let start = assembler.batch.decodedText.count
    XMLReference.appendDecoded(range, of: bytes, to: &assembler.batch.decodedText)
    let end = assembler.batch.decodedText.count
    // A blank that was written as a reference is trimmed by libxml2's path.
    guard end > start, !DecimalParser.isBlank(assembler.batch.decodedText[start]),
      !DecimalParser.isBlank(assembler.batch.decodedText[end - 1])
    else { return false }
    assembler.order.texts[field.rawValue] = .decoded(offset: start, count: end - start)
    return true
  }
}
