import BasketModel

/// Orders of which one look tells that no rule raises anything: nearly all of them.
///
/// The rules one by one take 520 instructions for such an order, and this 190: a twentieth of a run
/// over JSON Lines less. It knows only what is right; whatever is in any way unusual is left to
/// the rules, and a test holds both to the same findings and counts.
enum PlainOrder {
  /// What the rules say of a plain order, in the order of `OrderRuleList.codes`: a new rule does
  /// not fit in here before it was thought of below.
  static let outcomes: InlineArray<8, RuleOutcome> = [
    .noDirectory, .noDirectory, .clean, .clean, .clean, .clean, .clean, .clean,
  ]

  /// Whether orders of such a run can be plain.
  static func isPossible(_ context: RuleContext) -> Bool {
    context.users == nil && !context.itemPrice.isPerUnit
  }

  /// Whether every stated sum is there and is what was worked out, and the rules about single
  /// amounts pass all of them at a look.
  ///
  /// What is absent or invalid counts as 0. Only the discounts may come to that, so only they are
  /// asked whether they are valid; an item of 0 says nothing beside one that costs something.
  ///
  /// - Parameters:
  ///   - items: The order's items only.
  ///   - discounts: The order's discounts only.
  @inline(__always)
  static func matches(_ order: Order, items: Span<BasketItem>, discounts: Span<Discount>) -> Bool {
    // Wraps only where an item or a discount is below zero, which is asked last.
    let total = order.productSum.digits &- order.discountSum.digits
    return !order.hasUnreadableRows && order.termsAreKnown && order.termSum == 0
      && order.amount.digits == total && order.totalAmount.digits == total
      && order.totalProductAmount.digits == order.productSum.digits
      && order.totalDiscountAmount.digits == order.discountSum.digits
      && order.discountSum.isValid && order.totalDiscountAmount.isValid
      && ItemPriceMismatchRule.areWholeProducts(items)
      && InvalidAmountValueRule.areAboveZero(order, items: items, discounts: discounts)
  }
}
