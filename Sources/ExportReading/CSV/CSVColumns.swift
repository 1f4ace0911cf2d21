internal import BasketModel

/// Where the cells of one column go, in two bytes: `TablePlan.Column` flattened for the walk.
struct CSVTarget: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    case orderText, itemText, discountText
    case orderAmount, itemQuantity, itemUnitPrice, itemPrice, discountAmount
  }

  var kind: Kind
  /// Of a text or amount of the order, its place there.
  var place: UInt8 = 0

  init(_ slot: FieldSlot) {
    switch slot {
    case .orderText(let field):
      kind = .orderText
      place = UInt8(truncatingIfNeeded: field.rawValue)
    case .orderAmount(let field):
      kind = .orderAmount
      place = UInt8(truncatingIfNeeded: field.rawValue)
    case .itemText: kind = .itemText
    case .itemQuantity: kind = .itemQuantity
    case .itemUnitPrice: kind = .itemUnitPrice
    case .itemPrice: kind = .itemPrice
    case .discountText: kind = .discountText
    case .discountAmount: kind = .discountAmount
    }
  }
}

/// What 64 columns feed, as masks: bit 0 for the first of them.
struct CSVColumns {
  /// Texts and amounts of the order.
  var order: UInt64 = 0
  /// Those without the id, which is compared for itself.
  var repeated: UInt64 = 0
  /// Texts of items, which only show that there is one; their decimals.
  var itemTexts: UInt64 = 0, itemDecimals: UInt64 = 0
  /// The same of discounts.
  var discountTexts: UInt64 = 0, discountDecimals: UInt64 = 0

  mutating func add(_ column: TablePlan.Column, bit: UInt64, isID: Bool) {
    switch column {
    case .ignored: break
    case .order:
      order |= bit
      if !isID { repeated |= bit }
    case .item(let slot):
      if slot.isDecimal { itemDecimals |= bit } else { itemTexts |= bit }
    case .discount(let slot):
      if slot.isDecimal { discountDecimals |= bit } else { discountTexts |= bit }
    }
  }
}
