/// One product line of a basket (`basket.basket_items[]`), as far as the rules need it.
@usableFromInline package struct BasketItem: BitwiseCopyable, Sendable, Equatable {
  /// How many; 1 where the export gives none. An exact decimal of its own scale (not the order's).
  @usableFromInline package var quantity: StatedAmount
  /// Price of one unit, in minor units once the order is settled.
  @usableFromInline package var unitPrice: StatedAmount
  /// Stated price of the line, or of one unit where the profile says `item_price: unit`.
  @usableFromInline package var price: StatedAmount
  /// What the item adds to P, in minor units: the stated line price or `unit_price × quantity`.
  /// Invalid where neither is known.
  @usableFromInline package var linePrice: StatedAmount

  @inlinable
  package init(
    quantity: StatedAmount = .absent, unitPrice: StatedAmount = .absent,
    price: StatedAmount = .absent
  ) {
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.price = price
    self.linePrice = .absent
  }
}

/// One reduction of a basket (`basket.discounts[]`): a positive amount that is subtracted.
@usableFromInline package struct Discount: BitwiseCopyable, Sendable, Equatable {
  /// The reduction, in minor units once the order is settled.
  @usableFromInline package var amount: StatedAmount

  @inlinable
  package init(amount: StatedAmount = .absent) {
    self.amount = amount
  }
}
