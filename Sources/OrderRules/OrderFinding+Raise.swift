import BasketModel

extension [OrderFinding] {
  /// Appends one finding of the order at `index` in `OrderBatch.orders`, from 0.
  ///
  /// Kept out of line, so that the way of a clean order through the rules stays short.
  @inline(never)
  mutating func raise(
    _ code: FindingCode, at index: Int, argument: FieldPath? = nil, details: FindingDetails = .none
  ) {
    append(
      OrderFinding(order: index, finding: Finding(code, argument: argument, details: details)))
  }
}
