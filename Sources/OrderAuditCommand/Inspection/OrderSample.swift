import BasketModel
import ExportProfiles
import ExportReading
import Reconciliation
import ReportWriting

/// The first orders of an export as they are understood: amounts, items, discounts, P and D.
///
/// Shows ids and amounts and nothing else of an order, as reports do.
struct OrderSample {
  /// The orders, and what is wrong with the export as far as it was read.
  let text: String
  /// Whether the export can be read, as far as it was.
  let isReadable: Bool

  /// Items, and likewise discounts, that are shown of one order.
  private static let partsMax = 10

  /// Reads as many buffers as it takes to show `orders` orders.
  init(_ opened: OpenedExport, profile: Profile, orders: Int) {
    var buffers = OrderBuffers(opened, profile: profile)
    let buffer = buffers.buffer
    var reader: RecordReader?
    var text = ""
    var shown = 0
    var lines = -1
    var findings: [Finding] = []
    while shown < max(orders, 1), buffers.next() != nil {
      guard let layout = buffers.layout else { break }
      if reader == nil { reader = RecordReader(layout) }
      reader?.read(buffer)
      guard let batch = reader?.batch else { break }
      if lines < 0 { lines = buffers.preambleLines }
      findings += batch.exportFindings
      let places = TracePlaces(
        linesBefore: lines, startByte: nil, pieces: buffers.pieces, separator: ".")
      for index in batch.orders.indices.prefix(orders - shown) {
        text += Self.text(of: index, in: batch, buffer.text(of: batch), places: places)
      }
      shown += batch.orders.count
      lines += batch.lineCount
    }
    findings += buffers.findings
    if orders > 0 { text = shown == 0 ? "No order was found.\n" : "First orders:\n" + text }
    for finding in findings {
      guard case .export(let reason) = finding.details else { continue }
      text += "\n\(finding.code.name): \(TerminalText.shown(reason))\n"
    }
    self.text = text
    isReadable = !findings.contains { $0.code.meansIncomplete }
  }

  private static func text(
    of index: Int, in batch: OrderBatch, _ texts: BatchText, places: TracePlaces
  ) -> String {
    let order = batch.orders[index]
    let id = texts.bytes(of: order.id).map { shown($0) } ?? "(no id)"
    var text = "\n  order \(id), \(places.text(of: order))\n"
    if !order.isUnreadable { text += amounts(of: order) + parts(of: order, in: batch) }
    for finding in batch.readingFindings where finding.order == index {
      text += "    \(describe(finding.finding))\n"
    }
    return text
  }

  private static func amounts(of order: Order) -> String {
    let currency = order.currency.isKnown ? order.currency.code : "unknown"
    let product = amount(order.productSum, order)
    let discount = amount(order.discountSum, order)
    let total = order.knownTotal.map {
      DecimalText.text(minorUnits: $0, scale: order.scale)
    }
    return """
          currency               \(currency)
          amount                 \(amount(order.amount, order))
          total_product_amount   \(amount(order.totalProductAmount, order))
          total_discount_amount  \(amount(order.totalDiscountAmount, order))
          total_amount           \(amount(order.totalAmount, order))
          computed               P \(product), D \(discount), P - D \(total ?? "not known")

      """
  }

  private static func parts(of order: Order, in batch: OrderBatch) -> String {
    var text = ""
    for (number, place) in order.itemIndices.prefix(partsMax).enumerated() {
      let item = batch.items[place]
      let quantity =
        item.quantity.isValid
        ? DecimalText.text(
          minorUnits: Int128(item.quantity.digits), scale: item.quantity.fractionDigits)
        : describe(item.quantity.state)
      text += """
            item \(number + 1): quantity \(quantity), unit_price \(amount(item.unitPrice, order)), \
        price \(amount(item.price, order)), counts \(amount(item.linePrice, order))

        """
    }
    text += more(order.itemIndices.count, "item")
    for (number, place) in order.discountIndices.prefix(partsMax).enumerated() {
      text += "    discount \(number + 1): \(amount(batch.discounts[place].amount, order))\n"
    }
    return text + more(order.discountIndices.count, "discount")
  }

  private static func more(_ count: Int, _ noun: String) -> String {
    count > partsMax ? "    and \(count - partsMax) more \(noun)s\n" : ""
  }

  private static func describe(_ finding: Finding) -> String {
    let argument = finding.argument.map { " \($0.argument)" } ?? ""
    guard case .fault(let fault) = finding.details else { return "\(finding.code.name)\(argument)" }
    return "\(finding.code.name)\(argument): \(TerminalText.shown(fault.reason, limit: 200))"
  }

  private static func amount(_ amount: StatedAmount, _ order: Order) -> String {
    amount.minorUnits.map { DecimalText.text(minorUnits: Int128($0), scale: order.scale) }
      ?? describe(amount.state)
  }

  private static func describe(_ state: StatedAmountState) -> String {
    state == .absent ? "not given" : "invalid"
  }

  private static func shown(_ id: [UInt8]) -> String {
    var bytes: [UInt8] = []
    TerminalText.append(id.span, limit: 64, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
