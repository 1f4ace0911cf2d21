package import BasketModel

/// The one ordered list of rules: what is evaluated, and what `explain` lists.
///
/// A new rule is one file in `Rules/`, one line in `codes` and one line in `outcomes`, at the same
/// place; a test holds the two and the folder in step. `PlainOrder`, which has an outcome for each,
/// does not compile without it. The order is that of findings in an envelope.
package enum OrderRuleList {
  /// The code of each rule, in the order of evaluation.
  package static let codes: [FindingCode] = [
    InvalidUserForPaymentSessionRule.code,
    UserNotFoundRule.code,
    AmountsDontMatchRule.code,
    InvalidTotalProductAmountRule.code,
    InvalidTotalAmountRule.code,
    InvalidTotalDiscountAmountRule.code,
    InvalidAmountValueRule.code,
    ItemPriceMismatchRule.code,
  ]

  /// The place of `ItemPriceMismatchRule` in the list.
  static let itemPriceMismatchPlace = 7

  /// Evaluates all rules on all orders of a batch.
  ///
  /// Appends to `findings`, for every record in the order of `batch.orders`, its reading findings
  /// and then those of the rules; so `findings` is complete and ascending by order. An unreadable
  /// record has its reading findings only and is not counted in `tally`.
  ///
  /// - Precondition: The readable orders are settled, and `batch.readingFindings` ascends by order.
  /// - Parameter text: The texts of `batch`.
  /// - Complexity: O(orders + items + discounts); allocates nothing but room for findings.
  package static func evaluate(
    _ batch: OrderBatch, text: BatchText, context: RuleContext,
    findings: inout [OrderFinding], tally: inout RuleTally
  ) {
    let orders = batch.orders.span
    let readingFindings = batch.readingFindings.span
    let plainIsPossible = PlainOrder.isPossible(context)
    var plainCount = 0
    var nextReading = 0
    for index in orders.indices {
      while nextReading < readingFindings.count, readingFindings[nextReading].order <= index {
        findings.append(readingFindings[nextReading])
        nextReading += 1
      }
      // Not a constant of its own, which would be a copy.
      if orders[index].isUnreadable { continue }
      let items = batch.items.span.extracting(orders[index].itemIndices)
      let discounts = batch.discounts.span.extracting(orders[index].discountIndices)
      if plainIsPossible,
        PlainOrder.matches(orders[index], items: items, discounts: discounts)
      {
        plainCount += 1
        continue
      }
      let outcomes = outcomes(
        orders[index], at: index, items: items, discounts: discounts, text: text, context: context,
        findings: &findings)
      tally.count(outcomes)
      if outcomes[itemPriceMismatchPlace] == .raised,
        OtherPriceReading.reconciles(orders[index], items: items, reading: context.itemPrice)
      {
        tally.countReconciledByOtherReading()
      }
    }
    tally.count(PlainOrder.outcomes, times: plainCount)
  }

  /// Calls every rule on one order, in the order of `codes`.
  @inline(__always)
  private static func outcomes(
    _ order: Order, at index: Int, items: Span<BasketItem>, discounts: Span<Discount>,
    text: BatchText, context: RuleContext, findings: inout [OrderFinding]
  ) -> InlineArray<8, RuleOutcome> {
    [
      InvalidUserForPaymentSessionRule.evaluate(
        order, at: index, text: text, users: context.users, findings: &findings),
      UserNotFoundRule.evaluate(
        order, at: index, text: text, users: context.users, findings: &findings),
      AmountsDontMatchRule.evaluate(order, at: index, findings: &findings),
      InvalidTotalProductAmountRule.evaluate(order, at: index, findings: &findings),
      InvalidTotalAmountRule.evaluate(order, at: index, findings: &findings),
      InvalidTotalDiscountAmountRule.evaluate(order, at: index, findings: &findings),
      InvalidAmountValueRule.evaluate(
        order, at: index, items: items, discounts: discounts, context: context,
        findings: &findings),
      ItemPriceMismatchRule.evaluate(
        order, at: index, items: items, reading: context.itemPrice, findings: &findings),
    ]
  }
}
