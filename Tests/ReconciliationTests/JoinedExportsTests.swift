import BasketModel
import ExportProfiles
import ExportReading
import Foundation
import TestSupport
import Testing

/// Orders whose rows stand in several files.
@Suite struct JoinedExportsTests {
  private static func yaml(_ csv: String) -> String {
    "profile_version: 1\nname: test\ncurrency: { default: EUR }\ncsv:\n" + csv
  }

  private static let basket = """
      order:
        not_stated: [basket.total_product_amount, basket.total_amount]
        fields: { order_id: No, amount: Total, basket.total_discount_amount: Off }

    """

  private static let joined =
    yaml(
      """
        parts:
          orders: { key: No, files: 'orders*' }
          items: { key: [[Order, No]], files: 'items*', required: yes }
          discounts: { key: No, files: 'discounts*' }

      """ + basket
        + """
          items: { path: items, fields: { price: Price } }
          discounts: { path: discounts, fields: { amount: Amount } }
        """)

  private static let whole =
    yaml(
      basket
        + """
          items: { where: { value: Kind, is: item }, fields: { price: Price } }
          discounts: { where: { value: Kind, is: off }, fields: { amount: Price } }
        """)

  /// What is said of each order, without places.
  private static func said(_ report: String) -> [String] {
    report.split(separator: "\n").map { line in
      String(line).replacing(/"trace_id":"[^"]*",/, with: "")
        .replacing(/"source":\{[^}]*\}/, with: "")
    }.sorted()
  }

  /// The same orders in one file, where rows stand together, and in three, shuffled.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func readsWhatStandsInOneFile(_ seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    var whole = "No,Total,Off,Kind,Price\n"
    var orders: [String] = []
    var items: [String] = []
    var discounts: [String] = []
    for number in 0..<400 {
      let prices = (0..<1 + random.below(4)).map { _ in 10 + random.below(90) }
      let offs = (0..<random.below(3)).map { _ in random.below(5) }
      let total = prices.reduce(0, +) - offs.reduce(0, +) + (random.once(in: 10) ? 1 : 0)
      let head = "\(number),\(total),\(offs.reduce(0, +))"
      orders.append(head)
      for price in prices {
        whole += "\(head),item,\(price)\n"
        items.append("\(price),\(number)")
      }
      for off in offs {
        whole += "\(head),off,\(off)\n"
        discounts.append("\(number),\(off)")
      }
    }
    let folder = try ExportFolder()
    try folder.write("whole.csv", Array(whole.utf8))
    let expected = try await folder.run(["whole.csv"], profile: Self.whole)
    #expect(expected.lines.count > 20)
    let names = ["discounts.csv", "items 1.csv", "items 2.csv", "orders.csv"]
    let half = items.count / 2
    let texts = [
      "No,Amount\n" + random.shuffled(discounts), "Price,Order\n" + random.shuffled(items[..<half]),
      "Price,No\n" + random.shuffled(items[half...]), "No,Total,Off\n" + random.shuffled(orders),
    ]
    for (name, text) in zip(names, texts) { try folder.write(name, Array(text.utf8)) }
    var reports: Set<String> = []
    for (memoryLimit, threads, bufferBytes) in [
      (1 << 30, 1, 512 << 10), (8 << 10, 4, 300), (1, 1, 5000),
    ] {
      let apart = try await folder.run(
        names, threads: threads, bufferBytes: bufferBytes, memoryLimit: memoryLimit,
        profile: Self.joined)
      #expect(Self.said(apart.report) == Self.said(expected.report))
      #expect(apart.codes == expected.codes)
      #expect(apart.summary.exports.map(\.counts.records) == [0, 0, 0, 400])
      #expect(
        apart.summary.exports.map(\.counts.lines) == texts.map { $0.split(separator: "\n").count })
      reports.insert(apart.report)
    }
    #expect(reports.count == 1)
  }

  /// Files by name, and the findings: `export:line code id`, with the export and line of the row
  /// that is meant.
  struct Case: CustomStringConvertible {
    var description: String
    var files: [String: String]
    var findings: [String]

    init(_ name: String, _ files: [String: String], _ findings: [String]) {
      description = name
      self.files = files
      self.findings = findings
    }
  }

  private static let orders = "No,Total,Off\n1,5,0\n2,6,0\n"
  private static let items = "Order,Price\n2,6\n1,5\n"

  static let cases = [
    Case("nothing wrong", ["orders.csv": orders, "items.csv": items], []),
    Case("compressed names", ["orders.csv": orders, "ITEMS.CSV": items], []),
    Case(
      "an order without items", ["orders.csv": orders + "3,9,0\n", "items.csv": items],
      ["orders.csv:4 PART_MISSING 3"]),
    Case(
      "items without an order", ["orders.csv": orders, "items.csv": items + "7,1\n8,1\n7,2\n"],
      ["items.csv:4 ORDER_NOT_FOUND 7", "items.csv:5 ORDER_NOT_FOUND 8"]),
    Case(
      "an item without a key", ["orders.csv": orders, "items.csv": items + ",1\n"],
      ["items.csv:4 ORDER_NOT_FOUND "]),
    Case(
      "a discount without an order",
      ["orders.csv": orders, "items.csv": items, "discounts.csv": "No,Amount\n9,1\n"],
      ["discounts.csv:2 ORDER_NOT_FOUND 9"]),
    Case(
      "a faulty amount in an item", ["orders.csv": orders, "items.csv": items + "1,x\n"],
      ["items.csv:4 INVALID_FIELD_VALUE 1"]),
    Case(
      "an item that cannot be read", ["orders.csv": orders, "items.csv": items + "1,2,3\n"],
      ["items.csv:4 MALFORMED_RECORD 1"]),
    Case(
      "an item without a key that cannot be read",
      ["orders.csv": orders, "items.csv": items + "\"a\"b,1\n"],
      ["items.csv:4 MALFORMED_RECORD "]),
    Case(
      "an order that cannot be read",
      ["orders.csv": orders + "3,1\n", "items.csv": items + "3,1\n"],
      ["orders.csv:4 MALFORMED_RECORD "]),
    Case(
      "an order twice", ["orders.csv": orders + "1,5,0\n", "items.csv": items],
      ["orders.csv:4 ORDER_ID_EXISTS 1"]),
    Case(
      "a file that is no part", ["orders.csv": orders, "items.csv": items, "notes.csv": "a\n1\n"],
      ["notes.csv:0 UNREADABLE_INPUT "]),
    Case("a required part is missing", ["orders.csv": orders], ["orders.csv:0 UNREADABLE_INPUT "]),
    Case("the orders are missing", ["items.csv": items], ["items.csv:0 UNREADABLE_INPUT "]),
    Case(
      "a part without its key",
      ["orders.csv": orders, "items.csv": items, "discounts.csv": "Amount\n1\n"],
      ["discounts.csv:0 UNREADABLE_INPUT "]),
    Case(
      "no discounts are none",
      ["orders.csv": orders, "items.csv": items, "discounts.csv": "No,Amount\n"],
      ["discounts.csv:0 EMPTY_INPUT "]),
  ]

  @Test(arguments: cases)
  func tellsWhatDoesNotFit(_ example: Case) async throws {
    let folder = try ExportFolder()
    for (name, text) in example.files { try folder.write(name, Array(text.utf8)) }
    let names = example.files.keys.sorted()
    for memoryLimit in [1 << 30, 1] {
      let result = try await folder.run(names, memoryLimit: memoryLimit, profile: Self.joined)
      let found = result.lines.map { line in
        let id = line.firstMatch(of: /"order_id":"([^"]*)"/).map { String($0.output.1) } ?? ""
        let codes = line.matches(of: /"error_code":"([A-Z_]+)"/).map(\.output.1).joined(by: "+")
        let exports = line.matches(of: /"export":"([^"]*)"/).map { String($0.output.1) }
        let lines = line.matches(of: /"line":([0-9]+)/).map { String($0.output.1) }
        // The last place is that of the row, where it is not that of the order.
        let isRepeat = codes.contains("ORDER_ID_EXISTS")
        let export = isRepeat ? exports.first : exports.last
        return "\(export ?? ""):\((isRepeat ? lines.first : lines.last) ?? "0") \(codes) \(id)"
      }
      #expect(found.sorted() == example.findings.sorted(), "\(memoryLimit)")
    }
  }

  /// A name, or a header, and the part that it is; nothing for none or several.
  static let choices: [(fileName: String, header: String, part: Int?)] = [
    ("orders.csv", "a", 0), ("Orders-2026.CSV", "a", 0), ("x_items.csv.gz", "a", 1),
    ("x_items.tsv", "a", nil), ("other.csv", "Paid,No", 2), ("other.csv", "no , PAID,x", 2),
    ("other.csv", "Paid", nil), ("orders_items.csv", "a", nil),
    ("orders_items.csv", "Paid,No", nil), ("", "", nil),
  ]

  @Test(arguments: choices)
  func choosesParts(_ fileName: String, _ header: String, _ expected: Int?) {
    var parts = ["orders", "items", "payments"].map { TablePart(name: $0) }
    parts[0].fileNames = ["orders*"]
    parts[1].fileNames = ["*_items.csv", "?"]
    parts[2].headerNames = ["No", "Paid"]
    let names = header.split(separator: ",").map { Array($0.utf8) }
    var found: Int?
    if case .part(let part) = PartChoice(parts).part(fileName: fileName, header: names) {
      found = part
    }
    #expect(found == expected)
  }
}

extension SeededGenerator {
  /// The lines in another order, each with its end.
  fileprivate mutating func shuffled(_ lines: some Collection<String>) -> String {
    var lines = Array(lines)
    for index in lines.indices.reversed() { lines.swapAt(index, below(index + 1)) }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Sequence where Element: StringProtocol {
  fileprivate func joined(by separator: String) -> String {
    map { String($0) }.joined(separator: separator)
  }
}
