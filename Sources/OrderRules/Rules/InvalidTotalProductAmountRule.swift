package import BasketModel

/// The stated product total is the sum of the items' prices.
package enum InvalidTotalProductAmountRule {
  package static let code = FindingCode(
    "INVALID_TOTAL_PRODUCT_AMOUNT", origin: .published,
    published: "Toplam ürün bedeli (total_product_amount) parametresi hatalı",
    english: "The total product amount (total_product_amount) parameter is wrong",
    turkish: "Toplam ürün bedeli (total_product_amount) parametresi hatalı",
    explanation: FindingCode.Explanation(
      meaning: """
        The basket's product total is not the sum of its items. Discounts play no part in it.
        """,
      arithmetic: """
        basket.total_product_amount ≠ Σ basket.basket_items[].price
        """,
      example: """
        items 100.00 and 25.00, total_product_amount 120.00
        computed: 100.00 + 25.00 = 125.00; stated 120.00; difference -5.00
        """,
      usualCause: """
        The discount was already taken off the product total, an item was left out, or each price \
        was rounded on its own and the total was not. Sum the prices exactly as they are sent.
        """))

  /// Compares the stated `total_product_amount` with P.
  @inline(__always)
  static func evaluate(
    _ order: Order, at index: Int, findings: inout [OrderFinding]
  ) -> RuleOutcome {
    SumComparison.evaluate(
      order.totalProductAmount, against: order.knownProductSum, of: order,
      at: index, code: code, findings: &findings)
  }
}
