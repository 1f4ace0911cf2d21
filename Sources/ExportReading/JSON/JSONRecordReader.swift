internal import BasketModel

/// Reads one JSON object into an order, as the plan says.
///
/// The keys of mapped objects lead through the plan to slots; everything else is checked and passed
/// over. Two tiers in one loop: where the bytes after a value are those that stood there last time
/// (comma, spaces, key, colon), a few words are compared and the next value begins
/// (`JSONKeyTable.matches`); otherwise `nextKey` reads them by the grammar, and remembers them.
/// Both tiers accept the same.
struct JSONRecordReader {
  private let limits: ReadLimits
  private var keys: JSONKeyTable

  init(plan: NestedPlan, limits: ReadLimits) {
    self.limits = limits
    keys = JSONKeyTable(plan)
  }

  /// Reads the record that begins where the scanner stands, and checks that nothing follows it.
  mutating func read(_ scanner: inout JSONScanner, into assembler: inout OrderAssembler)
    throws(JSONFault)
  {
    guard scanner.current == 0x7B else {
      throw JSONFault(reason: .notAnObject, index: scanner.index)
    }
    try readObject(&scanner, node: 0, into: &assembler)
    try scanner.finish()
  }

  /// Reads the object whose opening brace the scanner stands at.
  private mutating func readObject(
    _ scanner: inout JSONScanner, node: Int, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    scanner.index &+= 1
    try scanner.enter()
    var seen: UInt64 = 0
    var previous = JSONKeyTable.none
    var expected = keys.first(of: node)
    while true {
      var key = expected
      let isFirst = previous == JSONKeyTable.none
      if keys.matches(expected, scanner.bytes, at: scanner.index, isFirst: isFirst) {
        scanner.index &+= keys[expected].gapLength
      } else {
        if scanner.current == 0x7D, !isFirst { return leave(&scanner) }
        key = try nextKey(&scanner, node: node, after: previous)
        if key == JSONKeyTable.end { return leave(&scanner) }
      }
      if key >= 0 {
        let bit = keys[key].seenBit
        if seen & bit != 0 {
          throw JSONFault(reason: .repeatedKey, index: scanner.index &- keys[key].keyLength)
        }
        seen |= bit
        // There may be more space before the value than last time.
        scanner.skipSpace()
        expected = keys[key].follower
        try readValue(&scanner, of: key, into: &assembler)
      } else {
        expected = JSONKeyTable.none
        try scanner.skipValue()
      }
      previous = key
    }
  }

  @inline(__always)
  private func leave(_ scanner: inout JSONScanner) {
    scanner.index &+= 1
    scanner.depth &-= 1
  }

  /// Reads what stands between two values by the grammar, and remembers it.
  ///
  /// - Parameter previous: The key before; `none` for the first of the object.
  /// - Returns: The key, at whose value the scanner stands then; `unknown` for one that is not
  ///   learnt; `end` at the object's closing brace.
  @inline(never)
  private mutating func nextKey(
    _ scanner: inout JSONScanner, node: Int, after previous: Int
  ) throws(JSONFault) -> Int {
    let gapStart = scanner.index
    scanner.skipSpace()
    if scanner.current == 0x7D { return JSONKeyTable.end }
    if previous != JSONKeyTable.none {
      guard scanner.current == 0x2C else {
        throw JSONFault(reason: .expectedCommaOrBrace, index: scanner.index)
      }
      scanner.index += 1
      scanner.skipSpace()
    }
    guard scanner.current == 0x22 else {
      throw JSONFault(reason: .expectedKey, index: scanner.index)
    }
    let keyStart = scanner.index
    let name = try scanner.string()
    try scanner.colon()
    if name.hasEscapes {
      var decoded: [UInt8] = []
      // A key that is no text cannot be a mapped one.
      do { try JSONText.appendDecoded(name.range, of: scanner.bytes, to: &decoded) } catch {
        return JSONKeyTable.unknown
      }
      let key = keys.find(decoded, node: node) ?? JSONKeyTable.unknown
      if key >= 0 { keys.setKeyLength(scanner.index - keyStart, of: key) }
      return key
    }
    guard let key = keys.find(name.range, of: scanner.bytes, node: node) else {
      return JSONKeyTable.unknown
    }
    keys.learn(
      key, after: previous, node: node, gap: gapStart..<scanner.index, keyStart: keyStart,
      of: scanner.bytes)
    return key
  }

