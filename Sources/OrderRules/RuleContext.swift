package import BasketModel

/// What the rules know besides the order itself; the same for a whole run.
package struct RuleContext: Sendable {
  /// Which zeros offend against `INVALID_AMOUNT_VALUE`.
  package var zeroAmounts: ZeroAmountReading
  /// Whether amounts below zero offend against it.
  package var refusesNegativeAmounts: Bool
  /// The users that orders may name; nil where the run was given none.
  package var users: UserDirectory?
  /// What a stated item price means.
  package var itemPrice: ItemPriceReading

  package init(
    zeroAmounts: ZeroAmountReading = .positive, refusesNegativeAmounts: Bool = true,
    users: UserDirectory? = nil, itemPrice: ItemPriceReading = .line
  ) {
    self.zeroAmounts = zeroAmounts
    self.refusesNegativeAmounts = refusesNegativeAmounts
    self.users = users
    self.itemPrice = itemPrice
  }
}
