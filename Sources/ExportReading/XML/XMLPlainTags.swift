internal import BasketModel

/// Tags one by one: where they are not as before between two values.
extension XMLPlainReader {
  /// What stands at a place inside an element.
  enum Step {
    /// The start tag of `element`, which is the place's element now.
    case start
    /// The end tag of the element, which is still the place's.
    case end
    case declined
  }

  /// Reads up to and with the start tag of the next element that can hold a value, or the record's
  /// end.
  @inline(never)
  mutating func readPassage(
    _ bytes: PaddedBytes, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> Bool {
    let start = place.index
    let source = place.element
    place.previous = XMLTagTable.none
    place.effects = 0
    place.isLearnable = true
    var reachedValue = false
    repeat {
      switch nextTag(bytes, &place) {
      case .start:
        place.previous = XMLTagTable.none
        guard enter(bytes, &place, &reachedValue, into: &assembler) else { return false }
      case .end:
        guard leave(&place, into: &assembler) else { return false }
      case .declined: return false
      }
    } while !reachedValue && place.element != 0
    if place.isLearnable {
      passages.learn(
        behind: source, start..<place.index, target: place.element, effects: place.effects,
        of: bytes)
    }
    return true
  }

  /// Reads one tag: the one that stood here last time, the end tag, or any other.
  private mutating func nextTag(_ bytes: PaddedBytes, _ place: inout Place) -> Step {
    let expected =
      place.previous == XMLTagTable.none
      ? table[place.element].firstChild : table[place.previous].follower
    if table.startsWithStart(expected, bytes, at: place.index) {
      place.index &+= table[expected].start.length
      place.element = expected
      return .start
    }
    if table.startsWithEnd(place.element, bytes, at: place.index) {
      place.index &+= table[place.element].end.length
      return .end
    }
    return readTag(bytes, &place)
  }

  /// Begins the element whose start tag was read.
  private mutating func enter(
    _ bytes: PaddedBytes, _ place: inout Place, _ reachedValue: inout Bool,
    into assembler: inout OrderAssembler
  ) -> Bool {
    let element = place.element
    // An element in a leaf is a finding.
    guard table[table[element].parent].role != .leaf else { return false }
    switch table[element].role {
    case .item: guard note(.beginItem, &place, into: &assembler) else { return false }
    case .discount: guard note(.beginDiscount, &place, into: &assembler) else { return false }
    case .object, .leaf, .skipped: break
    }
    var shape = table[element].shape
    if shape == .attributes {
      place.isLearnable = false
      guard let end = readAttributes(bytes, &place, into: &assembler) else { return false }
      shape = end
    }
    if shape == .empty { return leave(&place, into: &assembler) }
    reachedValue = table[element].role == .leaf || table[element].role == .skipped
    return true
  }

  /// Ends the place's element.
  private func leave(_ place: inout Place, into assembler: inout OrderAssembler) -> Bool {
    let element = place.element
    place.previous = element
    place.element = table[element].parent
    switch table[element].role {
    case .item: return note(.endItem, &place, into: &assembler)
    case .discount: return note(.endDiscount, &place, into: &assembler)
    case .object, .leaf, .skipped: return true
    }
  }

  /// Applies an effect and notes it for the passage that is learnt.
  private func note(
    _ effect: XMLPassageTable.Effect, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> Bool {
    if place.effects >> 60 != 0 { place.isLearnable = false }
    let shift = UInt64(64 - place.effects.leadingZeroBitCount + 3) & ~3
    place.effects |= effect.rawValue << shift
    return apply(effect, &place, into: &assembler)
  }

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
      place.isLearnable = false
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
    guard place.element != 0, nameEnd < bytes.count, bytes.equal(nameStart..<nameEnd, to: name)
    else {
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
