import BasketModel
import DuplicateIndex
package import ExportProfiles
import ExportReading
import OrderRules

/// Reads one example of a profile as `check` would, and compares what comes of it.
package struct ExampleRun {
  private let profile: Profile
  private let example: ProfileExample
  /// What differs from what is expected, one line each; empty where nothing does.
  package private(set) var differences: [String] = []

  /// - Complexity: O(*n*) in the example's input.
  package init(_ example: ProfileExample, of profile: Profile) {
    self.profile = profile
    self.example = example
    let (orders, exportFindings) = read()
    if let expected = example.orders { compare(orders, with: expected) }
    if let expected = example.findings {
      compareCodes(exportFindings, with: expected, of: "the export")
    }
  }

  /// One record as it was read, in words that examples use.
  private struct ReadOrder {
    var fields: [OrderField: String] = [:]
    var items: [[OrderField: String]] = []
    var discounts: [[OrderField: String]] = []
    var codes: [String] = []
    var isSkipped = false
  }

  // MARK: Reading

  private var format: ExportFormat {
    switch example.format {
    case "json": .jsonLines
    case "xml": .xml
    default: .csv
    }
  }

  private func read() -> (orders: [ReadOrder], exportFindings: [String]) {
    let sample = ExportSample(text: Array(example.input.utf8), format: format, name: example.name)
    guard let stream = sample.stream(as: profile) else { return ([], []) }
    let buffer = InputBuffer(capacity: ReadLimits.standard.bufferBytes)
    let rules = RuleContext(profile)
    var reader: RecordReader?
    var orders: [ReadOrder] = []
    var exportFindings: [FindingCode] = []
    var ids: Set<[UInt8]> = []
    while stream.next(buffer) != nil, let layout = stream.layout {
      if reader == nil { reader = RecordReader(layout) }
      reader?.read(buffer)
      guard let batch = reader?.batch else { break }
      let texts = buffer.text(of: batch)
      var findings: [OrderFinding] = []
      var tally = RuleTally()
      OrderRuleList.evaluate(
        batch, text: texts, context: rules, findings: &findings, tally: &tally)
      for index in batch.orders.indices {
        var order = Self.order(batch, texts, index)
        order.codes = findings.filter { $0.order == index }.map(\.finding.code.name)
        let stated = batch.orders[index]
        if stated.entersDuplicateIndex, let id = texts.bytes(of: stated.id),
          !ids.insert(id).inserted
        {
          order.codes.append(FindingCode.orderIDExists.name)
        }
        orders.append(order)
      }
      exportFindings += batch.exportFindings.map(\.code)
    }
    exportFindings += stream.findings.map(\.code).filter { !exportFindings.contains($0) }
    if orders.isEmpty, exportFindings.isEmpty { exportFindings = [.emptyInput] }
    return (orders, exportFindings.map(\.name))
  }

  private static func order(_ batch: OrderBatch, _ texts: BatchText, _ index: Int) -> ReadOrder {
    let stated = batch.orders[index]
    var order = ReadOrder()
    order.isSkipped = stated.isSkipped
    order.fields[.orderID] = texts.bytes(of: stated.id).map { String(decoding: $0, as: UTF8.self) }
    guard !stated.isUnreadable else { return order }
    if stated.currency.isKnown { order.fields[.currency] = stated.currency.code }
    for field in OrderAmountField.allCases {
      order.fields[field.field] = text(stated.amounts[field.rawValue], scale: stated.scale)
    }
    for place in stated.itemIndices {
      let item = batch.items[place]
      var fields: [OrderField: String] = [:]
      fields[.itemQuantity] = text(item.quantity, scale: item.quantity.fractionDigits)
      fields[.itemUnitPrice] = text(item.unitPrice, scale: stated.scale)
      fields[.itemPrice] = text(item.price, scale: stated.scale)
      order.items.append(fields)
    }
    for place in stated.discountIndices {
      var fields: [OrderField: String] = [:]
      fields[.discountAmount] = text(batch.discounts[place].amount, scale: stated.scale)
      order.discounts.append(fields)
    }
    return order
  }

  private static func text(_ amount: StatedAmount, scale: UInt8) -> String? {
    amount.minorUnits.map { DecimalText.text(minorUnits: Int128($0), scale: scale) }
  }

  // MARK: Comparing

  private mutating func compare(_ orders: [ReadOrder], with expected: [ExpectedOrder]) {
    if orders.count != expected.count {
      differences.append("\(expected.count) orders are expected, and \(orders.count) were read")
    }
    for (number, pair) in zip(orders, expected).enumerated() {
      let (order, expected) = pair
      let name = "order \(number + 1)"
      compare(order.fields, with: expected.fields, of: name)
      if let items = expected.items { compareParts(order.items, with: items, "item", of: name) }
      if let discounts = expected.discounts {
        compareParts(order.discounts, with: discounts, "discount", of: name)
      }
      if let codes = expected.findings { compareCodes(order.codes, with: codes, of: name) }
      if let isSkipped = expected.isSkipped, isSkipped != order.isSkipped {
        differences.append("\(name) was \(order.isSkipped ? "" : "not ")skipped")
      }
    }
  }

  private mutating func compareParts(
    _ parts: [[OrderField: String]], with expected: [[OrderField: String]], _ noun: String,
    of name: String
  ) {
    if parts.count != expected.count {
      differences.append(
        "\(name): \(expected.count) \(noun)s are expected, and \(parts.count) were read")
    }
    for (number, pair) in zip(parts, expected).enumerated() {
      compare(pair.0, with: pair.1, of: "\(name), \(noun) \(number + 1)")
    }
  }

  private mutating func compare(
    _ fields: [OrderField: String], with expected: [OrderField: String], of name: String
  ) {
    for field in OrderField.allCases {
      guard let wanted = expected[field] else { continue }
      let found = fields[field] ?? ""
      let isText = field == .orderID || field == .currency
      if isText ? found == wanted : Self.normal(found) == Self.normal(wanted) { continue }
      let shownName = field.profileName.split(separator: ".").last.map(String.init) ?? ""
      differences.append(
        "\(name): \(shownName) is expected to be \(Self.shown(wanted)), and is \(Self.shown(found))"
      )
    }
  }

  private mutating func compareCodes(_ codes: [String], with expected: [String], of name: String) {
    guard codes.sorted() != expected.sorted() else { return }
    differences.append(
      "\(name): the findings \(Self.listed(expected)) are expected, and there are "
        + Self.listed(codes))
  }

  private static func listed(_ codes: [String]) -> String {
    codes.isEmpty ? "none" : codes.joined(separator: ", ")
  }

  private static func shown(_ text: String) -> String { text.isEmpty ? "without value" : text }

  /// A number without zeros that say nothing.
  private static func normal(_ text: String) -> Substring {
    guard text.contains(".") else { return text[...] }
    var end = text.endIndex
    while end > text.startIndex, text[text.index(before: end)] == "0" {
      end = text.index(before: end)
    }
    if end > text.startIndex, text[text.index(before: end)] == "." { end = text.index(before: end) }
    return text[..<end]
  }
}
