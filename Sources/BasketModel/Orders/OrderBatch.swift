/// The orders of one buffer, in input order, in flat storage that is reused from buffer to buffer.
package struct OrderBatch: Sendable {
  /// The records of the buffer in input order, unreadable ones included.
  package var orders: [Order] = []
  /// The items of all orders.
  package var items: [BasketItem] = []
  /// The discounts of all orders.
  package var discounts: [Discount] = []
  /// Texts that had to be decoded; `TextRange.decoded` points here.
  package var decodedText: [UInt8] = []
  /// What reading found wrong, in the order of `orders` (ascending `order`).
  package var readingFindings: [OrderFinding] = []
  /// What is wrong with the export as a whole, in the order found.
  package var exportFindings: [Finding] = []
  /// Lines in the buffer, counted by their line feeds.
  package var lineCount = 0
  /// Blank lines in the buffer.
  package var blankLineCount = 0
  /// Rows of a table, where the profile compares their number.
  package var rowCount = 0
  /// How much a row of the export says that it holds.
  package var statedCount: Int?

  package init() {}

  /// Forgets everything but keeps the storage.
  package mutating func removeAll() {
    orders.removeAll(keepingCapacity: true)
    items.removeAll(keepingCapacity: true)
    discounts.removeAll(keepingCapacity: true)
    decodedText.removeAll(keepingCapacity: true)
    readingFindings.removeAll(keepingCapacity: true)
    exportFindings.removeAll(keepingCapacity: true)
    lineCount = 0
    blankLineCount = 0
    rowCount = 0
    statedCount = nil
  }
}

/// A finding with the order it belongs to.
package struct OrderFinding: Sendable {
  /// Index in `OrderBatch.orders`, from 0.
  package var order: Int
  /// What is wrong.
  package var finding: Finding

  package init(order: Int, finding: Finding) {
    self.order = order
    self.finding = finding
  }
}
