import BasketModel
import OrderRules
import TestSupport
import Testing

struct InvalidTotalProductAmountRuleTests {
  static let cases = [
    RuleCase("clean order"),
    RuleCase(
      "one unit above", { $0.totalProductAmount = 12501 }, ["null: 125.01 is not 125.00 TRY"]),
    RuleCase(
      "one unit below", { $0.totalProductAmount = 12499 }, ["null: 124.99 is not 125.00 TRY"]),
    RuleCase(
      "discount taken off", { $0.totalProductAmount = 12000 }, ["null: 120.00 is not 125.00 TRY"]),
    RuleCase("other discounts play no part", { $0.discounts = [1, 2, 3] }),
    RuleCase("invalid discounts play no part", { $0.discounts = [.invalid] }),
    RuleCase("empty basket", { $0.items = [] }, ["null: 125.00 is not 0.00 TRY"]),
    RuleCase("empty basket, zero", { ($0.items, $0.totalProductAmount) = ([], 0) }),
    RuleCase(
      "a negative item", { $0.items[0].price = -10000 }, ["null: 125.00 is not -75.00 TRY"]),
    RuleCase(
      "unit price times quantity stands for price", { $0.items[1].quantity = 3 },
      ["null: 125.00 is not 137.50 TRY"]),
    RuleCase(
      "dinar, three digits", { ($0.currency, $0.totalProductAmount) = ("KWD", 12501) },
      ["null: 12.501 is not 12.500 KWD"]),
    RuleCase("absent", { $0.totalProductAmount = .absent }),
    RuleCase("invalid", { $0.totalProductAmount = .invalid }),
    RuleCase(
      "an invalid price is not replaced",
      { ($0.items[1].price, $0.totalProductAmount) = (.invalid, 1) }),
    RuleCase("unreadable rows", { ($0.hasUnreadableRows, $0.totalProductAmount) = (true, 1) }),
  ]

  @Test(arguments: cases)
  func findings(_ test: RuleCase) {
    #expect(test.findings(of: InvalidTotalProductAmountRule.code) == test.expected)
  }
}
