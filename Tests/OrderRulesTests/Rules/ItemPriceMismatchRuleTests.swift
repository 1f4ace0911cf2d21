import BasketModel
import OrderRules
import TestSupport
import Testing

struct ItemPriceMismatchRuleTests {
  private static let half = StatedAmount(digits: 5, fractionDigits: 1)
  private static let oneAndAHalf = StatedAmount(digits: 15, fractionDigits: 1)
  private static let millionth = StatedAmount(digits: 1, fractionDigits: 6)

  static let cases = [
    RuleCase("no item states both"),
    RuleCase("equal", { $0.items = [item(unit: 999, 3, price: 2997)] }),
    RuleCase(
      "one unit above", { $0.items = [item(unit: 999, 3, price: 2998)] },
      ["0: 29.98 is not 29.97 TRY"]),
    RuleCase(
      "one unit below", { $0.items = [item(unit: 999, 3, price: 2996)] },
      ["0: 29.96 is not 29.97 TRY"]),
    RuleCase(
      "price of one unit", { $0.items = [item(unit: 999, 3, price: 999)] },
      ["0: 9.99 is not 29.97 TRY"]),
    RuleCase("no quantity means one", { $0.items = [item(unit: 999, .absent, price: 999)] }),
    RuleCase("zero prices", { $0.items = [item(unit: 0, 3, price: 0)] }),
    RuleCase(
      "negative", { $0.items = [item(unit: -5, 3, price: 15)] }, ["0: 0.15 is not -0.15 TRY"]),
    RuleCase("half a kilogram", { $0.items = [item(unit: 1000, half, price: 500)] }),
    RuleCase(
      "half, one unit off", { $0.items = [item(unit: 1000, half, price: 501)] },
      ["0: 5.01 is not 5.00 TRY"]),
    RuleCase(
      "product not whole, rounded up", { $0.items = [item(unit: 333, half, price: 167)] },
      ["0: 1.670 is not 1.665 TRY"]),
    RuleCase(
      "product not whole, rounded down", { $0.items = [item(unit: 333, half, price: 166)] },
      ["0: 1.660 is not 1.665 TRY"]),
    RuleCase(
      "as many digits as needed", { $0.items = [item(unit: 1000, millionth, price: 1)] },
      ["0: 0.01000 is not 0.00001 TRY"]),
    RuleCase(
      "yen", { ($0.currency, $0.items) = ("JPY", [item(unit: 3, oneAndAHalf, price: 5)]) },
      ["0: 5.0 is not 4.5 JPY"]),
    RuleCase(
      "unidad", { ($0.currency, $0.items) = ("CLF", [item(unit: 3, 2, price: 5)]) },
      ["0: 0.0005 is not 0.0006 CLF"]),
    RuleCase(
      "each offending item",
      {
        $0.items = [
          item(unit: 1, 1, price: 2), item(unit: 1, 1, price: 1), item(unit: 2, 2, price: 3),
        ]
      },
      ["0: 0.02 is not 0.01 TRY", "2: 0.03 is not 0.04 TRY"]),
    RuleCase(
      "product beyond Int64",
      { $0.items = [item(unit: 9_223_372_036_854_775_807, 9_223_372_036_854_775_807, price: 1)] },
      ["0: 0.01 is not 850705917302346158473969077842325012.49 TRY"]),
    RuleCase("invalid unit price", { $0.items = [item(unit: .invalid, 3, price: 1)] }),
    RuleCase("invalid quantity", { $0.items = [item(unit: 1, .invalid, price: 2)] }),
    RuleCase("invalid price", { $0.items = [item(unit: 1, 2, price: .invalid)] }),
    RuleCase("empty basket", { $0.items = [] }),
  ]

  static let unitCases = [
    RuleCase("price of one unit", { $0.items = [item(unit: 999, 3, price: 999)] }),
    RuleCase(
      "price of the line", { $0.items = [item(unit: 999, 3, price: 2997)] },
      ["0: 29.97 is not 9.99 TRY"]),
    RuleCase("quantity plays no part", { $0.items = [item(unit: 333, half, price: 333)] }),
  ]

  private static func item(unit: StatedAmount, _ quantity: StatedAmount, price: StatedAmount)
    -> BasketItem
  {
    BasketItem(quantity: quantity, unitPrice: unit, price: price)
  }

  /// The outline with the path around the index.
  private func full(_ outlines: [String]) -> [String] {
    outlines.map { "basket.basketItems[" + $0.replacing(":", with: "].price:") }
  }

  @Test(arguments: cases)
  func lineReading(_ test: RuleCase) {
    #expect(test.findings(of: ItemPriceMismatchRule.code) == full(test.expected))
  }

  @Test(arguments: unitCases)
  func unitReading(_ test: RuleCase) {
    let context = RuleContext(itemPrice: .unit)
    #expect(test.findings(of: ItemPriceMismatchRule.code, context) == full(test.expected))
  }

  @Test func isAWarning() {
    #expect(ItemPriceMismatchRule.code.severity == .warning)
  }

  @Test func countsWhyItWasNotEvaluated() {
    let clean = Self.item(unit: 1, 2, price: 2)
    let invalid = Self.item(unit: .invalid, 2, price: 2)
    let run = RuleRun(
      [[clean], [clean, invalid], [invalid, clean], [invalid], [BasketItem(price: 2)], []].map {
        items in OrderFixture { $0.items = items }
      })
    #expect(
      run.counts(of: ItemPriceMismatchRule.code) == """
        3; a field it needs is missing or invalid: 1; \
        no basket item states both unit_price and price: 2
        """)
  }
}
