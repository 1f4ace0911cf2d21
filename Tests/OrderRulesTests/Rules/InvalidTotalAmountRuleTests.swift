import BasketModel
import OrderRules
import TestSupport
import Testing

struct InvalidTotalAmountRuleTests {
  static let cases = [
    RuleCase("clean order"),
    RuleCase(
      "one minor unit above", { $0.totalAmount = 12001 }, ["null: 120.01 is not 120.00 TRY"]),
    RuleCase(
      "one minor unit below", { $0.totalAmount = 11999 }, ["null: 119.99 is not 120.00 TRY"]),
    RuleCase("before the discount", { $0.totalAmount = 12500 }, ["null: 125.00 is not 120.00 TRY"]),
    RuleCase("a wrong amount plays no part", { $0.amount = 1 }),
    RuleCase(
      "wrong totals play no part", { ($0.totalProductAmount, $0.totalDiscountAmount) = (1, 2) }),
    RuleCase("empty basket, zero", { ($0.items, $0.discounts, $0.totalAmount) = ([], [], 0) }),
    RuleCase("empty basket, discount", { $0.items = [] }, ["null: 120.00 is not -5.00 TRY"]),
    RuleCase(
      "yen", { ($0.currency, $0.totalAmount) = ("JPY", 11999) }, ["null: 11999 is not 12000 JPY"]),
    RuleCase(
      "P - D above Int64",
      {
        ($0.items, $0.discounts) = (
          [BasketItem(price: 9_223_372_036_854_775_807)], [-9_223_372_036_854_775_808]
        )
        $0.totalAmount = -1
      },
      ["null: -0.01 is not 184467440737095516.15 TRY"]),
    RuleCase("absent", { $0.totalAmount = .absent }),
    RuleCase("invalid", { $0.totalAmount = .invalid }),
    RuleCase("an invalid discount", { ($0.discounts, $0.totalAmount) = ([.invalid], 1) }),
    RuleCase("unreadable rows", { ($0.hasUnreadableRows, $0.totalAmount) = (true, 1) }),
  ]

  @Test(arguments: cases)
  func findings(_ test: RuleCase) {
    #expect(test.findings(of: InvalidTotalAmountRule.code) == test.expected)
  }
}
