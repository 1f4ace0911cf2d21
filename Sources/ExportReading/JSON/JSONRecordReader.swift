internal import BasketModel

/// Reads one JSON object into an order, as the plan says, by the grammar alone.
///
/// The second tier of `JSONLinesReader`: it reads what `JSONPlainReader` declines, and alone says
/// what is wrong with a record. The keys of mapped objects lead through the plan to slots;
/// everything else is checked and passed over.
struct JSONRecordReader {
  private let limits: ReadLimits
  private let keys: JSONKeyTable

  init(plan: NestedPlan, limits: ReadLimits) {
    self.limits = limits
    keys = JSONKeyTable(plan)
  }

  /// Reads the record that begins where the scanner stands, and checks that nothing follows it.
  func read(_ scanner: inout JSONScanner, into assembler: inout OrderAssembler) throws(JSONFault) {
    guard scanner.current == 0x7B else {
      throw JSONFault(reason: .notAnObject, index: scanner.index)
    }
    try readObject(&scanner, node: 0, into: &assembler)
    try scanner.finish()
  }

  /// Reads the object whose opening brace the scanner stands at.
  private func readObject(
    _ scanner: inout JSONScanner, node: Int, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    guard try scanner.beginObject() else { return }
    var seen: UInt64 = 0
    repeat {
      let start = scanner.index
      if let key = try readKey(&scanner, node: node) {
        let bit = keys[key].seenBit
        guard seen & bit == 0 else { throw JSONFault(reason: .repeatedKey, index: start) }
        seen |= bit
        try readValue(&scanner, of: key, into: &assembler)
      } else {
        try scanner.skipValue()
      }
    } while try scanner.nextMember()
  }

  /// Reads a key and its colon, up to the value; nil for a key that the plan does not know.
  private func readKey(_ scanner: inout JSONScanner, node: Int) throws(JSONFault) -> Int? {
    let name = try scanner.key()
    guard name.hasEscapes else { return keys.find(name.range, of: scanner.bytes, node: node) }
    var decoded: [UInt8] = []
    // A key that is no text cannot be a mapped one.
    do { try JSONText.appendDecoded(name.range, of: scanner.bytes, to: &decoded) } catch {
      return nil
    }
    return keys.find(decoded, node: node)
  }

  // MARK: Values

  private func readValue(
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

  private func readLeaf(
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

  private func readNumber(
    _ scanner: inout JSONScanner, _ slot: FieldSlot, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    let start = scanner.index
    if slot.isDecimal, let (value, end) = DecimalParser.plain(scanner.bytes, from: start),
      JSONScanner.endsScalar(scanner.bytes[end]),
      !JSONScanner.hasLeadingZero(scanner.bytes, from: start)
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
  @discardableResult
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

  private func readItems(
    _ scanner: inout JSONScanner, element: Int, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    guard try scanner.beginArray() else { return }
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
    } while try scanner.nextElement()
  }

  private func readDiscounts(
    _ scanner: inout JSONScanner, element: Int, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    guard try scanner.beginArray() else { return }
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
    } while try scanner.nextElement()
  }

  private func noteNullElement(
    _ scanner: JSONScanner, _ path: FieldPath, into assembler: inout OrderAssembler
  ) {
    assembler.note(
      .invalidFieldValue, path, scanner.bytes, reason: "expected an object", byte: scanner.index - 4
    )
  }
}
