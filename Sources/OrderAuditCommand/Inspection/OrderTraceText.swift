import BasketModel
import ExportReading
import OrderRules
import ReportWriting

/// What turns places in a buffer into places in the export.
struct TracePlaces {
  let linesBefore: Int
  /// Byte of the buffer, from 0; nil where bytes are unknown.
  let startByte: Int?
  /// Where the bytes of the buffer come from, where it was put together.
  let pieces: BufferPieces
  /// Between the names of a path.
  let separator: String

  /// The line, from 1, of a place of the buffer (line and byte from 0).
  func line(_ line: Int, byte: Int) -> Int {
    pieces.isEmpty
      ? linesBefore + line + 1 : pieces.origin(ofByte: byte, line: line).position.line
  }

  /// A place of the buffer (line and byte from 0) as people read it: `line 12, byte 345`.
  func text(line: Int, byte: Int) -> String {
    let shownByte =
      pieces.isEmpty ? byte : pieces.origin(ofByte: byte, line: line).position.byte
    guard let startByte, let shownByte else { return "line \(self.line(line, byte: byte))" }
    return "line \(self.line(line, byte: byte)), byte \(startByte + shownByte)"
  }

  /// Where an order begins.
  func text(of order: Order) -> String { text(line: Int(order.line), byte: Int(order.byte)) }
}

/// What fed the fields of one order, its charges and its identities, as text.
struct OrderTraceText {
  private let trace: OrderTrace
  private let places: TracePlaces

  /// Places that are shown of one value.
  private static let feedsMax = 6
  /// Fields that are shown of one order.
  private static let fieldsMax = 200

  init(_ trace: OrderTrace, _ places: TracePlaces) {
    self.trace = trace
    self.places = places
  }

  /// The sections, each after an empty line.
  var text: String {
    var text = "\nFields and what fed them:\n"
    text += Self.columns(
      trace.fields.prefix(Self.fieldsMax).map { (name(of: $0), feeds($0.feeds)) })
    if trace.fields.count > Self.fieldsMax {
      text += "  and \(trace.fields.count - Self.fieldsMax) more\n"
    }
    if !trace.charges.isEmpty {
      text += "\nCharges:\n"
      text += Self.columns(
        trace.charges.enumerated().map { number, charge in
          let value = charge.value ?? "no value"
          return ("\(number + 1): \(charge.kind) \(value)", feeds(charge.feeds))
        })
    }
    if !trace.identities.isEmpty {
      text += "\nIdentities:\n"
      for identity in trace.identities { text += self.text(of: identity) }
    }
    return text
  }

  private func name(of field: OrderTrace.Field) -> String {
    guard let index = field.index else { return field.field.profileName }
    let last = field.field.profileName.split(separator: ".").last.map(String.init) ?? ""
    let noun = field.field.owner == .item ? "item" : "discount"
    return "\(noun) \(index + 1): \(last)"
  }

  private func text(of identity: OrderTrace.Identity) -> String {
    let name = TerminalText.shown(identity.name)
    var text = "  \(name)\n"
    text += "    left   \(side(identity.left, identity.leftFeeds))\n"
    text += "    right  \(side(identity.right, identity.rightFeeds))\n"
    if let difference = identity.difference {
      text += "    difference \(difference), \(identity.tolerance) minor units are allowed\n"
    } else {
      text += "    not evaluated: a value is missing or cannot be used\n"
    }
    return text
  }

  private func side(_ value: String?, _ feeds: [OrderTrace.Feed]) -> String {
    guard let value else { return feeds.isEmpty ? "no value" : "no value  \(self.feeds(feeds))" }
    return "\(value)  \(self.feeds(feeds))"
  }

