internal import BasketModel

/// Reads the records of JSON Lines buffers: one object per line.
///
/// The keys of mapped objects lead through the plan to slots; everything else is checked and passed
/// over. A line that is no JSON object is an unreadable record, and the next line is read as if nothing
/// had happened. Reused from buffer to buffer by one worker.
struct JSONLinesReader {
  private let limits: ReadLimits
  private var keys: JSONKeyTable

  init(plan: NestedPlan, limits: ReadLimits) {
    self.limits = limits
    keys = JSONKeyTable(plan)
  }

  /// Reads all lines of a buffer.
  ///
  /// - Parameter isLast: Whether the export ends with the buffer; only then its last line may lack a
  ///   line feed.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    let firstInvalid = bytes.firstInvalidUTF8(in: 0..<bytes.count) ?? bytes.count
    var start = 0
    var line = 0
    while start < bytes.count {
      if bytes.count > limits.recordBytesMax,
        let next = passOversizedLine(bytes, from: start, line: line, into: &assembler)
      {
        start = next
        line += 1
        continue
      }
      let next = readLine(
        bytes, from: start, line: line, hasInvalidUTF8: firstInvalid < bytes.count, isLast: isLast,
        into: &assembler)
      start = next
      line += 1
    }
    assembler.batch.lineCount += line
    assembler.endBatch()
  }

  /// Notes a line that is longer than a record may be, and returns the start of the next; nil where it
  /// is not.
  private func passOversizedLine(
    _ bytes: PaddedBytes, from start: Int, line: Int, into assembler: inout OrderAssembler
  ) -> Int? {
    let end = bytes.first(0x0A, in: start..<bytes.count)
    guard end - start > limits.recordBytesMax else { return nil }
    assembler.beginOrder(byte: start, line: line)
    assembler.endOversizedOrder(bytes, limits)
    return min(end + 1, bytes.count)
  }

  /// Reads one line; returns the start of the next.
  private mutating func readLine(
    _ bytes: PaddedBytes, from start: Int, line: Int, hasInvalidUTF8: Bool, isLast: Bool,
    into assembler: inout OrderAssembler
  ) -> Int {
    var scanner = JSONScanner(
      bytes, from: start, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    scanner.skipSpace()
    if scanner.index >= bytes.count || scanner.current == 0x0A {
      assembler.batch.blankLineCount += 1
      return min(scanner.index + 1, bytes.count)
    }
    assembler.beginOrder(byte: start, line: line)
    if hasInvalidUTF8 {
      return readSuspectLine(&scanner, from: start, isLast: isLast, into: &assembler)
    }
    do throws(JSONFault) {
      try readRecord(&scanner, into: &assembler)
      assembler.endOrder(bytes)
      return min(scanner.index + 1, bytes.count)
    } catch {
      return endUnreadableLine(error, bytes, from: start, isLast: isLast, into: &assembler)
    }
  }

  /// A line of a buffer that has invalid UTF-8 somewhere: perhaps here.
  private mutating func readSuspectLine(
    _ scanner: inout JSONScanner, from start: Int, isLast: Bool, into assembler: inout OrderAssembler
  ) -> Int {
    let bytes = scanner.bytes
    let end = bytes.first(0x0A, in: start..<bytes.count)
    let firstInvalid = bytes.firstInvalidUTF8(in: start..<end)
    do throws(JSONFault) {
      try readRecord(&scanner, into: &assembler)
    } catch where error.index <= firstInvalid ?? end {
      return endUnreadableLine(error, bytes, from: start, isLast: isLast, into: &assembler)
    } catch {
      // The invalid byte comes first and is what is reported.
    }
    if let firstInvalid {
      // An id is known only where its text ended before the fault.
      if idEnd(assembler, bytes) > firstInvalid {
        assembler.order.texts[OrderTextField.orderID.rawValue] = .absent
      }
      assembler.endUnreadableOrder(bytes, reason: "not UTF-8", byte: firstInvalid)
    } else {
      assembler.endOrder(bytes)
    }
    return min(end + 1, bytes.count)
  }

  /// Where the text of the order's id ends in the line.
  private func idEnd(_ assembler: OrderAssembler, _ bytes: PaddedBytes) -> Int {
    let id = assembler.order.id
    guard id.isDecoded else { return id.offset + id.count }
    var scanner = JSONScanner(
      bytes, from: assembler.decodedIDByte - 1, depthMax: 1, lineFeedIsSpace: false)
    do { return try scanner.string().range.upperBound } catch { return error.index }
  }

  /// Ends a line that is no JSON object; returns the start of the next.
  private func endUnreadableLine(
    _ fault: JSONFault, _ bytes: PaddedBytes, from start: Int, isLast: Bool,
    into assembler: inout OrderAssembler
  ) -> Int {
    let end = bytes.first(0x0A, in: start..<bytes.count)
    let endsInside = fault.index >= end
    assembler.endUnreadableOrder(
      bytes, reason: fault.description(atEnd: endsInside), byte: min(fault.index, end))
    if endsInside, isLast, end == bytes.count {
      assembler.batch.exportFindings.append(
        .export(.truncatedInput, "the last record ends inside a value"))
    }
    return min(end + 1, bytes.count)
  }

  // MARK: Records

  private mutating func readRecord(
    _ scanner: inout JSONScanner, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
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
    scanner.skipSpace()
    if scanner.current == 0x7D { return leave(&scanner) }
    var seen: UInt64 = 0
    var previous = -1
    while true {
      guard scanner.current == 0x22 else {
        throw JSONFault(reason: .expectedKey, index: scanner.index)
      }
      let keyStart = scanner.index
      let key = try readKey(&scanner, node: node, after: previous)
      try scanner.colon()
      if key >= 0 {
        previous = key
        let bit = keys.keys[key].seenBit
        if seen & bit != 0 { throw JSONFault(reason: .repeatedKey, index: keyStart) }
        seen |= bit
      }
      try readValue(&scanner, of: key, into: &assembler)
      scanner.skipSpace()
      let byte = scanner.current
      if byte == 0x2C {
        scanner.index &+= 1
        scanner.skipSpace()
      } else if byte == 0x7D {
        return leave(&scanner)
      } else {
        throw JSONFault(reason: .expectedCommaOrBrace, index: scanner.index)
      }
    }
  }

  @inline(__always)
  private func leave(_ scanner: inout JSONScanner) {
    scanner.index &+= 1
    scanner.depth &-= 1
  }

  /// Reads a key up to its closing quote; -1 for one that leads nowhere.
  @inline(__always)
  private mutating func readKey(
    _ scanner: inout JSONScanner, node: Int, after previous: Int
  ) throws(JSONFault) -> Int {
    let expected = previous >= 0 ? keys.keys[previous].follower : keys.firstByNode[node]
    if keys.matches(expected, scanner.bytes, at: scanner.index &+ 1) {
      scanner.index &+= keys.keys[expected].length &+ 2
      return expected
    }
    return try findKey(&scanner, node: node, after: previous)
  }

  /// A key that is not the one that came last time.
  @inline(never)
  private mutating func findKey(
    _ scanner: inout JSONScanner, node: Int, after previous: Int
  ) throws(JSONFault) -> Int {
    let name = try scanner.string()
    if name.hasEscapes {
      var decoded: [UInt8] = []
      // A key that is no text cannot be a mapped one.
      do { try JSONText.appendDecoded(name.range, of: scanner.bytes, to: &decoded) } catch { return -1 }
      return keys.find(decoded, node: node) ?? -1
    }
    guard let key = keys.find(name.range, of: scanner.bytes, node: node) else { return -1 }
    if previous >= 0 {
      keys.learn(key, after: previous)
    } else {
      keys.firstByNode[node] = key
    }
    return key
  }

  // MARK: Values

  @inline(__always)
  private mutating func readValue(
    _ scanner: inout JSONScanner, of key: Int, into assembler: inout OrderAssembler
  ) throws(JSONFault) {
    guard key >= 0, let target = keys.keys[key].target else { return try scanner.skipValue() }
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
    _ range: Range<Int>, _ bytes: PaddedBytes, _ slot: FieldSlot, into assembler: inout OrderAssembler
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

  /// Makes P and D unknown where the items or discounts should have stood in an object that is none.
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
      .invalidFieldValue, path, scanner.bytes, reason: "expected an object", byte: scanner.index - 4)
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