  // MARK: Values

  @inline(__always)
  private mutating func readValue(
    _ scanner: inout JSONScanner, of key: Int, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    guard let target = keys[key].target else { return try scanner.skipValue() }
    switch target {
    case .leaf(let slot): try readLeaf(&scanner, slot, into: &assembler)
    case .object(let node):
      if scanner.current == 0x7B {
        try readObject(&scanner, node: node, into: &assembler)
      } else if try !readMisfit(&scanner, FieldPath(.basket), "an object", into: &assembler) {
        forgetSums(below: node, into: &assembler)
      }
    case .items(let element):
      if scanner.current == 0x5B {
        try readItems(&scanner, element: element, into: &assembler)
      } else if try !readMisfit(&scanner, FieldPath(.basketItems), "an array", into: &assembler) {
        assembler.order.productSum = .invalid
      }
    case .discounts(let element):
      if scanner.current == 0x5B {
        try readDiscounts(&scanner, element: element, into: &assembler)
      } else if try !readMisfit(&scanner, FieldPath(.discounts), "an array", into: &assembler) {
        assembler.order.discountSum = .invalid
      }
    }
  }

  @inline(__always)
  private mutating func readLeaf(
    _ scanner: inout JSONScanner, _ slot: FieldSlot, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    let byte = scanner.current
    if byte == 0x22 {
      let text = try scanner.string()
      if text.hasEscapes {
        try storeEscaped(text.range, scanner.bytes, slot, into: &assembler)
      } else {
        assembler.storeText(slot, scanner.bytes, text.range)
      }
    } else if byte &- 0x30 < 10 || byte == 0x2D {
      try readNumber(&scanner, slot, into: &assembler)
    } else {
      try readMisfit(
        &scanner, assembler.path(of: slot), "a string or a number", into: &assembler, slot: slot)
    }
  }

  @inline(__always)
  private mutating func readNumber(
    _ scanner: inout JSONScanner, _ slot: FieldSlot, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    let start = scanner.index
    if slot.isDecimal, let (value, end) = DecimalParser.plain(scanner.bytes, from: start),
      scanner.endsScalar(scanner.bytes[end]), !hasLeadingZero(scanner.bytes, start)
    {
      assembler.set(slot, value)
      scanner.index = end
      return
    }
    let range = try scanner.number()
    if slot.isDecimal {
      assembler.storeDecimal(slot, scanner.bytes, range, allowsExponent: true)
    } else {
      assembler.storeText(slot, scanner.bytes, range)
    }
  }

  /// Whether a number begins with a zero and a further digit, which JSON forbids.
  @inline(__always)
  private func hasLeadingZero(_ bytes: PaddedBytes, _ start: Int) -> Bool {
    let first = bytes[start] == 0x2D ? start &+ 1 : start
    return bytes[first] == 0x30 && bytes[first &+ 1] &- 0x30 < 10
  }

  @inline(never)
  private func storeEscaped(
    _ range: Range<Int>, _ bytes: PaddedBytes, _ slot: FieldSlot,
    into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    let start = assembler.batch.decodedText.count
    try JSONText.appendDecoded(range, of: bytes, to: &assembler.batch.decodedText)
    assembler.storeDecodedText(slot, bytes, from: start, byte: range.lowerBound)
  }

