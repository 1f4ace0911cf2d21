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
    guard stated.isValid else { return stated.isAbsent ? .absentValue : .unusableField }
    guard let computed else { return .unusableField }
    let difference = Int128(stated.digits) - computed
    if difference.magnitude <= UInt128(max(order.tolerance, 0)) { return .clean }
    raise(code(), stated.digits, computed, order, at: index, &findings)
    return .raised
  }

  @inline(never)
  private static func raise(
    _ code: FindingCode, _ stated: Int64, _ computed: Int128, _ order: Order, at index: Int,
    _ findings: inout [OrderFinding]
  ) {
    findings.raise(
      code, at: index,
      details: .sums(stated: Int128(stated), computed: computed, order.money))
  }
}
