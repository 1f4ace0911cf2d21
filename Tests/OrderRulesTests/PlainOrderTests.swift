import BasketModel
import OrderRules
import TestSupport
import Testing

/// Orders that are passed at one look, against the rules one by one: a run with a user directory
/// asks each rule, and the directory changes nothing for orders without a session owner.
struct PlainOrderTests {
  private static let values: [StatedAmount] = [
    .absent, .invalid, 0, 1, -1, 2, 500, 1000, 1500, 15_000, -500, -1000,
    StatedAmount(integerLiteral: .max),
    StatedAmount(integerLiteral: .min), StatedAmount(digits: 15, fractionDigits: 1),
  ]

  /// Four of it wrap to 0.
  private static let quarter = StatedAmount(integerLiteral: 1 << 62)

  private static let oneAndAHalf = StatedAmount(digits: 15, fractionDigits: 1)

  private static let changes: [(String, @Sendable (inout OrderFixture, StatedAmount) -> Void)] = [
    ("none", { _, _ in }),
    ("amount", { $0.amount = $1 }),
    ("total product amount", { $0.totalProductAmount = $1 }),
    ("total discount amount", { $0.totalDiscountAmount = $1 }),
    ("total amount", { $0.totalAmount = $1 }),
    ("price", { $0.items[0].price = $1 }),
    ("unit price", { $0.items[0].unitPrice = $1 }),
    ("quantity", { $0.items[0].quantity = $1 }),
    (
      "unit price and quantity",
      { ($0.items[0].unitPrice, $0.items[0].quantity, $0.items[0].price) = ($1, -1, 1000) }
    ),
    (
      "product that wraps",
      { ($0.items[0].unitPrice, $0.items[0].quantity, $0.items[0].price) = (Self.quarter, 4, $1) }
    ),
    ("quantity of nothing", { ($0.items[0].quantity, $0.items[0].price) = ($1, 0) }),
    ("price of nothing", { ($0.items[0].unitPrice, $0.items[0].price) = (0, $1) }),
    ("last item", { $0.items[$0.items.count - 1].price = $1 }),
    ("discount", { $0.discounts = [$1] }),
    ("two discounts", { $0.discounts = [$1, 500] }),
    ("all of it", { $0.discounts = [12_500, $1] }),
    ("no items", { order, _ in order.items = [] }),
    (
      "no discounts",
      {
        $0.discounts = []
        $0.stateSums()
        $0.totalDiscountAmount = $1
      }
    ),
    (
      "fraction of a unit",
      { ($0.items[0].quantity, $0.items[0].price) = (Self.oneAndAHalf, $1) }
    ),
    ("unreadable rows", { order, _ in order.hasUnreadableRows = true }),
  ]

  private static func order(_ change: (inout OrderFixture) -> Void) -> OrderFixture {
    OrderFixture {
      $0.items = [
        BasketItem(quantity: 3, unitPrice: 1000, price: 3000),
        BasketItem(quantity: 1, unitPrice: 9500, price: 9500),
      ]
      change(&$0)
    }
  }

  private static func described(_ run: RuleRun) -> [String] {
    let rules = run.tally.summaries().dropFirst(2).flatMap(\.codes)
    return run.findings.map { "\($0.order) \($0.finding.code.name) \(outline($0.finding))" }
      + rules.map { "\($0.name) \(run.counts(of: $0))" }
  }

  private func expectSame(_ orders: [OrderFixture], _ comment: Comment) throws {
    let context = RuleContext(users: try UserDirectories.withoutTokens())
    #expect(Self.described(RuleRun(orders)) == Self.described(RuleRun(orders, context)), comment)
  }

  @Test(arguments: changes) func oneChangeAtATime(
    _ name: String, _ change: @Sendable (inout OrderFixture, StatedAmount) -> Void
  ) throws {
    for value in Self.values {
      try expectSame([Self.order { change(&$0, value) }], "\(value)")
      // The sums that the change comes to, so that only it can be what is unusual.
      let balanced = Self.order { order in
        change(&order, value)
        if value.digits.magnitude < 100_000 { order.stateSums() }
      }
      try expectSame([balanced], "balanced \(value)")
    }
  }

  @Test func charges() throws {
    let users = RuleContext(users: try UserDirectories.withoutTokens())
    for (sum, areKnown) in [(250, true), (-250, true), (0, false), (0, true)] {
      for amount in [12_000, 12_250, 11_750] {
        var batch = OrderFixture.batch([
          Self.order { $0.amount = StatedAmount(integerLiteral: Int64(amount)) }
        ])
        batch.orders[0].termSum = Int64(sum)
        batch.orders[0].termsAreKnown = areKnown
        #expect(
          Self.described(RuleRun(batch)) == Self.described(RuleRun(batch, users)),
          "\(sum) \(areKnown) \(amount)")
      }
    }
  }

  @Test func randomChanges() throws {
    var random = SeededGenerator(seed: 20_261_122)
    let orders = (0..<4_000).map { _ in
      Self.order { order in
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          guard let change = Self.changes.randomElement(using: &random)?.1,
            let value = Self.values.dropLast(3).randomElement(using: &random)
          else { continue }
          if order.items.isEmpty { continue }
          change(&order, value)
          if Bool.random(using: &random) { order.stateSums() }
        }
      }
    }
    #expect(RuleRun(orders).findings.count > 1_000)
    try expectSame(orders, "random")
  }
}
