/// Exact sums of stated amounts, one per currency.
package struct MoneyTotals: Sendable, Equatable {
  /// Minor units by currency, each at that currency's scale in the profile.
  package private(set) var totals: [Currency: Total] = [:]

  /// One currency's sum.
  package struct Total: Sendable, Equatable {
    /// Sum in minor units at `scale`.
    package var minorUnits: Int128
    /// Fraction digits of the sum.
    package var scale: UInt8
    /// How many orders were added.
    package var orders: Int

    package init(minorUnits: Int128, scale: UInt8, orders: Int) {
      self.minorUnits = minorUnits
      self.scale = scale
      self.orders = orders
    }
  }

  package init() {}

  /// Adds one order's amount, or the sum of several orders' amounts.
  ///
  /// Every amount of one currency has the same scale, because the scale follows from the currency
  /// and the profile. The sum cannot overflow: 2⁶³ orders of the largest `Int64` fit into `Int128`.
  package mutating func add(_ total: Total, currency: Currency) {
    if var known = totals[currency] {
      precondition(known.scale == total.scale, "amounts of one currency have one scale")
      known.minorUnits += total.minorUnits
      known.orders += total.orders
      totals[currency] = known
    } else {
      totals[currency] = total
    }
  }

  /// Adds another set of sums.
  package mutating func add(_ other: MoneyTotals) {
    for (currency, total) in other.totals { add(total, currency: currency) }
  }

  /// The sums in the alphabetical order of their codes.
  package var inCodeOrder: [(currency: Currency, total: Total)] {
    totals.sorted { $0.key.code < $1.key.code }.map { (currency: $0.key, total: $0.value) }
  }
}
