package import BasketModel

/// The stated discount total is the sum of the discounts.
package enum InvalidTotalDiscountAmountRule {
  package static let code = FindingCode(
    "INVALID_TOTAL_DISCOUNT_AMOUNT", origin: .published,
    published: "Toplam indirim tutarı (total_discount_amount) parametresi hatalı",
    english: "The total discount amount (total_discount_amount) parameter is wrong",
    turkish: "Toplam indirim tutarı (total_discount_amount) parametresi hatalı",
    explanation: FindingCode.Explanation(
      meaning: """
        The basket's discount total is not the sum of its discounts.
        """,
      arithmetic: """
        basket.total_discount_amount ≠ Σ basket.discounts[].amount
        """,
      example: """
        discounts 5.00 and 2.50, total_discount_amount 5.00
        computed: 5.00 + 2.50 = 7.50; stated 5.00; difference -2.50
        """,
      usualCause: """
        A coupon or a shipping discount was left out of one of the two, or the discounts were sent \
        as negative amounts. Discounts are positive; they are subtracted.
        """))

  /// Compares the stated `total_discount_amount` with D.
  @inline(__always)
  static func evaluate(
    _ order: Order, at index: Int, findings: inout [OrderFinding]
  ) -> RuleOutcome {
    SumComparison.evaluate(
      order.totalDiscountAmount, against: order.knownDiscountSum,
      of: order, at: index, code: code, findings: &findings)
  }
}
