internal import BasketModel

/// Storing one value of a record in its slot.
extension OrderAssembler {
  /// Begins an item; `store` then fills it.
  mutating func beginItem() { item = BasketItem() }

  /// Adds the item to the order.
  mutating func endItem() { batch.items.append(item) }

  /// Begins a discount; `store` then fills it.
  mutating func beginDiscount() { discount = Discount() }

  /// Adds the discount to the order.
  mutating func endDiscount() { batch.discounts.append(discount) }

  /// Index of the item being put together, from 0 in its order.
  var itemIndex: Int { batch.items.count - Int(order.itemStart) }

  /// Index of the discount being put together, from 0 in its order.
  var discountIndex: Int { batch.discounts.count - Int(order.discountStart) }

  /// The path of the slot's field, with the index of the open item or discount.
  func path(of slot: FieldSlot) -> FieldPath {
    let field = slot.field
    return switch field.owner {
    case .order: FieldPath(field)
    case .item: FieldPath(field, index: itemIndex)
    case .discount: FieldPath(field, index: discountIndex)
    }
  }

  /// Stores a text that stands in the buffer as it is; `byte` is its place for findings.
  @inline(__always)
  mutating func storeText(_ slot: FieldSlot, _ bytes: PaddedBytes, _ range: Range<Int>) {
    switch slot {
    case .orderText(let field): storeOrderText(field, bytes, range)
    case .itemText, .discountText: break
    case .orderAmount, .itemQuantity, .itemUnitPrice, .itemPrice, .discountAmount:
      storeDecimal(slot, bytes, range, allowsExponent: false)
    }
  }

  /// Stores a text of the order that stands in the buffer as it is.
  @inline(__always)
  mutating func storeOrderText(
    _ field: OrderTextField, _ bytes: PaddedBytes, _ range: Range<Int>
  ) {
    guard !isBlank(bytes, range) else { return }
    order.texts[field.rawValue] = .inBuffer(offset: range.lowerBound, count: range.count)
  }

  /// Stores a text that had to be decoded; it is the tail of `batch.decodedText` from `start` on.
  ///
  /// - Parameter byte: Place of the value in the buffer, from 0.
  mutating func storeDecodedText(
    _ slot: FieldSlot, _ bytes: PaddedBytes, from start: Int, byte: Int
  ) {
    let count = batch.decodedText.count - start
    switch slot {
    case .orderText(let field):
      guard batch.decodedText[start...].contains(where: { !DecimalParser.isBlank($0) }) else {
        return
      }
      order.texts[field.rawValue] = .decoded(offset: start, count: count)
      if field == .orderID { decodedIDByte = byte }
    case .itemText, .discountText:
      batch.decodedText.removeLast(count)
    case .orderAmount, .itemQuantity, .itemUnitPrice, .itemPrice, .discountAmount:
      let text = Array(batch.decodedText[start...])
      batch.decodedText.removeLast(count)
      let result = DecimalParser.general(text.span, allowsExponent: false)
      storeResult(slot, bytes, result, byte: byte, value: text)
    }
  }

  /// Stores the decimal that stands in `range`.
  @inline(__always)
  mutating func storeDecimal(
    _ slot: FieldSlot, _ bytes: PaddedBytes, _ range: Range<Int>, allowsExponent: Bool
  ) {
    if let (value, end) = DecimalParser.plain(bytes, from: range.lowerBound),
      end == range.upperBound
    {
      set(slot, value)
    } else {
      storeUnusualDecimal(slot, bytes, range, allowsExponent: allowsExponent)
    }
  }

  /// Blank, faulty and unusual decimals.
  @inline(never)
  private mutating func storeUnusualDecimal(
    _ slot: FieldSlot, _ bytes: PaddedBytes, _ range: Range<Int>, allowsExponent: Bool
  ) {
    let result = bytes.withSpan(range) {
      DecimalParser.general($0, allowsExponent: allowsExponent)
    }
    storeResult(slot, bytes, result, byte: range.lowerBound, value: bytes.copy(range))
  }

  private mutating func storeResult(
    _ slot: FieldSlot, _ bytes: PaddedBytes, _ result: DecimalParser.Result, byte: Int,
    value: [UInt8]
  ) {
    switch result {
    case .value(var amount):
      amount.byte = Int32(truncatingIfNeeded: byte)
      set(slot, amount)
    case .blank: break
    case .fault(let fault):
      noteInvalid(slot, bytes, reason: fault.reason(for: slot), byte: byte, value: value)
    }
  }

  /// Notes that a slot's value cannot be used.
  mutating func noteInvalid(
    _ slot: FieldSlot, _ bytes: PaddedBytes, reason: String, byte: Int, value: [UInt8]? = nil
  ) {
    set(slot, .invalid)
    if case .orderText(let field) = slot { unusableTexts |= 1 << UInt8(field.rawValue) }
    note(
      .invalidFieldValue, path(of: slot), bytes, reason: reason, byte: byte,
      value: value.map(Self.shortened))
  }

  /// Writes a decimal into its slot.
  @inline(__always)
  mutating func set(_ slot: FieldSlot, _ value: StatedAmount) {
    switch slot {
    case .orderAmount(let field): order.amounts[field.rawValue] = value
    case .itemQuantity: item.quantity = value
    case .itemUnitPrice: item.unitPrice = value
    case .itemPrice: item.price = value
    case .discountAmount: discount.amount = value
    case .orderText, .itemText, .discountText: break
    }
  }

  /// Whether a text is empty or only space, tab, CR, LF.
  @inline(__always)
  func isBlank(_ bytes: PaddedBytes, _ range: Range<Int>) -> Bool {
    // Nearly every text begins with something else, which decides at once.
    if !range.isEmpty, bytes[range.lowerBound] > 0x20 { return false }
    return range.allSatisfy { DecimalParser.isBlank(bytes[$0]) }
  }

  /// The first 64 bytes of a value: findings quote, they do not copy exports.
  static func shortened(_ value: [UInt8]) -> [UInt8] {
    guard value.count > 64 else { return value }
    var end = 64
    while end > 60, value[end] & 0xC0 == 0x80 { end -= 1 }
    return Array(value[..<end]) + Array("…".utf8)
  }
}

extension DecimalFault {
  /// An English sentence part.
  func reason(for slot: FieldSlot) -> String {
    let noun = slot == .itemQuantity ? "a quantity" : "an amount"
    return switch self {
    case .notADecimal: "not \(noun): expected digits with an optional sign and decimal point"
    case .tooManyFractionDigits: "more than 6 fraction digits"
    case .outOfRange: "out of range"
    }
  }
}
