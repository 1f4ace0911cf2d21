import BasketModel
import OrderRules
import TestSupport
import Testing

struct InvalidAmountValueRuleTests {
  private static let threeZeros = [
    "basket.totalProductAmount: 0.00 TRY", "basket.totalAmount: 0.00 TRY", "amount: 0.00 TRY",
  ]
  private static let everyArgument = [
    "basket.totalProductAmount: -0.01 TRY", "basket.totalAmount: -0.02 TRY", "amount: -0.03 TRY",
    "basket.totalDiscountAmount: -0.04 TRY", "basket.basketItems[0].unitPrice: -0.05 TRY",
    "basket.basketItems[0].price: -0.06 TRY", "basket.basketItems[1].unitPrice: -0.07 TRY",
    "basket.basketItems[1].price: -0.08 TRY", "basket.discounts[0].amount: -0.09 TRY",
    "basket.discounts[2].amount: -0.10 TRY",
  ]

  /// The same under both readings of zero.
  static let negatives = [
    RuleCase("clean order"),
    RuleCase(
      "smallest amounts", { ($0.amount, $0.totalAmount, $0.totalProductAmount) = (1, 1, 1) }),
    RuleCase("negative amount", { $0.amount = -1 }, ["amount: -0.01 TRY"]),
    RuleCase("zero discount total", { $0.totalDiscountAmount = 0 }),
    RuleCase("zero prices", { $0.items = [BasketItem(unitPrice: 0, price: 0)] }),
    RuleCase("zero discount", { $0.discounts = [0] }),
    RuleCase(
      "no price stated", { $0.items = [BasketItem(unitPrice: -1)] },
      ["basket.basketItems[0].unitPrice: -0.01 TRY"]),
    RuleCase(
      "least Int64", { $0.discounts = [-9_223_372_036_854_775_808] },
      ["basket.discounts[0].amount: -92233720368547758.08 TRY"]),
    RuleCase("yen", { ($0.currency, $0.amount) = ("JPY", -1) }, ["amount: -1 JPY"]),
    RuleCase("dinar", { ($0.currency, $0.amount) = ("KWD", -1) }, ["amount: -0.001 KWD"]),
    RuleCase(
      "in spite of unreadable rows", { ($0.hasUnreadableRows, $0.amount) = (true, -1) },
      ["amount: -0.01 TRY"]),
    RuleCase(
      "absent and invalid amounts",
      { ($0.amount, $0.totalAmount, $0.totalProductAmount) = (.absent, .invalid, .absent) }),
    RuleCase(
      "every argument, in order",
      {
        ($0.totalProductAmount, $0.totalAmount, $0.amount) = (-1, -2, -3)
        $0.totalDiscountAmount = -4
        $0.items = [BasketItem(unitPrice: -5, price: -6), BasketItem(unitPrice: -7, price: -8)]
        $0.discounts = [-9, 5, -10]
      }, everyArgument),
  ]

  static let positiveZeros = [
    RuleCase("zero amount", { $0.amount = 0 }, ["amount: 0.00 TRY"]),
    RuleCase("zero total", { $0.totalAmount = 0 }, ["basket.totalAmount: 0.00 TRY"]),
    RuleCase(
      "zero product total", { $0.totalProductAmount = 0 }, ["basket.totalProductAmount: 0.00 TRY"]),
    RuleCase("one free item", { oneFreeItem(&$0) }, threeZeros),
    RuleCase("two free items", { twoFreeItems(&$0) }, threeZeros),
    RuleCase("empty basket", { emptyBasket(&$0) }, threeZeros),
  ]

  static let documentedZeros = [
    RuleCase("zero amount of a paid basket", { $0.amount = 0 }),
    RuleCase("one free item", { oneFreeItem(&$0) }, threeZeros),
    RuleCase("two free items", { twoFreeItems(&$0) }),
    RuleCase("empty basket", { emptyBasket(&$0) }),
    RuleCase(
      "one free item, a wrong total",
      {
        oneFreeItem(&$0)
        $0.totalAmount = 1
      }, ["basket.totalProductAmount: 0.00 TRY", "amount: 0.00 TRY"]),
    RuleCase(
      "one free item, amount above zero",
      {
        oneFreeItem(&$0)
        $0.amount = 1
      }),
    RuleCase(
      "one free item, amount absent",
      {
        oneFreeItem(&$0)
        $0.amount = .absent
      }),
    RuleCase(
      "one item, wholly discounted",
      {
        ($0.items, $0.discounts) = ([BasketItem(price: 500)], [500])
        $0.stateSums()
      }),
    RuleCase(
      "one free item, unreadable rows",
      {
        oneFreeItem(&$0)
        $0.hasUnreadableRows = true
      }),
  ]

  private static func oneFreeItem(_ order: inout OrderFixture) {
    (order.items, order.discounts) = ([BasketItem(quantity: 3, price: 0)], [])
    order.stateSums()
  }

  private static func twoFreeItems(_ order: inout OrderFixture) {
    (order.items, order.discounts) = ([BasketItem(price: 0), BasketItem(price: 0)], [])
    order.stateSums()
  }

  private static func emptyBasket(_ order: inout OrderFixture) {
    (order.items, order.discounts) = ([], [])
    order.stateSums()
  }

  @Test(arguments: negatives, ZeroAmountReading.allCases)
  func underBothReadings(_ test: RuleCase, _ reading: ZeroAmountReading) {
    let context = RuleContext(zeroAmounts: reading)
    #expect(test.findings(of: InvalidAmountValueRule.code, context) == test.expected)
  }

  @Test(arguments: positiveZeros)
  func positiveReading(_ test: RuleCase) {
    #expect(test.findings(of: InvalidAmountValueRule.code) == test.expected)
  }

  @Test(arguments: documentedZeros)
  func documentedReading(_ test: RuleCase) {
    let context = RuleContext(zeroAmounts: .documented)
    #expect(test.findings(of: InvalidAmountValueRule.code, context) == test.expected)
  }

  @Test func allowedZerosDoNotOffend() {
    let context = RuleContext(zeroAmounts: .allowed)
    for test in Self.positiveZeros {
      #expect(test.findings(of: InvalidAmountValueRule.code, context).isEmpty, "\(test)")
    }
  }

  @Test func allowedNegativesDoNotOffend() {
    let context = RuleContext(refusesNegativeAmounts: false)
    for test in Self.negatives {
      #expect(test.findings(of: InvalidAmountValueRule.code, context).isEmpty, "\(test)")
    }
  }

  @Test func countsOrdersWithoutAnyAmount() {
    let nothing = OrderFixture {
      ($0.amount, $0.totalAmount, $0.totalProductAmount) = (.absent, .absent, .absent)
      ($0.totalDiscountAmount, $0.items, $0.discounts) = (.absent, [], [])
    }
    var unusable = nothing
    unusable.amount = .invalid
    let run = RuleRun([OrderFixture(), OrderFixture { $0.amount = 0 }, nothing, unusable])
    #expect(
      run.counts(of: InvalidAmountValueRule.code) == """
        2; a field it needs is missing or invalid: 1; the stated value is absent: 1
        """)
  }
}