  private func feeds(_ feeds: [OrderTrace.Feed]) -> String {
    if feeds.isEmpty { return "(a constant)" }
    let shown = feeds.prefix(Self.feedsMax).map { feed in
      let path = TerminalText.shown(feed.path.joined(separator: places.separator))
      let value = feed.text.map { " = \(TerminalText.shown($0, limit: 64))" } ?? ""
      return "\(path)\(value) (\(places.text(line: feed.line, byte: feed.byte)))"
    }
    let more = feeds.count - shown.count
    return shown.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
  }

  private static func columns(_ lines: [(String, String)]) -> String {
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { name, value in
      "  \(name)\(String(repeating: " ", count: width - name.count + 2))\(value)\n"
    }.joined()
  }
}

/// The sums of one order: what is stated, what it comes to, and the difference.
struct OrderSumText {
  private let order: Order
  private let batch: OrderBatch

  /// Items that are shown.
  private static let itemsMax = 50

  init(_ order: Order, in batch: OrderBatch) {
    self.order = order
    self.batch = batch
  }

  /// The section, after an empty line; empty for an order that could not be read.
  var text: String {
    guard !order.isUnreadable else { return "" }
    let currency = order.currency.isKnown ? order.currency.code : "an unknown currency"
    var text = "\nSums, in \(currency):\n"
    for (number, place) in order.itemIndices.prefix(Self.itemsMax).enumerated() {
      text += line("item \(number + 1)", item(batch.items[place]))
    }
    if order.itemCount > Self.itemsMax {
      text += "  and \(Int(order.itemCount) - Self.itemsMax) more items\n"
    }
    text += line("P, the items", amount(order.productSum))
    text += line("D, the discounts", amount(order.discountSum))
    if order.termSum != 0 || !order.termsAreKnown {
      text += line(
        "charges in the amount", order.termsAreKnown ? written(order.termSum) : "unknown")
    }
    let sums: [(String, StatedAmount, String, Int128?)] = [
      (
        "total_product_amount", order.totalProductAmount, "P",
        order.productSum.minorUnits.map { Int128($0) }
      ),
      (
        "total_discount_amount", order.totalDiscountAmount, "D",
        order.discountSum.minorUnits.map { Int128($0) }
      ),
      ("total_amount", order.totalAmount, "P - D", order.knownTotal),
      (
        "amount", order.amount, order.termSum == 0 ? "P - D" : "P - D + charges",
        order.knownAmount
      ),
    ]
    for (name, stated, formula, computed) in sums {
      text += line(name, comparison(stated, formula, computed))
    }
    if order.tolerance > 0 {
      text += line("tolerance", written(Int64(order.tolerance)))
    }
    return text
  }

  private func comparison(_ stated: StatedAmount, _ formula: String, _ computed: Int128?) -> String
  {
    let right = computed.map { "\(formula) = \(written($0))" } ?? "\(formula) is not known"
    guard let units = stated.minorUnits, let computed else {
      let isAbsent = if case .absent = stated.state { true } else { false }
      return (isAbsent ? "not stated" : "stated \(amount(stated))") + "; \(right)"
    }
    return "stated \(written(units)); \(right); difference \(written(Int128(units) - computed))"
  }

  private func item(_ item: BasketItem) -> String {
    let quantity =
      item.quantity.isValid
      ? DecimalText.text(
        minorUnits: Int128(item.quantity.digits), scale: item.quantity.fractionDigits)
      : "no usable quantity"
    return "\(quantity) x unit_price \(amount(item.unitPrice)), price \(amount(item.price)): "
      + "counts \(amount(item.linePrice))"
  }

  private func amount(_ amount: StatedAmount) -> String {
    switch amount.state {
    case .absent: "not given"
    case .invalid: "invalid"
    case .valid: written(amount.digits)
    }
  }

  private func written(_ units: some BinaryInteger) -> String {
    DecimalText.text(minorUnits: Int128(units), scale: order.scale)
  }

  private func line(_ name: String, _ value: String) -> String {
    "  \(name)\(String(repeating: " ", count: max(24 - name.count, 1)))\(value)\n"
  }
}
