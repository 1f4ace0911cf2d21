package import BasketModel

/// How often each rule was evaluated, and why it was not.
///
/// Every readable order is counted once per rule. Fixed-size storage: counting allocates nothing,
/// and each worker has its own tally until the run adds them.
package struct RuleTally: Sendable {
  /// Orders by rule (in the order of `OrderRuleList.codes`) and outcome.
  private var orders: InlineArray<8, InlineArray<11, Int>>
  /// Orders with `ITEM_PRICE_MISMATCH` that add up under the other reading of `price`.
  private var reconciledByOtherReading = 0

  package init() {
    orders = InlineArray(repeating: InlineArray(repeating: 0))
  }

  /// Counts the outcomes of one order, or of some orders with the same, one per rule in the order
  /// of `OrderRuleList.codes`.
  @inline(__always)
  mutating func count(_ outcomes: InlineArray<8, RuleOutcome>, times: Int = 1) {
    for rule in outcomes.indices { orders[rule][Int(outcomes[rule].rawValue)] &+= times }
  }

  /// Counts one order with `ITEM_PRICE_MISMATCH` that adds up under the other reading of `price`.
  mutating func countReconciledByOtherReading() {
    reconciledByOtherReading += 1
  }

  /// Adds the counts of another part of the run.
  package mutating func add(_ other: RuleTally) {
    for rule in orders.indices {
      let added = other.orders[rule]
      for outcome in added.indices { orders[rule][outcome] += added[outcome] }
    }
    reconciledByOtherReading += other.reconciledByOtherReading
  }

  /// The counts for the summary, one entry per rule in the order of `OrderRuleList.codes`; reasons
  /// that never applied are left out.
  package func summaries() -> [RuleSummary] {
    OrderRuleList.codes.enumerated().map { rule, code in
      RuleSummary(
        codes: [code], ordersEvaluated: count(rule, .clean) + count(rule, .raised),
        notEvaluated: RuleOutcome.allCases.compactMap { outcome in
          guard let reason = outcome.reason, count(rule, outcome) > 0 else { return nil }
          return (reason: reason, orders: count(rule, outcome))
        })
    }
  }

  /// What the summary says about the reading of `price`, as an English sentence.
  ///
  /// - Parameter reading: The reading that the run used.
  /// - Returns: Nil unless at least 90 % of the orders with `ITEM_PRICE_MISMATCH`, and at least
  ///   one, add up under the other reading.
  package func priceReadingNote(for reading: ItemPriceReading) -> String? {
    let offending = count(OrderRuleList.itemPriceMismatchPlace, .raised)
    guard offending > 0, reconciledByOtherReading * 10 >= offending * 9 else { return nil }
    let (other, meaning) =
      switch reading {
      case .line: (ItemPriceReading.unit, "the price of one unit")
      case .unit: (ItemPriceReading.line, "the price of the whole line")
      }
    return """
      \(reconciledByOtherReading) of \(offending) orders with \(ItemPriceMismatchRule.code.name) \
      add up when price is read as \(meaning): consider the profile option \
      `item_price: \(other.rawValue)`.
      """
  }

  private func count(_ rule: Int, _ outcome: RuleOutcome) -> Int {
    orders[rule][Int(outcome.rawValue)]
  }
}
