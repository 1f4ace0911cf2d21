internal import BasketModel
internal import DuplicateIndex
internal import ExportReading

/// Makes the digests of the records of a buffer.
enum ContentDigests {
  /// Appends the digest of each record.
  ///
  /// - Complexity: O(*n*) in bytes.
  static func append(
    _ batch: OrderBatch, _ buffer: InputBuffer, _ layout: ExportLayout, key: KeyedHash.Key,
    to digests: inout [ContentDigest]
  ) {
    var head: [UInt8] = []
    for index in batch.orders.indices {
      let order = batch.orders[index]
      guard order.entersDuplicateIndex else {
        digests.append(.none)
        continue
      }
      head.removeAll(keepingCapacity: true)
      append(order, to: &head)
      // A row that cannot be read may stand inside of its order, and begins later.
      let next = batch.orders[(index + 1)...].first { $0.byte > order.byte }
      let range = layout.content(
        of: Int(order.byte)..<(next.map { Int($0.byte) } ?? buffer.count), in: buffer)
      let content = buffer.withBytes(range) { KeyedHash.value(of: $0, key: key) }
      digests.append(
        ContentDigest(
          content: content.high, head: KeyedHash.value(of: head.span, key: key).high))
    }
  }

  /// The order's amounts and currency, as settled.
  private static func append(_ order: Order, to bytes: inout [UInt8]) {
    for field in OrderAmountField.allCases {
      let amount = order.amounts[field.rawValue]
      bytes.append(amount.isValid ? order.scale : .max)
      let digits = amount.minorUnits ?? 0
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: digits >> Int64(shift)))
      }
    }
    bytes += order.currency.code.utf8
  }
}
