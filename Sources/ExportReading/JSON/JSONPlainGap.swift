internal import BasketModel

/// What stands between two values, by the grammar: where it is not as before.
///
/// All is `mutating`, although not all of it changes the reader: one that does not change is copied
/// for the call.
extension JSONPlainReader {
  /// A walk from one value to the next.
  private struct Walk {
    var scanner: JSONScanner
    /// The node whose object the walk is in.
    var node: Int
    /// Seen keys, as in `Place`.
    var seen: UInt64
    /// What the passage means as far as it was walked.
    var meaning = JSONPassageTable.Meaning()
    /// Whether the passage may be remembered: its effects are those of its bytes alone.
    var isLearnable = true
  }

  /// What follows a step of a walk.
  private enum Step {
    /// A key, or the end of the object just begun.
    case inObject
    /// A comma, or the end of the object.
    case afterValue
    /// The value of the walk's key, or the record's end.
    case done
    case declined
  }

  /// Reads up to the next value, or behind the record's end, and remembers the passage; nil where
  /// it is declined.
  @inline(never)
  mutating func readGap(
    _ bytes: PaddedBytes, _ place: inout Place, behind source: Int,
    into assembler: inout OrderAssembler
  ) -> Entry? {
    var walk = Walk(
      scanner: JSONScanner(
        bytes, from: place.index, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false),
      node: source == JSONPassageTable.none ? 0 : keys[source].node, seen: place.seen)
    var step = Step.afterValue
    if source == JSONPassageTable.none { step = openRecord(&walk) }
    while true {
      switch step {
      case .inObject: step = readKey(&walk, into: &assembler)
      case .afterValue: step = leaveValue(&walk, into: &assembler)
      case .done:
        let gap = place.index..<walk.scanner.index
        place = Place(index: walk.scanner.index, seen: walk.seen)
        guard walk.isLearnable else { return unsafe passages.passing(walk.meaning) }
        return unsafe passages.learn(behind: source, gap, walk.meaning, of: bytes)
      case .declined: return nil
      }
    }
  }

  private mutating func openRecord(_ walk: inout Walk) -> Step {
    walk.scanner.skipSpace()
    guard walk.scanner.current == 0x7B else { return .declined }
    walk.scanner.index += 1
    return .inObject
  }

  // MARK: Keys

  /// In an object, at its first key or its end.
  private mutating func readKey(_ walk: inout Walk, into assembler: inout OrderAssembler) -> Step {
    walk.scanner.skipSpace()
    if walk.scanner.current == 0x7D { return leaveObject(&walk, into: &assembler) }
    return readNextKey(&walk, into: &assembler)
  }

  private mutating func readNextKey(_ walk: inout Walk, into assembler: inout OrderAssembler)
    -> Step
  {
    guard walk.scanner.current == 0x22, let name = try? walk.scanner.string(), !name.hasEscapes,
      (try? walk.scanner.colon()) != nil
    else { return .declined }
    let bytes = walk.scanner.bytes
    let key =
      keys.find(name.range, of: bytes, node: walk.node)
      ?? keys.learn(name.range, of: bytes, node: walk.node)
    guard let key else { return .declined }
    let bit = keys[key].seenBit
    guard walk.seen & bit == 0 else { return .declined }
    walk.seen |= bit
    // Where a key comes again in a later item of the same passage, the bits say too little.
    if walk.meaning.seenBits & bit != 0 { walk.isLearnable = false }
    walk.meaning.seenBits |= bit
    walk.meaning.key = key
    return enter(&walk, key, into: &assembler)
  }

  /// At the value of a key.
  private mutating func enter(_ walk: inout Walk, _ key: Int, into assembler: inout OrderAssembler)
    -> Step
  {
    switch keys[key].target {
    case .object(let child):
      guard walk.scanner.current == 0x7B else { return .declined }
      walk.scanner.index += 1
      walk.node = child
      return .inObject
    case .items(let element), .discounts(let element):
      guard walk.scanner.current == 0x5B else { return .declined }
      walk.scanner.index += 1
      walk.scanner.skipSpace()
      if walk.scanner.current == 0x5D {
        walk.scanner.index += 1
        return .afterValue
      }
      return beginElement(&walk, element, into: &assembler)
    case .leaf(let slot):
      walk.meaning.slot = slot
      setRole(&walk, slot)
      return .done
    case nil:
      setRole(&walk, nil)
      return .done
    }
  }

