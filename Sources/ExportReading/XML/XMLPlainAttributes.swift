internal import BasketModel

/// The attributes of one start tag.
struct XMLPlainAttributes {
  /// More than these are left to libxml2.
  static let countMax = 24

  private var names = InlineArray<24, UInt64>(repeating: 0)
  private var count = 0

  /// Adds a name; false where the tag has it already or has too many.
  mutating func add(_ name: Range<Int>, of bytes: PaddedBytes) -> Bool {
    guard count < Self.countMax else { return false }
    for index in 0..<count {
      let start = Int(names[index] >> 32)
      let length = Int(names[index] & 0xFFFF_FFFF)
      if length == name.count, bytes.equal(start..<start + length, name) { return false }
    }
    names[count] = UInt64(name.lowerBound) << 32 | UInt64(name.count)
    count += 1
    return true
  }
}

extension XMLPlainReader {
  /// Reads attributes up to the end of the start tag and stores those that the plan knows.
  ///
  /// - Returns: How the tag ends; nil where it is left to libxml2.
  @inline(never)
  func readAttributes(
    _ bytes: PaddedBytes, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> XMLTagTable.Shape? {
    var attributes = XMLPlainAttributes()
    var index = place.index
    // The learnt start tag ended with a blank.
    var hasBlank = true
    while true {
      while DecimalParser.isBlank(bytes[index]) {
        index &+= 1
        hasBlank = true
      }
      if bytes[index] == 0x3E {
        place.index = index + 1
        return .closed
      }
      if bytes[index] == 0x2F, bytes[index + 1] == 0x3E {
        place.index = index + 2
        return .empty
      }
      guard hasBlank, let (name, value) = attribute(bytes, from: index),
        attributes.add(name, of: bytes),
        storeAttribute(name, value, bytes, &place, into: &assembler)
      else { return nil }
      index = value.upperBound + 1
      hasBlank = false
    }
  }

  /// The name and the value of the attribute that begins at `start`; nil for unusual ones.
  private func attribute(_ bytes: PaddedBytes, from start: Int) -> (Range<Int>, Range<Int>)? {
    let nameEnd = min(XMLPlainName.end(bytes, from: start), bytes.count)
    let name = start..<nameEnd
    guard name.count <= min(limits.nameBytesMax, XMLTagTable.Tag.lengthMax),
      XMLPlainName.localStart(name, of: bytes) == 0, !XMLPlainName.beginsWithXML(bytes, start)
    else { return nil }
    var index = nameEnd
    while DecimalParser.isBlank(bytes[index]) { index &+= 1 }
    guard bytes[index] == 0x3D else { return nil }
    index &+= 1
    while DecimalParser.isBlank(bytes[index]) { index &+= 1 }
    let quote = bytes[index]
    guard quote == 0x22 || quote == 0x27 else { return nil }
    let valueStart = index &+ 1
    guard let end = attributeEnd(bytes, from: valueStart, quote: quote) else { return nil }
    return (name, valueStart..<end)
  }

  /// The closing quote; nil where the value needs decoding or is faulty.
  private func attributeEnd(_ bytes: PaddedBytes, from start: Int, quote: UInt8) -> Int? {
    var index = start
    while true {
      let byte = bytes[index]
      if byte == quote { break }
      if byte < 0x20 || byte == 0x3C || byte == 0x26 || byte == 0xEF { return nil }
      index &+= 1
    }
    return index < bytes.count && index - start <= limits.textBytesMax ? index : nil
  }

  private func storeAttribute(
    _ name: Range<Int>, _ value: Range<Int>, _ bytes: PaddedBytes, _ place: inout Place,
    into assembler: inout OrderAssembler
  ) -> Bool {
    let node = table[place.element].node
    guard node >= 0, let number = table.plan.number(of: name, in: bytes) else { return true }
    let step = table.plan.step(node: node, name: number)
    guard step >= 0, step < XMLNameTable.Step.nodeBase else { return true }
    var range = value
    Self.trim(bytes, &range)
    if range.isEmpty { return true }
    let bit = (1 as UInt64) << UInt64(step)
    guard place.seen & bit == 0 else { return false }
    place.seen |= bit
    let slot = table.plan.slots[Int(step)]
    switch slot {
    case .itemText, .discountText: return true
    case .orderText(let field):
      // The place of a finding about a currency depends on how libxml2 hands over what is not
      // ASCII.
      if field == .currency, range.contains(where: { bytes[$0] >= 0x80 }) { return false }
      assembler.order.texts[field.rawValue] = .inBuffer(
        offset: range.lowerBound, count: range.count)
      return true
    case .orderAmount, .itemQuantity, .itemUnitPrice, .itemPrice, .discountAmount:
      return Self.storeDecimal(slot, bytes, range, into: &assembler)
    }
  }
}

extension XMLPlan {
  /// The place of a name in `names`.
  func number(of name: Range<Int>, in bytes: PaddedBytes) -> Int? {
    names.firstIndex { $0.count == name.count && bytes.equal(name, to: $0) }
  }
}
