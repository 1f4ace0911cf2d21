import BasketModel
import OrderRules
import TestSupport
import Testing

struct InvalidTotalDiscountAmountRuleTests {
  static let cases = [
    RuleCase("clean order"),
    RuleCase(
      "one minor unit above", { $0.totalDiscountAmount = 501 }, ["null: 5.01 is not 5.00 TRY"]),
    RuleCase(
      "one minor unit below", { $0.totalDiscountAmount = 499 }, ["null: 4.99 is not 5.00 TRY"]),
    RuleCase(
      "right sum, negative", { $0.totalDiscountAmount = -500 }, ["null: -5.00 is not 5.00 TRY"]),
    RuleCase("two discounts", { $0.discounts = [500, 250] }, ["null: 5.00 is not 7.50 TRY"]),
    RuleCase(
      "two discounts, their sum", { ($0.discounts, $0.totalDiscountAmount) = ([500, 250], 750) }),
    RuleCase(
      "discounts that cancel out", { ($0.discounts, $0.totalDiscountAmount) = ([5, -5], 0) }),
    RuleCase("none, and zero stated", { ($0.discounts, $0.totalDiscountAmount) = ([], 0) }),
    RuleCase("none, but some stated", { $0.discounts = [] }, ["null: 5.00 is not 0.00 TRY"]),
    RuleCase("items without price play no part", { $0.items[0].price = .absent }),
    RuleCase(
      "unidad", { ($0.currency, $0.discounts) = ("CLF", [501]) }, ["null: 0.0500 is not 0.0501 CLF"]
    ),
    RuleCase("absent", { $0.totalDiscountAmount = .absent }),
    RuleCase("invalid", { $0.totalDiscountAmount = .invalid }),
    RuleCase("a discount without amount", { $0.discounts = [.absent] }),
    RuleCase("unreadable rows", { ($0.hasUnreadableRows, $0.totalDiscountAmount) = (true, 1) }),
  ]

  @Test(arguments: cases)
  func findings(_ test: RuleCase) {
    #expect(test.findings(of: InvalidTotalDiscountAmountRule.code) == test.expected)
  }
}
