import BasketModel
import Testing

struct MoneyTotalsTests {
  private static let yen = Currency(code: Array("JPY".utf8).span)

  private static func total(_ minorUnits: Int128, orders: Int = 1) -> MoneyTotals.Total {
    MoneyTotals.Total(minorUnits: minorUnits, scale: 2, orders: orders)
  }

  @Test func currenciesStayApart() {
    var totals = MoneyTotals()
    totals.add(Self.total(100), currency: .turkishLira)
    totals.add(Self.total(-30), currency: .turkishLira)
    totals.add(.init(minorUnits: 5, scale: 0, orders: 1), currency: Self.yen)
    let rows = totals.inCodeOrder.map {
      "\($0.currency.code) \($0.total.minorUnits) \($0.total.orders)"
    }
    #expect(rows == ["JPY 5 1", "TRY 70 2"])
  }

  @Test func partsAddUpInAnyOrder() {
    var first = MoneyTotals()
    first.add(Self.total(100), currency: .turkishLira)
    var second = MoneyTotals()
    second.add(Self.total(11, orders: 2), currency: .turkishLira)
    second.add(.init(minorUnits: 5, scale: 0, orders: 1), currency: Self.yen)
    var forwards = first
    forwards.add(second)
    var backwards = second
    backwards.add(first)
    #expect(forwards == backwards)
    #expect(forwards.totals[.turkishLira] == Self.total(111, orders: 3))
  }

  @Test func sumsGoBeyondInt64() {
    var totals = MoneyTotals()
    for _ in 0..<3 { totals.add(Self.total(Int128(Int64.max)), currency: .turkishLira) }
    #expect(totals.totals[.turkishLira]?.minorUnits == Int128(Int64.max) * 3)
  }
}
