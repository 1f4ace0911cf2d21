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

  /// Notes that the order has no rows in one of the files that it must have rows in; its sums are
  /// not evaluated then.
  mutating func noteMissingPart(_ name: String) {
    order.hasUnreadableRows = true
    let place = SourcePosition(line: Int(order.line), byte: Int(order.byte))
    let reason = "no row of the part \"\(name)\" has the key of the order"
    orderFindings.append(
      Finding(.partMissing, details: .fault(ReadingFault(reason: reason, position: place))))
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

extension FindingCode {
  /// An order without rows in another file.
  package static let partMissing = FindingCode(
    "PART_MISSING", origin: .own,
    english: "A part of the order is not there.",
    turkish: "Siparişin bir bölümü eksik.",
    explanation: Explanation(
      meaning: """
        The profile joins several files, and calls one of them `required`; no row of that file \
        has the key of this order. Its sums are not evaluated.
        """,
      arithmetic: "key of the order ≠ key of each row of the part",
      example: """
        orders.csv: 1043,129.00
        items.csv: no row with 1043
        """,
      usualCause: """
        A file of items that was filtered, cut, or exported earlier than the orders, or keys that \
        are written differently in two files.
        """))
}