  /// How the value is read; the quote of a string belongs to the passage.
  private mutating func setRole(_ walk: inout Walk, _ slot: FieldSlot?) {
    let byte = walk.scanner.current
    if byte == 0x22 {
      walk.scanner.index += 1
      walk.meaning.role =
        switch slot {
        case .orderText: .text
        case .itemText, .discountText, nil: .skippedString
        case .orderAmount, .itemQuantity, .itemUnitPrice, .itemPrice, .discountAmount:
          .decimalString
        }
    } else if let slot, slot.isDecimal, byte &- 0x30 < 10 || byte == 0x2D {
      walk.meaning.role = .decimal
    } else {
      walk.meaning.role = .other
    }
  }

  // MARK: Ends

  /// Behind a value in an object.
  private mutating func leaveValue(_ walk: inout Walk, into assembler: inout OrderAssembler) -> Step
  {
    walk.scanner.skipSpace()
    switch walk.scanner.current {
    case 0x2C:
      walk.scanner.index += 1
      walk.scanner.skipSpace()
      return readNextKey(&walk, into: &assembler)
    case 0x7D: return leaveObject(&walk, into: &assembler)
    default: return .declined
    }
  }

  /// At the closing brace of the walk's node.
  private mutating func leaveObject(_ walk: inout Walk, into assembler: inout OrderAssembler)
    -> Step
  {
    walk.scanner.index += 1
    let node = keys.nodes[walk.node]
    switch node.owner {
    case .record: return leaveRecord(&walk)
    case .object:
      walk.node = node.parent
      return .afterValue
    case .item, .discount:
      let effect: JSONPassageTable.Effect = node.owner == .item ? .endItem : .endDiscount
      guard note(effect, &walk, into: &assembler) else { return .declined }
      return leaveElement(&walk, node.parent, into: &assembler)
    }
  }

  /// Behind an element of an array.
  private mutating func leaveElement(
    _ walk: inout Walk, _ parent: Int, into assembler: inout OrderAssembler
  ) -> Step {
    walk.scanner.skipSpace()
    if walk.scanner.current == 0x5D {
      walk.scanner.index += 1
      walk.node = parent
      return .afterValue
    }
    guard walk.scanner.current == 0x2C else { return .declined }
    walk.scanner.index += 1
    walk.scanner.skipSpace()
    return beginElement(&walk, walk.node, into: &assembler)
  }

  /// At an element of an array.
  private mutating func beginElement(
    _ walk: inout Walk, _ element: Int, into assembler: inout OrderAssembler
  ) -> Step {
    guard walk.scanner.current == 0x7B else { return .declined }
    walk.scanner.index += 1
    walk.node = element
    let kept = ~keys.nodes[element].seenBits
    walk.seen &= kept
    walk.meaning.keptBits &= kept
    let isItem = keys.nodes[element].owner == .item
    guard note(isItem ? .beginItem : .beginDiscount, &walk, into: &assembler) else {
      return .declined
    }
    return .inObject
  }

  private mutating func leaveRecord(_ walk: inout Walk) -> Step {
    walk.scanner.skipSpace()
    walk.meaning.key = JSONPassageTable.none
    walk.meaning.role = .recordEnd
    if walk.scanner.index >= walk.scanner.bytes.count {
      walk.isLearnable = false
      return .done
    }
    guard walk.scanner.current == 0x0A else { return .declined }
    walk.scanner.index += 1
    return .done
  }

  /// Applies an effect and notes it for the passage; false beyond the limit of items.
  private mutating func note(
    _ effect: JSONPassageTable.Effect, _ walk: inout Walk, into assembler: inout OrderAssembler
  ) -> Bool {
    if walk.meaning.effects >> 60 != 0 { walk.isLearnable = false }
    let shift = UInt64(64 - walk.meaning.effects.leadingZeroBitCount + 3) & ~3
    walk.meaning.effects |= effect.rawValue << shift
    return apply(effect, into: &assembler)
  }
}
