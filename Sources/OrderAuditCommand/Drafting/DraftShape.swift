import BasketModel
import ExportProfiles
import ExportReading

/// Where in an export orders and items are, as far as its names show it, and which of them may be
/// meant by a field.
struct DraftShape {
  private let facts: ExportDetection
  /// The names of the outline's nodes as words.
  private let names: [PlainWords]
  /// The node of one order; the top for tables and for JSON lines.
  private let order: Int
  /// Whether `order` is sure.
  private let orderIsSure: Bool
  /// The node of one item; nil where it is not sure.
  private let item: Int?
  /// What may be the list of items, or of discounts.
  private let lists: [Int]
  /// The node of one discount; nil where there is none.
  private let discount: Int?

  /// Names listed as what may be meant.
  static let candidatesMax = 4
  /// Values below an element from which on it is itself an order.
  private static let ownValuesMin = 3

  init(_ facts: ExportDetection) {
    self.facts = facts
    let outline = facts.outline
    let names = outline.nodes.map { PlainWords(String(decoding: $0.name, as: UTF8.self)) }
    self.names = names
    guard facts.sample.format != .csv else {
      (order, orderIsSure, item, lists, discount) = (0, true, 0, [], 0)
      return
    }
    let start = facts.sample.format == .xml ? outline.nodes[0].children.first ?? 0 : 0
    (order, orderIsSure) = Self.order(in: outline, from: start, format: facts.sample.format)
    let order = order
    let isXML = facts.sample.format == .xml
    // One element of XML may be a list that has one item in this export.
    let itemWords = Self.words(.basketItems)
    lists = outline.nodes(below: order).filter { node in
      outline.nodes[node].isContainer
        && (outline.nodes[node].isList || (isXML && itemWords.contains { names[node].has($0) }))
    }
    let repeated = lists.filter {
      outline.nodes[$0].isList && !outline.isInList(outline.nodes[$0].parent, below: order)
    }
    let named = repeated.filter { node in itemWords.contains { names[node].has($0) } }
    item = named.count == 1 ? named[0] : repeated.count == 1 ? repeated[0] : nil
    let discountWords = Self.words(.discounts)
    let discounts = lists.filter { node in
      outline.nodes[node].isList && discountWords.contains { names[node].has($0) }
    }
    discount = discounts.count == 1 ? discounts[0] : nil
  }

  /// The node that is one order: below a document's top, the only list of things that are no mere
  /// part of one.
  private static func order(
    in outline: ExportOutline, from start: Int, format: ExportFormat
  ) -> (Int, Bool) {
    let own = outline.nodes[start].children.filter { child in
      !outline.nodes[child].isContainer && !outline.nodes[child].name.starts(with: [0x40])
    }
    if own.count >= ownValuesMin || (format == .jsonLines && outline.records > 1) {
      return (start, true)
    }
    let lists = outline.nodes(below: start).filter { node in
      outline.nodes[node].isContainer && outline.nodes[node].isList
        && !outline.isInList(outline.nodes[node].parent)
    }
    if lists.count == 1 { return (lists[0], true) }
    if let first = lists.first { return (first, false) }
    let containers = outline.nodes[start].children.filter { outline.nodes[$0].isContainer }
    if format == .xml, containers.count == 1 { return (containers[0], true) }
    return (start, format == .jsonLines)
  }

  // MARK: Nodes and paths

  /// The nodes with values where a field of this owner would be looked for.
  func nodes(for owner: OrderFieldOwner) -> [Int] {
    let start: Int?
    switch owner {
    case .order: start = order
    case .item: start = item
    case .discount: start = discount
    }
    guard let start else { return [] }
    return facts.outline.nodes(below: start).filter { node in
      !facts.outline.nodes[node].isContainer
        && (owner != .order || facts.sample.format == .csv
          || !facts.outline.isInList(facts.outline.nodes[node].parent, below: order))
    }
  }

  /// The path of a node from where a field of this owner starts, as a profile writes it.
  func path(of node: Int, for owner: OrderFieldOwner) -> String {
    switch owner {
    case .order: path(of: node, from: order)
    case .item: path(of: node, from: item ?? order)
    case .discount: path(of: node, from: discount ?? order)
    }
  }

  private func path(of node: Int, from start: Int) -> String {
    let names = facts.outline.path(of: node).dropFirst(facts.outline.path(of: start).count)
    switch facts.sample.format {
    case .csv: return names.joined()
    case .jsonLines: return names.map(Self.escaped).joined(separator: ".")
    case .xml: return names.joined(separator: "/")
    }
  }

  private static func escaped(_ key: String) -> String {
    var text = ""
    for character in key {
      if character == "." || character == "\\" || character == "[" { text += "\\" }
      text.append(character)
    }
    return text
  }

  // MARK: Lines

