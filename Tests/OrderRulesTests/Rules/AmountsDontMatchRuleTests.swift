import BasketModel
import OrderRules
import TestSupport
import Testing

struct AmountsDontMatchRuleTests {
  static let cases = [
    RuleCase("clean order"),
    RuleCase("one minor unit above", { $0.amount = 12001 }, ["null: 120.01 is not 120.00 TRY"]),
    RuleCase("one minor unit below", { $0.amount = 11999 }, ["null: 119.99 is not 120.00 TRY"]),
    RuleCase("before the discount", { $0.amount = 12500 }, ["null: 125.00 is not 120.00 TRY"]),
    RuleCase("right amount, negative", { $0.amount = -12000 }, ["null: -120.00 is not 120.00 TRY"]),
    RuleCase("no discounts", { $0.discounts = [] }, ["null: 120.00 is not 125.00 TRY"]),
    RuleCase("no discounts, amount without", { ($0.discounts, $0.amount) = ([], 12500) }),
    RuleCase(
      "empty basket", { ($0.items, $0.discounts) = ([], []) }, ["null: 120.00 is not 0.00 TRY"]),
    RuleCase("empty basket, zero", { ($0.items, $0.discounts, $0.amount) = ([], [], 0) }),
    RuleCase(
      "discount above the items", { $0.discounts = [13000] }, ["null: 120.00 is not -5.00 TRY"]),
    RuleCase("below zero and equal", { ($0.discounts, $0.amount) = ([13000], -500) }),
    RuleCase("negative discount adds", { ($0.discounts, $0.amount) = ([-500], 13000) }),
    RuleCase(
      "yen, no fraction", { ($0.currency, $0.amount) = ("JPY", 12001) },
      ["null: 12001 is not 12000 JPY"]),
    RuleCase(
      "dinar, three digits", { ($0.currency, $0.amount) = ("KWD", 12001) },
      ["null: 12.001 is not 12.000 KWD"]),
    RuleCase(
      "unidad, four digits", { ($0.currency, $0.amount) = ("CLF", 12001) },
      ["null: 1.2001 is not 1.2000 CLF"]),
    RuleCase(
      "scale above the currency's", { ($0.scale, $0.amount) = (3, 12001) },
      ["null: 12.001 is not 12.000 TRY"]),
    RuleCase(
      "unknown currency is compared", { ($0.currency, $0.amount) = ("ABC", 1) },
      ["null: 1 is not 12000 "]),
    RuleCase(
      "P - D above Int64",
      {
        ($0.items, $0.discounts) = ([BasketItem(price: 9_223_372_036_854_775_807)], [-1])
        $0.amount = -9_223_372_036_854_775_808
      },
      ["null: -92233720368547758.08 is not 92233720368547758.08 TRY"]),
    RuleCase(
      "P - D below Int64",
      {
        ($0.items, $0.discounts) = ([BasketItem(price: -9_223_372_036_854_775_808)], [1])
        $0.amount = 9_223_372_036_854_775_807
      },
      ["null: 92233720368547758.07 is not -92233720368547758.09 TRY"]),
    RuleCase(
      "largest amount",
      {
        ($0.items, $0.discounts) = ([BasketItem(price: 9_223_372_036_854_775_807)], [])
        $0.amount = 9_223_372_036_854_775_807
      }),
    RuleCase("amount absent", { $0.amount = .absent }),
    RuleCase("amount invalid", { $0.amount = .invalid }),
    RuleCase("an item without price", { ($0.items[0].price, $0.amount) = (.absent, 1) }),
    RuleCase("an invalid discount", { ($0.discounts, $0.amount) = ([.invalid], 1) }),
    RuleCase("unreadable rows", { ($0.hasUnreadableRows, $0.amount) = (true, 1) }),
  ]

  @Test(arguments: cases)
  func findings(_ test: RuleCase) {
    #expect(test.findings(of: AmountsDontMatchRule.code) == test.expected)
  }

  @Test func countsWhyItWasNotEvaluated() {
    let run = RuleRun([
      OrderFixture(), OrderFixture { $0.amount = 1 }, OrderFixture { $0.amount = .absent },
      OrderFixture { $0.amount = .invalid }, OrderFixture { $0.discounts = [.invalid] },
      OrderFixture { $0.hasUnreadableRows = true }, OrderFixture { $0.isUnreadable = true },
    ])
    #expect(
      run.counts(of: AmountsDontMatchRule.code) == """
        2; unreadable rows belong to the order: 1; a field it needs is missing or invalid: 2; \
        the stated value is absent: 1
        """)
  }
}
