import BasketModel
import OrderRules
import TestSupport
import Testing

struct RuleTallyTests {
  /// Three units at 10.00 with the unit's price as `price`, and totals that count three.
  private static let unitPriced = OrderFixture {
    ($0.items, $0.discounts) = ([BasketItem(quantity: 3, unitPrice: 1000, price: 3000)], [])
    $0.stateSums()
    $0.items[0].price = 1000
  }
  /// A line that is simply wrong.
  private static let wrong = OrderFixture {
    $0.items = [BasketItem(quantity: 3, unitPrice: 1000, price: 2999)]
  }

  private static func changed(_ change: (inout OrderFixture) -> Void) -> OrderFixture {
    var order = unitPriced
    change(&order)
    return order
  }

  private static func note(_ orders: [OrderFixture], _ reading: ItemPriceReading = .line) -> String?
  {
    let settled = orders.map { order in
      var order = order
      order.itemPrice = reading
      return order
    }
    return RuleRun(settled, RuleContext(itemPrice: reading)).tally.priceReadingNote(for: reading)
  }

  @Test func everyReadableOrderIsCountedOncePerRule() {
    let run = RuleRun([
      OrderFixture(), Self.wrong, OrderFixture { $0.isUnreadable = true },
      OrderFixture { $0.hasUnreadableRows = true }, OrderFixture { $0.items = [] },
    ])
    for summary in run.tally.summaries() {
      #expect(summary.ordersEvaluated + summary.notEvaluated.reduce(0) { $0 + $1.orders } == 4)
    }
  }

  @Test func partsAddUp() {
    let orders = [
      Self.unitPriced, Self.wrong, OrderFixture(), OrderFixture { $0.amount = .absent },
    ]
    let whole = RuleRun(orders)
    var parts = RuleRun(Array(orders[..<1]))
    parts.tally.add(RuleRun(Array(orders[1...])).tally)
    for code in OrderRuleList.codes { #expect(parts.counts(of: code) == whole.counts(of: code)) }
    parts.tally.add(RuleRun(Array(repeating: Self.unitPriced, count: 8)).tally)
    #expect(parts.tally.priceReadingNote(for: .line)?.hasPrefix("9 of 10 orders") == true)
  }

  @Test func namesTheOtherReading() {
    #expect(
      Self.note([Self.unitPriced]) == """
        1 of 1 orders with ITEM_PRICE_MISMATCH add up when price is read as the price of one unit: \
        consider the profile option `item_price: unit`.
        """)
    let linePriced = Self.changed { $0.items[0].price = 3000 }
    #expect(
      Self.note([linePriced], .unit) == """
        1 of 1 orders with ITEM_PRICE_MISMATCH add up when price is read as the price of the whole \
        line: consider the profile option `item_price: line`.
        """)
  }

  static let thresholds: [(name: String, fitting: Int, wrong: Int, hasNote: Bool)] = [
    ("no order at all", 0, 0, false),
    ("none fits", 0, 1, false),
    ("exactly 90 %", 9, 1, true),
    ("just below 90 %", 89, 10, false),
    ("just above 90 %", 91, 10, true),
    ("all", 3, 0, true),
  ]

  @Test(arguments: thresholds)
  func ninetyPercent(_ test: (name: String, fitting: Int, wrong: Int, hasNote: Bool)) {
    let orders =
      Array(repeating: Self.unitPriced, count: test.fitting)
      + Array(repeating: Self.wrong, count: test.wrong) + [OrderFixture()]
    #expect((Self.note(orders) != nil) == test.hasNote, "\(test.name)")
  }

  static let half = StatedAmount(digits: 5, fractionDigits: 1)
  static let reconciling: [(name: String, order: OrderFixture, hasNote: Bool)] = [
    ("all totals fit", unitPriced, true),
    ("amount off by one", changed { $0.amount = 3001 }, false),
    ("total off by one", changed { $0.totalAmount = 2999 }, false),
    ("product total off by one", changed { $0.totalProductAmount = 2999 }, false),
    ("discount total off by one", changed { $0.totalDiscountAmount = 1 }, false),
    (
      "amount alone stated",
      changed {
        ($0.totalAmount, $0.totalProductAmount, $0.totalDiscountAmount) = (
          .absent, .absent, .absent
        )
      }, true
    ),
    (
      "nothing stated",
      changed { ($0.amount, $0.totalAmount, $0.totalProductAmount) = (.absent, .absent, .absent) },
      false
    ),
    ("an invalid total", changed { $0.totalAmount = .invalid }, false),
    ("an invalid discount", changed { $0.discounts = [.invalid] }, false),
    ("unreadable rows", changed { $0.hasUnreadableRows = true }, false),
    (
      "an item by unit price only",
      changed { $0.items.append(BasketItem(quantity: 2, unitPrice: 0)) }, true
    ),
    (
      "one of each says nothing",
      OrderFixture {
        ($0.items, $0.discounts) = ([BasketItem(unitPrice: 5, price: 4)], []); $0.stateSums()
      }, false
    ),
    (
      "not whole by the unit",
      changed { $0.items.append(BasketItem(quantity: half, unitPrice: 4, price: 1)) }, false
    ),
    (
      "beyond Int64 by the unit",
      changed {
        $0.items.append(BasketItem(quantity: 3, unitPrice: 1, price: 9_223_372_036_854_775_807))
      }, false
    ),
  ]

  @Test(arguments: reconciling)
  func reconcilesUnderTheOtherReading(_ test: (name: String, order: OrderFixture, hasNote: Bool)) {
    #expect((Self.note([test.order]) != nil) == test.hasNote, "\(test.name)")
  }
}
