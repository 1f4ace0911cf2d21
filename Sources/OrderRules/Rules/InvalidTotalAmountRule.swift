package import BasketModel

/// The stated basket total is the sum of the items' prices less the discounts.
package enum InvalidTotalAmountRule {
  package static let code = FindingCode(
    "INVALID_TOTAL_AMOUNT", origin: .published,
    published: "Sepet toplam tutar (total_amount) parametresi hatalı",
    english: "The basket's total amount (total_amount) parameter is wrong",
    turkish: "Sepet toplam tutar (total_amount) parametresi hatalı",
    explanation: FindingCode.Explanation(
      meaning: """
        The basket's total is not the sum of its items less its discounts.
        """,
      arithmetic: """
        basket.total_amount ≠ Σ basket.basket_items[].price − Σ basket.discounts[].amount
        """,
      example: """
        items 100.00 and 25.00, one discount of 5.00, total_amount 125.00
        computed: 100.00 + 25.00 − 5.00 = 120.00; stated 125.00; difference 5.00
        """,
      usualCause: """
        The total was taken before the discount, or the discount was subtracted from the total but \
        not sent in basket.discounts. Send every discount that the total has in it.
        """))

  /// Compares the stated `total_amount` with P − D.
  @inline(__always)
  static func evaluate(
    _ order: Order, at index: Int, findings: inout [OrderFinding]
  ) -> RuleOutcome {
    SumComparison.evaluate(
      order.totalAmount, against: order.knownTotal, of: order, at: index, code: code,
      findings: &findings)
  }
}