  /// A value of another type than the plan expects: null is no value, anything else is a finding.
  ///
  /// - Returns: Whether the value was null.
  @inline(never) @discardableResult
  private func readMisfit(
    _ scanner: inout JSONScanner, _ path: FieldPath, _ expected: String,
    into assembler: inout OrderAssembler, slot: FieldSlot? = nil
  ) throws(JSONFault) -> Bool {
    let start = scanner.index
    let isNull = scanner.current == 0x6E
    try scanner.skipValue()
    if isNull { return true }
    let reason = "expected \(expected)"
    if let slot {
      assembler.noteInvalid(slot, scanner.bytes, reason: reason, byte: start)
    } else {
      assembler.note(.invalidFieldValue, path, scanner.bytes, reason: reason, byte: start)
    }
    return false
  }

  /// Makes P and D unknown where the items or discounts should have stood in an object that is
  /// none.
  private func forgetSums(below node: Int, into assembler: inout OrderAssembler) {
    for target in keys.targets(of: node) {
      switch target {
      case .leaf: break
      case .object(let child): forgetSums(below: child, into: &assembler)
      case .items: assembler.order.productSum = .invalid
      case .discounts: assembler.order.discountSum = .invalid
      }
    }
  }

  // MARK: Items and discounts

  private mutating func readItems(
    _ scanner: inout JSONScanner, element: Int, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    guard try beginArray(&scanner) else { return }
    repeat {
      guard assembler.itemIndex < limits.itemCountMax else {
        throw JSONFault(reason: .tooManyItems, index: scanner.index)
      }
      if scanner.current == 0x7B {
        assembler.beginItem()
        try readObject(&scanner, node: element, into: &assembler)
      } else {
        // Not an object: it keeps its index, and P cannot be known.
        let path = FieldPath(.basketItems, index: assembler.itemIndex)
        if try readMisfit(&scanner, path, "an object", into: &assembler) {
          noteNullElement(scanner, path, into: &assembler)
        }
        assembler.beginItem()
        assembler.item.price = .invalid
      }
      assembler.endItem()
    } while try nextElement(&scanner)
  }

  private mutating func readDiscounts(
    _ scanner: inout JSONScanner, element: Int, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    guard try beginArray(&scanner) else { return }
    repeat {
      guard assembler.discountIndex < limits.itemCountMax else {
        throw JSONFault(reason: .tooManyItems, index: scanner.index)
      }
      if scanner.current == 0x7B {
        assembler.beginDiscount()
        try readObject(&scanner, node: element, into: &assembler)
      } else {
        let path = FieldPath(.discounts, index: assembler.discountIndex)
        if try readMisfit(&scanner, path, "an object", into: &assembler) {
          noteNullElement(scanner, path, into: &assembler)
        }
        assembler.beginDiscount()
        assembler.discount.amount = .invalid
      }
      assembler.endDiscount()
    } while try nextElement(&scanner)
  }

  private func noteNullElement(
    _ scanner: JSONScanner, _ path: FieldPath, into assembler: inout OrderAssembler
  ) {
    assembler.note(
      .invalidFieldValue, path, scanner.bytes, reason: "expected an object", byte: scanner.index - 4
    )
  }

  /// Enters an array; false where it is empty.
  private func beginArray(_ scanner: inout JSONScanner) throws(JSONFault) -> Bool {
    scanner.index += 1
    try scanner.enter()
    scanner.skipSpace()
    guard scanner.current == 0x5D else { return true }
    leave(&scanner)
    return false
  }

  /// After an element: true at the next one, false after the array's end.
  @inline(__always)
  private func nextElement(_ scanner: inout JSONScanner) throws(JSONFault) -> Bool {
    scanner.skipSpace()
    if scanner.current == 0x2C {
      scanner.index &+= 1
      scanner.skipSpace()
      return true
    }
    guard scanner.current == 0x5D else {
      throw JSONFault(reason: .expectedCommaOrBracket, index: scanner.index)
    }
    leave(&scanner)
    return false
  }
}
