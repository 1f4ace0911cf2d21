/// Which zeros offend against `INVALID_AMOUNT_VALUE`.
package enum ZeroAmountReading: String, Sendable, CaseIterable {
  /// Every stated `total_product_amount`, `total_amount` and `amount` is above zero.
  case positive
  /// The letter of the published page: those three may be zero unless the basket has one item, P
  /// and D are zero and so is the stated `amount`.
  case documented
  /// None: in this system an order may be free.
  case allowed
}
