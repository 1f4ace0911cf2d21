import BasketModel
import ExportProfiles
import ExportReading

/// The default profile's XML layout, and a driver that dumps what a document is read as.
enum XMLTestExports {
  static let layout = NestedLayout(
    recordPath: ["orders", "order"],
    orderFields: [
      .orderID: ["order_id"], .amount: ["amount"], .currency: ["currency"],
      .orderDate: ["order_date"], .sessionOwnerID: ["session_owner_id"],
      .totalProductAmount: ["basket", "total_product_amount"],
      .totalDiscountAmount: ["basket", "total_discount_amount"],
      .totalAmount: ["basket", "total_amount"],
    ],
    itemsPath: ["basket", "basket_items", "basket_item"],
    itemFields: [
      .itemProductCode: ["product_code"], .itemName: ["name"], .itemQuantity: ["quantity"],
      .itemUnitPrice: ["unit_price"], .itemPrice: ["price"],
    ],
    discountsPath: ["basket", "discounts", "discount"],
    discountFields: [.discountCode: ["code"], .discountAmount: ["amount"]])

  static let settings = AssemblySettings(
    defaultCurrency: Currency(code: Array("TRY".utf8).span), minimumFractionDigits: 0,
    itemPrice: .line)

  /// A whole order; `id` is written as given.
  static func order(_ id: String, _ amount: String = "10.00") -> String {
    """
    <order><order_id>\(id)</order_id><amount>\(amount)</amount><basket>\
    <total_product_amount>\(amount)</total_product_amount>\
    <total_discount_amount>0</total_discount_amount><total_amount>\(amount)</total_amount>\
    <basket_items><basket_item><price>\(amount)</price></basket_item></basket_items>\
    </basket></order>
    """
  }

  /// What is read, one line for each order and finding.
  static func dump(
    _ document: [UInt8], step: Int = .max >> 1, firstStep: Int? = nil,
    layout: NestedLayout = layout, limits: ReadLimits = .standard
  ) -> [String] {
    var lines: [String] = []
    let whole = XMLWholeDocument(layout, settings: settings, limits: limits)
    let findings = whole.read(document, step: step, firstStep: firstStep) {
      batch, text, byte, line in
      for (index, order) in batch.orders.enumerated() {
        lines.append(describe(order, batch, text, byte: byte, line: line))
        for finding in batch.readingFindings where finding.order == index {
          lines.append("  " + describe(finding.finding, byte: byte, line: line))
        }
      }
    }
    return lines + findings.map { describe($0, byte: 0, line: 0) }
  }

  static func dump(_ document: String, step: Int = .max >> 1, limits: ReadLimits = .standard)
    -> [String]
  {
    dump(Array(document.utf8), step: step, limits: limits)
  }

  private static func describe(
    _ order: Order, _ batch: OrderBatch, _ text: BatchText, byte: Int, line: Int
  ) -> String {
    let id = text.bytes(of: order.id).map { String(decoding: $0, as: UTF8.self) } ?? "-"
    let place = "@\(byte + Int(order.byte)) line \(line + Int(order.line) + 1)"
    if order.isUnreadable { return "unreadable \(id) \(place)" }
    let amounts = [
      order.amount, order.totalProductAmount, order.totalDiscountAmount, order.totalAmount,
    ].map(describe).joined(separator: " ")
    let items = order.itemIndices.map { index in
      let item = batch.items[index]
      return "\(describe(item.quantity))×\(describe(item.unitPrice))=\(describe(item.price))"
    }
    let discounts = order.discountIndices.map { "-" + describe(batch.discounts[$0].amount) }
    let texts = OrderTextField.allCases.dropFirst().compactMap { field in
      text.bytes(of: order.texts[field.rawValue]).map { String(decoding: $0, as: UTF8.self) }
    }
    return (["order \(id) \(place): \(amounts)"] + texts + items + discounts).joined(
      separator: " | ")
  }

  private static func describe(_ amount: StatedAmount) -> String {
    switch amount.state {
    case .absent: "-"
    case .invalid: "!"
    case .valid: "\(amount.digits)"
    }
  }

  private static func describe(_ finding: Finding, byte: Int, line: Int) -> String {
    let argument = finding.argument.map { " " + $0.argument } ?? ""
    switch finding.details {
    case .fault(let fault):
      let value = fault.value.map { " [" + String(decoding: $0, as: UTF8.self) + "]" } ?? ""
      let place = "@\((fault.position.byte ?? -1) + byte) line \(fault.position.line + line + 1)"
      return "\(finding.code.name)\(argument) \(place): \(fault.reason)\(value)"
    case .export(let reason): return "\(finding.code.name): \(reason)"
    default: return "\(finding.code.name)\(argument)"
    }
  }
}
