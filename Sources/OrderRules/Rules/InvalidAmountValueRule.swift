package import BasketModel

/// Stated totals are above zero, and no other stated amount is below it.
package enum InvalidAmountValueRule {
  package static let code = FindingCode(
    "INVALID_AMOUNT_VALUE", origin: .published,
    published: "Invalid amount. Please provide a valid, positive value.",
    english: "Invalid amount. Please provide a valid, positive value.",
    turkish: "Geçersiz tutar. Lütfen geçerli, pozitif bir değer girin.",
    explanation: FindingCode.Explanation(
      meaning: """
        A stated total is zero or negative, or a price or a discount is negative. Prices, \
        discounts and total_discount_amount may be zero.
        """,
      arithmetic: """
        basket.total_product_amount ≤ 0, basket.total_amount ≤ 0 or amount ≤ 0;
        basket.total_discount_amount < 0, or a unit_price, price or discount amount < 0.
        With --zero-amounts documented a zero total counts only where the basket has one item, its \
        items and discounts come to 0 and amount is 0; where the profile says `zero_amounts: \
        allowed` none does, and with `negative_amounts: allowed` nothing below zero.
        """,
      example: """
        one item of 0.00, all totals 0.00, amount 0.00
        three findings: basket.totalProductAmount, basket.totalAmount, amount
        """,
      usualCause: """
        A gift or a fully discounted basket was sent to payment, a refund stands among the orders, \
        or discounts are written with a minus sign. Orders without anything to pay need no session.
        """))

  /// Examines every stated amount on its own, in the order of `OrderRuleList`'s contract: the three
  /// totals, `total_discount_amount`, items by index with `unit_price` before `price`, discounts.
  ///
  /// - Parameters:
  ///   - items: The order's items only.
  ///   - discounts: The order's discounts only.
  @inline(__always)
  static func evaluate(
    _ order: Order, at index: Int, items: Span<BasketItem>, discounts: Span<Discount>,
    context: RuleContext, findings: inout [OrderFinding]
  ) -> RuleOutcome {
    if areAboveZero(order, items: items, discounts: discounts) { return .clean }
    return evaluateEach(
      order, at: index, items: items, discounts: discounts, context: context, findings: &findings)
  }

  /// Whether the three totals are stated and above zero, and nothing else is below it: so nearly
  /// every order is, and so few instructions tell it. What is absent or invalid counts as 0.
  @inline(__always)
  static func areAboveZero(
    _ order: Order, items: Span<BasketItem>, discounts: Span<Discount>
  ) -> Bool {
    let lowest = min(
      order.totalProductAmount.digits, order.totalAmount.digits, order.amount.digits)
    // The highest bit of these is set where it is set in one of them.
    var signs = order.totalDiscountAmount.digits
    for place in items.indices {
      signs |= items[place].unitPrice.digits | items[place].price.digits
    }
    for place in discounts.indices { signs |= discounts[place].amount.digits }
    return lowest > 0 && signs >= 0
  }

  @inline(never)
  private static func evaluateEach(
    _ order: Order, at index: Int, items: Span<BasketItem>, discounts: Span<Discount>,
    context: RuleContext, findings: inout [OrderFinding]
  ) -> RuleOutcome {
    let zeroOffends =
      switch context.zeroAmounts {
      case .positive: true
      case .documented: isDocumentedZero(order)
      case .allowed: false
      }
    var examined = Examined(negativeOffends: context.refusesNegativeAmounts)
    if examined.isOffence(order.totalProductAmount, zeroOffends: zeroOffends) {
      raise(order.totalProductAmount, FieldPath(.totalProductAmount), order, index, &findings)
    }
    if examined.isOffence(order.totalAmount, zeroOffends: zeroOffends) {
      raise(order.totalAmount, FieldPath(.totalAmount), order, index, &findings)
    }
    if examined.isOffence(order.amount, zeroOffends: zeroOffends) {
      raise(order.amount, FieldPath(.amount), order, index, &findings)
    }
    if examined.isOffence(order.totalDiscountAmount, zeroOffends: false) {
      raise(order.totalDiscountAmount, FieldPath(.totalDiscountAmount), order, index, &findings)
    }
    for place in items.indices {
      let item = items[place]
      if examined.isOffence(item.unitPrice, zeroOffends: false) {
        raise(item.unitPrice, FieldPath(.itemUnitPrice, index: place), order, index, &findings)
      }
      if examined.isOffence(item.price, zeroOffends: false) {
        raise(item.price, FieldPath(.itemPrice, index: place), order, index, &findings)
      }
    }
    for place in discounts.indices {
      let amount = discounts[place].amount
      if examined.isOffence(amount, zeroOffends: false) {
        raise(amount, FieldPath(.discountAmount, index: place), order, index, &findings)
      }
    }
    return examined.outcome
  }

  /// Whether the order is the one case for which the published page shows the error: one item,
  /// items and discounts that come to nothing, and a stated `amount` of zero.
  private static func isDocumentedZero(_ order: Order) -> Bool {
    !order.hasUnreadableRows && order.itemCount == 1 && order.productSum.minorUnits == 0
      && order.discountSum.minorUnits == 0 && order.amount.minorUnits == 0
  }

  @inline(never)
  private static func raise(
    _ amount: StatedAmount, _ argument: FieldPath, _ order: Order, _ index: Int,
    _ findings: inout [OrderFinding]
  ) {
    findings.raise(
      code, at: index, argument: argument, details: .stated(Int128(amount.digits), order.money))
  }

  /// What was seen of one order's amounts.
  private struct Examined {
    private let negativeOffends: Bool
    private var anyValid = false
    private var anyInvalid = false
    private var anyOffence = false

    init(negativeOffends: Bool) {
      self.negativeOffends = negativeOffends
    }

    /// Whether a usable amount is below zero, or zero where that offends.
    @inline(__always)
    mutating func isOffence(_ amount: StatedAmount, zeroOffends: Bool) -> Bool {
      guard amount.isValid else {
        anyInvalid = anyInvalid || amount.isInvalid
        return false
      }
      anyValid = true
      let offends = (amount.digits < 0 && negativeOffends) || (zeroOffends && amount.digits == 0)
      anyOffence = anyOffence || offends
      return offends
    }

    /// An order counts as evaluated where at least one of its amounts could be examined.
    var outcome: RuleOutcome {
      if anyOffence { return .raised }
      if anyValid { return .clean }
      return anyInvalid ? .unusableField : .absentValue
    }
  }
}
