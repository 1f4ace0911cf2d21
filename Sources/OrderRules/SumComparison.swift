import BasketModel

/// The comparison that four rules share: a stated amount against a sum that we worked out.
enum SumComparison {
  /// Compares `stated` with `computed`, both in minor units at the order's scale.
  ///
  /// - Parameters:
  ///   - computed: The sum; nil where an item or a discount has no usable amount.
  ///   - index: The order's index in `OrderBatch.orders`, from 0.
  ///   - code: Taken only when there is something to raise.
  @inline(__always)
  static func evaluate(
    _ stated: StatedAmount, against computed: Int128?, of order: Order, at index: Int,
    code: @autoclosure () -> FindingCode, findings: inout [OrderFinding]
  ) -> RuleOutcome {
    if order.hasUnreadableRows { return .unreadableRows }
    switch stated.state {
    case .absent: return .absentValue
    case .invalid: return .unusableField
    case .valid: break
    }
    guard let computed else { return .unusableField }
    if Int128(stated.digits) == computed { return .clean }
    if (Int128(stated.digits) - computed).magnitude <= UInt128(max(order.tolerance, 0)) {
      return .clean
    }
    findings.raise(
      code(), at: index,
      details: .sums(stated: Int128(stated.digits), computed: computed, order.money))
    return .raised
  }
}