  /// Where orders are.
  var orderPathLines: [String] {
    guard facts.sample.format != .csv, order != 0 || facts.sample.format == .xml else { return [] }
    let path = DraftText.scalar(path(of: order, from: 0))
    if orderIsSure { return ["    path: \(path)"] }
    return ["    path: TODO" + DraftText.note("what holds one order; perhaps: \(path)")]
  }

  /// Where items are.
  var itemPathLines: [String] { pathLines(item, "the list of items") }

  /// Where discounts are.
  var discountPathLines: [String] { pathLines(discount, "the list of discounts") }

  private func pathLines(_ node: Int?, _ meaning: String) -> [String] {
    guard facts.sample.format != .csv else { return [] }
    if let node { return ["    path: \(DraftText.scalar(path(of: node, from: order)))"] }
    let perhaps = lists.prefix(Self.candidatesMax).map {
      DraftText.comment(path(of: $0, from: order))
    }
    let note = perhaps.isEmpty ? "" : "; perhaps: \(perhaps.joined(separator: ", "))"
    return ["    path: TODO" + DraftText.note(meaning + note)]
  }

  // MARK: What may be meant

  /// Names that may be meant by a field, the likeliest first, as comments show them.
  func candidates(_ field: OrderField) -> [String] {
    let isNumber = FieldKind.isNumber(field)
    var owner = field.owner
    if nodes(for: owner).isEmpty { owner = .order }
    let words = Self.words(field)
    let ranked = nodes(for: owner).compactMap { node -> (rank: Int, depth: Int, node: Int)? in
      let kind = facts.kind(of: node)
      if isNumber, !kind.isNumber || facts.outline.nodes[node].values.isEmpty { return nil }
      if !isNumber, kind == .amounts || kind == .empty { return nil }
      guard let rank = rank(of: names[node], words) else { return nil }
      return (rank, facts.outline.path(of: node).count, node)
    }.sorted { $0 < $1 }
    return ranked.prefix(Self.candidatesMax).map {
      DraftText.comment(path(of: $0.node, for: owner))
    }
  }

  /// How near a name is to the words for a field: 0 for the first word itself; nil where it has
  /// none of them.
  private func rank(of name: PlainWords, _ words: [PlainWords]) -> Int? {
    if let index = words.firstIndex(of: name) { return index }
    let index = words.firstIndex { !Self.plainestWords.contains($0) && name.has($0) }
    return index.map { words.count + $0 }
  }

  /// Those of some nodes whose names have one of the words for a field.
  func called(_ field: OrderField, of nodes: [Int]) -> [Int] {
    let words = Self.words(field)
    return nodes.filter { node in words.contains { names[node].has($0) } }
  }

  /// Words that say too little inside of others.
  private static let plainestWords = ["no", "id", "name", "number", "count"].map(PlainWords.init)

  private static func words(_ field: OrderField) -> [PlainWords] {
    texts(field).map(PlainWords.init)
  }

  /// What shop systems call a field, in the languages that were met, the plainest words first.
  private static func texts(_ field: OrderField) -> [String] {
    switch field {
    case .orderID:
      [
        "order id", "order number", "order no", "increment id", "sipariş no", "sipariş numarası",
        "belge no", "order", "sipariş", "invoice", "fatura", "reference", "number", "no", "id",
        "name",
      ]
    case .amount:
      [
        "grand total", "order total", "total price", "total", "genel toplam", "toplam tutar",
        "payable", "paid", "toplam", "tutar", "amount", "betrag", "summe",
      ]
    case .totalProductAmount:
      ["subtotal", "sub total", "ara toplam", "items total", "products", "line extension", "ürün"]
    case .totalDiscountAmount: ["discount amount", "discount", "indirim", "rabatt", "coupon"]
    case .totalAmount: ["net total", "subtotal", "sub total", "ara toplam", "total"]
    case .itemQuantity:
      ["quantity", "qty", "adet", "miktar", "menge", "anzahl", "count", "pieces"]
    case .itemPrice:
      [
        "line total", "row total", "item total", "lineitem price", "satır tutarı", "price", "fiyat",
        "total", "tutar", "preis",
      ]
    case .itemUnitPrice:
      ["unit price", "birim fiyat", "item price", "price", "fiyat", "preis"]
    case .discountAmount: ["discount amount", "discount", "indirim", "rabatt", "amount"]
    case .currency: ["currency", "para birimi", "döviz", "devise", "währung", "waers", "curcy"]
    case .basketItems: ["item", "line", "product", "ürün", "kalem", "position"]
    case .discounts: ["discount", "indirim", "coupon", "rabatt", "promotion"]
    default: []
    }
  }
}

/// What a field's values are.
enum FieldKind {
  /// Whether the field is a number.
  static func isNumber(_ field: OrderField) -> Bool {
    field != .orderID && field != .currency
  }
}
