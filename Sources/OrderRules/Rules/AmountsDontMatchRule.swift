package import BasketModel

/// The order's amount is what its basket comes to.
package enum AmountsDontMatchRule {
  package static let code = FindingCode(
    "AMOUNTS_DONT_MATCH", origin: .published,
    published: "Sepet ve Sipariş tutarları örtüşmüyor.",
    english: "The amounts of the basket and the order do not match.",
    turkish: "Sepet ve Sipariş tutarları örtüşmüyor.",
    explanation: FindingCode.Explanation(
      meaning: """
        The order's amount is not what its basket comes to. Discounts are subtracted.
        """,
      arithmetic: """
        amount ≠ Σ basket.basket_items[].price − Σ basket.discounts[].amount
        """,
      example: """
        items 100.00 and 25.00, one discount of 5.00, amount 125.00
        computed: 100.00 + 25.00 − 5.00 = 120.00; stated 125.00; difference 5.00
        """,
      usualCause: """
        The amount was taken before the discount, a discount was added twice or left out, or \
        shipping and fees are part of the amount but are no basket item. Send them as items, and \
        send each discount once, as a positive amount.
        """))

  /// Compares the stated `amount` with P − D, and the charges that a profile adds to it.
  @inline(__always)
  static func evaluate(
    _ order: Order, at index: Int, findings: inout [OrderFinding]
  ) -> RuleOutcome {
    SumComparison.evaluate(
      order.amount, against: order.knownAmount, of: order, at: index, code: code,
      findings: &findings)
  }
}
