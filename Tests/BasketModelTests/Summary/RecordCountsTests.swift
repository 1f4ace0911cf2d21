import BasketModel
import Testing

struct RecordCountsTests {
  /// Ten records: four clean, three with errors, one with a warning, two unreadable.
  private static var balanced: RecordCounts {
    var counts = RecordCounts()
    counts.records = 10
    counts.cleanOrders = 4
    counts.ordersWithErrors = 3
    counts.ordersWithWarnings = 1
    counts.unreadableRecords = 2
    counts.cleanAmounts.add(.init(minorUnits: 400, scale: 2, orders: 4), currency: .turkishLira)
    counts.faultyAmounts.add(.init(minorUnits: 300, scale: 2, orders: 3), currency: .turkishLira)
    counts.ordersWithoutAmount = 1
    return counts
  }

  static let changes:
    [(name: String, change: @Sendable (inout RecordCounts) -> Void, balances: Bool)] = [
      ("balanced", { _ in }, true),
      ("nothing at all", { $0 = RecordCounts() }, true),
      ("a record too many", { $0.records += 1 }, false),
      ("a record lost", { $0.records -= 1 }, false),
      ("a clean order lost", { $0.cleanOrders -= 1 }, false),
      ("an order with errors twice", { $0.ordersWithErrors += 1 }, false),
      ("an order with warnings lost", { $0.ordersWithWarnings -= 1 }, false),
      ("an unreadable record lost", { $0.unreadableRecords -= 1 }, false),
      ("an order in no total", { $0.ordersWithoutAmount -= 1 }, false),
      ("an order in two totals", { $0.ordersWithoutAmount += 1 }, false),
      ("clean taken for faulty", { ($0.cleanOrders, $0.ordersWithErrors) = (3, 4) }, true),
      ("blank lines are no records", { $0.blankLines += 7 }, true),
    ]

  @Test(arguments: changes)
  func balance(
    _ test: (name: String, change: @Sendable (inout RecordCounts) -> Void, balances: Bool)
  ) {
    var counts = Self.balanced
    test.change(&counts)
    #expect(counts.balances == test.balances, "\(test.name)")
  }

  @Test func sumsOfBalancedPartsBalance() {
    var sum = Self.balanced
    (sum.bytes, sum.lines, sum.blankLines) = (1, 2, 3)
    sum.add(sum)
    #expect(sum.balances)
    #expect([sum.records, sum.bytes, sum.lines, sum.blankLines] == [20, 2, 4, 6])
    #expect(sum.cleanAmounts.totals[.turkishLira]?.minorUnits == 800)
    sum.records += 1
    #expect(!sum.balances)
  }

  @Test func findingsAddUpByCode() {
    let first = Self.code("B_CODE")
    let second = Self.code("A_CODE")
    var counts = RecordCounts()
    counts.findings = [first: 2]
    var other = RecordCounts()
    other.findings = [first: 3, second: 1]
    counts.add(other)
    let rows = counts.findingsInCodeOrder.map { "\($0.code.name) \($0.count)" }
    #expect(rows == ["A_CODE 1", "B_CODE 5"])
  }

  private static func code(_ name: String) -> FindingCode {
    FindingCode(
      name, origin: .own, english: "", turkish: "",
      explanation: .init(meaning: "", arithmetic: "", example: "", usualCause: ""))
  }
}
