package import BasketModel

extension OrderAssembler {
  /// Completes the order as one that is not there: its id and one finding remain.
  ///
  /// - Parameters:
  ///   - reason: An English sentence part.
  ///   - value: What was referred to.
  mutating func endOrphans(_ bytes: PaddedBytes, reason: String, value: [UInt8]? = nil) {
    order.isUnreadable = true
    orderFindings.removeAll(keepingCapacity: true)
    note(
      .orderNotFound, FieldPath(.orderID), bytes, reason: reason, byte: -1,
      value: value.map(Self.shortened))
    commitOrder()
  }
}

extension FindingCode {
  /// Rows or lines of an order that is not there.
  package static let orderNotFound = FindingCode(
    "ORDER_NOT_FOUND", origin: .own,
    english: "The order that this belongs to is not there.",
    turkish: "Bunun ait olduğu sipariş bulunamadı.",
    explanation: Explanation(
      meaning: """
        Rows of a file of items, discounts or payments have a key that no order has, or lines of \
        a JSON Lines export name a parent that is no line of it. All of one key are one record, \
        at the first of them.
        """,
      arithmetic: "key of the row ≠ key of each order",
      example: """
        {"id":"gid://shop/LineItem/7","__parentId":"gid://shop/Order/1043"}
        """,
      usualCause: """
        Files of different days, an export of orders that was filtered or cut, or keys that are \
        written differently in two files.
        """))
}
