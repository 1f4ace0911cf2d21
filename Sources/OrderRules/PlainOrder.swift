import BasketModel

/// Orders of which one look tells that no rule raises anything: nearly all of them.
///
/// The rules one by one take 400 instructions for such an order, and this 100, which is a twentieth
/// of a run over JSON Lines. It knows only what is right; whatever is in any way unusual is left to
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

  /// Whether every stated sum is there, is what was worked out, and is above zero (discounts: not
  /// below), and every item's price is its unit price times a whole quantity.
  ///
  /// What is absent or invalid counts as 0. Only the discounts may come to that, so only they are
  /// asked whether they are valid; an item of 0 says nothing beside one that costs something.
  ///
  /// - Parameters:
  ///   - items: The order's items only.
  ///   - discounts: The order's discounts only.
  @inline(__always)
  static func matches(_ order: Order, items: Span<BasketItem>, discounts: Span<Discount>) -> Bool {
    // Wraps only where an item or a discount is below zero, which the signs tell.
    let total = order.productSum.digits &- order.discountSum.digits
    guard total > 0, !order.hasUnreadableRows, order.termsAreKnown, order.termSum == 0,
      order.amount.digits == total, order.totalAmount.digits == total,
      order.totalProductAmount.digits == order.productSum.digits,
      order.totalDiscountAmount.digits == order.discountSum.digits,
      order.discountSum.isValid, order.totalDiscountAmount.isValid
    else { return false }
    // The highest bit is set where it is set in one of them.
    var signs: Int64 = 0
    for place in items.indices {
      let (price, overflow) = items[place].unitPrice.digits.multipliedReportingOverflow(
        by: items[place].quantity.digits)
      guard !overflow, price == items[place].price.digits,
        items[place].quantity.fractionDigits == 0
      else { return false }
      signs |= items[place].unitPrice.digits | price
    }
    for place in discounts.indices { signs |= discounts[place].amount.digits }
    return signs >= 0
  }
}
