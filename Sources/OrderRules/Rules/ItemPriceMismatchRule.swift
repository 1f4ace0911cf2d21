package import BasketModel

/// An item's price is its unit price times its quantity.
package enum ItemPriceMismatchRule {
  package static let code = FindingCode(
    "ITEM_PRICE_MISMATCH", severity: .warning, origin: .own,
    english: "The item's price is not its unit price times its quantity.",
    turkish:
      "Ürün satırının fiyatı (price), birim fiyat (unit_price) ile adedin çarpımına eşit değil.",
    explanation: FindingCode.Explanation(
      meaning: """
        An item states both prices, and the line's price is not the unit price times the quantity. \
        A warning: the published rules do not compare the two.
        """,
      arithmetic: """
        price ≠ unit_price × quantity, compared exactly, without rounding.
        With the profile option `item_price: unit`: price ≠ unit_price.
        """,
      example: """
        unit_price 9.99, quantity 3, price 29.90
        computed: 9.99 × 3 = 29.97; stated 29.90; difference -0.07
        """,
      usualCause: """
        A line discount is in one of the prices only, the line was rounded, or price is the price \
        of one unit in this export: then choose a profile with `item_price: unit`. The summary \
        says when that fits nearly all such orders.
        """))

  /// Compares the two stated prices of every item that has both.
  ///
  /// - Parameter items: The order's items only.
  static func evaluate(
    _ order: Order, at index: Int, items: Span<BasketItem>, reading: ItemPriceReading,
    findings: inout [OrderFinding]
  ) -> RuleOutcome {
    var outcome = RuleOutcome.noItemPrices
    for place in items.indices {
      let item = items[place]
      guard item.price.isValid, item.unitPrice.isValid, !item.quantity.isInvalid else {
        if outcome == .noItemPrices, item.hasInvalidValue { outcome = .unusableField }
        continue
      }
      if outcome != .raised { outcome = .clean }
      // Settling made a quantity that is not stated one.
      let quantity = reading.isPerUnit ? one : item.quantity
      if isWholeProduct(item, quantity: quantity) { continue }
      let product = Int128(item.unitPrice.digits) * Int128(quantity.digits)
      var price = Int128(item.price.digits)
      if quantity.fractionDigits > 0 { price *= powerOfTen(quantity.fractionDigits) }
      if price == product { continue }
      outcome = .raised
      raise(
        Comparison(
          price: item.price.digits, product: product, extraDigits: quantity.fractionDigits),
        FieldPath(.itemPrice, index: place), order, index, &findings)
    }
    return outcome
  }

  /// Whether the price of every item is its unit price times a whole quantity. What is absent or
  /// invalid counts as 0.
  @inline(__always)
  static func areWholeProducts(_ items: Span<BasketItem>) -> Bool {
    for place in items.indices {
      guard isWholeProduct(items[place], quantity: items[place].quantity) else { return false }
    }
    return true
  }

  /// Nearly every item: the quantity is whole, the product fits, and it is the price.
  @inline(__always)
  private static func isWholeProduct(_ item: BasketItem, quantity: StatedAmount) -> Bool {
    let (product, overflow) = item.unitPrice.digits.multipliedReportingOverflow(
      by: quantity.digits)
    return !overflow && product == item.price.digits && quantity.fractionDigits == 0
  }

  private static var one: StatedAmount { StatedAmount(digits: 1, fractionDigits: 0) }

  /// 10 to the power of `exponent`.
  ///
  /// A quantity has at most 6 fraction digits; up to 19 the products here still fit into `Int128`.
  @inline(__always)
  private static func powerOfTen(_ exponent: UInt8) -> Int128 {
    var power: Int128 = 1
    for _ in 0..<min(exponent, 19) { power *= 10 }
    return power
  }

  /// A stated price and the product it should equal.
  private struct Comparison {
    /// Minor units at the order's scale.
    let price: Int64
    /// Units of ten to the power of `-extraDigits` of a minor unit.
    let product: Int128
    /// Fraction digits of the product beyond the order's scale.
    let extraDigits: UInt8

    /// Both at the smallest scale, from the order's on, at which the product is whole.
    func details(_ money: MoneyContext) -> FindingDetails {
      var computed = product
      var extra = extraDigits
      while extra > 0, computed.isMultiple(of: 10) {
        computed /= 10
        extra -= 1
      }
      return .sums(
        stated: Int128(price) * powerOfTen(extra), computed: computed,
        MoneyContext(currency: money.currency, scale: money.scale + extra))
    }
  }

  @inline(never)
  private static func raise(
    _ comparison: Comparison, _ argument: FieldPath, _ order: Order, _ index: Int,
    _ findings: inout [OrderFinding]
  ) {
    findings.raise(code, at: index, argument: argument, details: comparison.details(order.money))
  }
}

extension BasketItem {
  /// Whether one of the values that `ITEM_PRICE_MISMATCH` needs is stated but cannot be used.
  fileprivate var hasInvalidValue: Bool {
    price.isInvalid || unitPrice.isInvalid || quantity.isInvalid
  }
}
