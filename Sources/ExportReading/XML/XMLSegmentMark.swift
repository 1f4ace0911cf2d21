internal import BasketModel

/// Where a record begins, and how much of the batch was there before it.
struct XMLSegmentMark {
  var start = 0
  /// Line feeds before `start`.
  var line = 0
  private var orders = 0
  private var items = 0
  private var discounts = 0
  private var decodedText = 0
  private var findings = 0

  init() {}

  /// - Parameter assembler: Given `inout` so that its arrays are not copied to be counted.
  init(start: Int, line: Int, _ assembler: inout OrderAssembler) {
    self.start = start
    self.line = line
    orders = assembler.batch.orders.count
    items = assembler.batch.items.count
    discounts = assembler.batch.discounts.count
    decodedText = assembler.batch.decodedText.count
    findings = assembler.batch.readingFindings.count
  }

  /// Takes back what was read from the mark on.
  func restore(_ assembler: inout OrderAssembler) {
    assembler.orderFindings.removeAll(keepingCapacity: true)
    assembler.batch.orders.removeLast(assembler.batch.orders.count - orders)
    assembler.batch.items.removeLast(assembler.batch.items.count - items)
    assembler.batch.discounts.removeLast(assembler.batch.discounts.count - discounts)
    assembler.batch.decodedText.removeLast(assembler.batch.decodedText.count - decodedText)
    assembler.batch.readingFindings.removeLast(assembler.batch.readingFindings.count - findings)
  }
}
