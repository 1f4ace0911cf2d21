import TestSupport

/// Seeded exports with all that may be wrong with one, in both formats.
struct MessyExports {
  private var random: SeededGenerator
  private let orderCount: Int

  init(seed: UInt64, orders: Int = 300) {
    random = SeededGenerator(seed: seed)
    orderCount = orders
  }

  private static let csvHeader =
    "order_id,amount,currency,total_product_amount,total_discount_amount,total_amount,"
    + "item_quantity,item_unit_price,item_price,discount_amount\n"

  private struct Order {
    var id: String
    var currency: String
    var prices: [Int]
    var discount: Int
    var amount: Int
  }

  private mutating func order(_ number: Int) -> Order {
    let prices = (0..<random.below(4)).map { _ in 1 + random.below(100) }
    let discount = random.once(in: 3) ? random.below(5) : 0
    let sum = prices.reduce(0, +) - discount
    return Order(
      id: random.once(in: 8) ? "\(random.below(number + 1))" : "\(number)",
      currency: random.once(in: 15) ? random.pick(["EUR", "JPY", "TL", "kwd"]) : "",
      prices: prices, discount: discount, amount: random.once(in: 5) ? sum + 1 : sum)
  }

  /// An export in CSV.
  mutating func csv() -> [UInt8] {
    var text = Self.csvHeader
    for number in 0..<orderCount {
      let order = order(number)
      let sum = order.prices.reduce(0, +)
      let head = "\(order.amount),\(order.currency),\(sum),\(order.discount),\(order.amount)"
      let id = random.once(in: 20) ? "\"\(order.id)\"" : random.once(in: 40) ? "" : order.id
      text += "\(id),\(head),,,\(order.prices.first.map(String.init) ?? ""),\(order.discount)\n"
      for price in order.prices.dropFirst() {
        if random.once(in: 20) { text += damagedRow(order.id) }
        text += random.once(in: 10) ? "\n" : ""
        text += "\(id),,,,,,2,\(price).005,\(price),\n"
      }
      if random.once(in: 12) { text += damagedRow(order.id) }
    }
    return Array(text.utf8)
  }

  private mutating func damagedRow(_ id: String) -> String {
    random.pick([
      "\(id),1\n", "x,\"1\"2\n", "\(id),\"a\nb\"c\n", "\0,,,,,,,,,\n", "\"\(id)\n", "\n",
    ])
  }

  /// The same kind of export in JSON Lines.
  mutating func jsonLines() -> [UInt8] {
    var text = ""
    for number in 0..<orderCount {
      let order = order(number)
      let sum = order.prices.reduce(0, +)
      let items = order.prices.map { "{\"price\":\($0),\"unit_price\":\($0).0,\"quantity\":1}" }
      let id = random.once(in: 20) ? "null" : random.once(in: 10) ? order.id : "\"\(order.id)\""
      var line =
        "{\"order_id\":\(id),\"amount\":\(order.amount),\"currency\":\"\(order.currency)\","
        + "\"basket\":{\"total_product_amount\":\"\(sum)\","
        + "\"total_discount_amount\":\(order.discount),"
        + "\"total_amount\":\(order.amount),\"basket_items\":[\(items.joined(separator: ","))],"
        + "\"discounts\":[{\"amount\":\(order.discount)}]}}"
      if random.once(in: 12) { line = String(line.dropLast(random.below(line.count))) }
      text += line + random.pick(["\n", "\n", "\r\n", "\n\n"])
    }
    return Array(text.utf8)
  }
}
