internal import BasketModel

/// Tags by the grammar: where they are not as last time.
extension XMLPlainReader {
  /// Reads what stands in the place's element up to and with the next tag, and remembers the tag.
  @inline(never)
  mutating func readTag(_ bytes: PaddedBytes, _ place: inout Place) -> Step {
    let start = place.index
    var open = start
    while DecimalParser.isBlank(bytes[open]) { open += 1 }
    // Only blanks are learnt as a part of the tag.
    var tagStart = start
    if bytes[open] != 0x3C {
      let text = scanText(bytes, from: open)
      guard place.element != 0, text.isAccepted else { return .declined }
      open = text.end
      tagStart = open
    }
    guard open - start <= limits.textBytesMax else { return .declined }
    if bytes[open + 1] == 0x2F { return readEndTag(bytes, &place, open: open, from: tagStart) }
    return readStartTag(bytes, &place, open: open, from: tagStart)
  }

  private mutating func readEndTag(
    _ bytes: PaddedBytes, _ place: inout Place, open: Int, from tagStart: Int
  ) -> Step {
    let name = table.name(of: place.element)
    let nameStart = open + 2
    let nameEnd = nameStart + name.count
    guard place.element != 0, nameEnd < bytes.count, bytes.equal(nameStart..<nameEnd, to: name) else {
      return .declined
    }
    var index = nameEnd
    while DecimalParser.isBlank(bytes[index]) { index += 1 }
    guard bytes[index] == 0x3E, index < bytes.count else { return .declined }
    place.index = index + 1
    table.learnEnd(place.element, tagStart..<index + 1, of: bytes)
    return .end
  }

  private mutating func readStartTag(
    _ bytes: PaddedBytes, _ place: inout Place, open: Int, from tagStart: Int
  ) -> Step {
    let nameEnd = min(XMLPlainName.end(bytes, from: open + 1), bytes.count)
    guard let element = table.child(open + 1..<nameEnd, of: bytes, in: place.element) else {
      return .declined
    }
    var index = nameEnd
    while DecimalParser.isBlank(bytes[index]) { index += 1 }
    var shape = XMLTagTable.Shape.attributes
    if bytes[index] == 0x3E {
      shape = .closed
      index += 1
    } else if bytes[index] == 0x2F, bytes[index + 1] == 0x3E {
      shape = .empty
      index += 2
    } else {
      guard index > nameEnd else { return .declined }
      index = nameEnd + 1
    }
    guard index <= bytes.count else { return .declined }
    table.learnStart(element, tagStart..<index, shape: shape, of: bytes)
    table.learnOrder(element, after: place.previous)
    place.index = index
    place.element = element
    return .start
  }
}
