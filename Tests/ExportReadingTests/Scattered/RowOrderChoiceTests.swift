import ExportProfiles
import ExportReading
import Testing

/// Whether the lines of an order stand together, as the start of an export shows.
struct RowOrderChoiceTests {
  private static func profile(rows: String) throws -> Profile {
    let yaml = """
      profile_version: 1
      name: lines
      currency: { default: EUR }
      json:
        children: { parent: up, rows: \(rows) }
        order:
          not_stated: [basket.total_product_amount, basket.total_discount_amount, basket.total_amount]
          fields: { order_id: id, amount: total }
        items: { path: children, fields: { price: price } }
      """
    return try ProfileReader.profile(fromYAML: Array(yaml.utf8), source: "lines.yaml")
  }

  struct Case: CustomTestStringConvertible {
    var name: String
    var lines: [String]
    var order: RowOrder

    init(_ name: String, _ lines: [String], _ order: RowOrder) {
      self.name = name
      self.lines = lines
      self.order = order
    }

    var testDescription: String { name }
  }

  @Test(arguments: [
    Case("no lines", [], .scattered),
    Case("orders alone", [#"{"id":"a"}"#, #"{"id":"b"}"#], .scattered),
    Case("a child behind its order", [#"{"id":"a"}"#, #"{"up":"a"}"#], .adjacent),
    Case("a mark at the start", ["\u{FEFF}" + #"{"id":"a"}"#, #"{"up":"a"}"#], .adjacent),
    Case("ids that are numbers", [#"{"id":1}"#, #"{"id":2,"up":1}"#, #"{"up":2}"#], .adjacent),
    Case(
      "a child behind another order", [#"{"id":"a"}"#, #"{"id":"b"}"#, #"{"up":"a"}"#], .scattered),
    Case("a child before its order", [#"{"up":"a"}"#, #"{"id":"a"}"#], .scattered),
    Case(
      "one that is lost among others",
      [#"{"id":"a"}"#, #"{"up":"a"}"#, #"{"up":"x"}"#, #"{"id":"b"}"#, #"{"up":"b"}"#], .adjacent),
    Case(
      "one that follows by chance",
      [#"{"id":"a"}"#, #"{"id":"b"}"#, #"{"up":"b"}"#, #"{"up":"a"}"#, #"{"up":"a"}"#], .scattered),
    Case("a line that is cut", [#"{"id":"a"}"#, #"{"up":"a"}"#, #"{"id":"b","x":"#], .adjacent),
    Case("lines that cannot be read", ["", "x", #"{"id":"#, #"{"up":"a""#], .scattered),
  ])
  func decides(_ test: Case) throws {
    let bytes = Array(test.lines.joined(separator: "\n").utf8)
    let settled = try Self.profile(rows: "either").settled(for: bytes)
    #expect(settled.mappings.json?.children?.order == test.order)
  }

  @Test(arguments: [RowOrder.adjacent, .scattered])
  func staysWhatTheProfileSays(_ order: RowOrder) throws {
    let settled = try Self.profile(rows: order.rawValue).settled(for: Array(#"{"up":"a"}"#.utf8))
    #expect(settled.mappings.json?.children?.order == order)
  }
}
