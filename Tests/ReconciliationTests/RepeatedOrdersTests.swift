import DuplicateIndex
import Foundation
import Testing

/// Which repeat is which: a copy, another order, or rows that stand apart.
@Suite struct RepeatedOrdersTests {
  /// One export and what its last record is found to be.
  struct Case: CustomStringConvertible {
    var description: String
    var name: String
    var text: String
    /// Code and kind where the profile compares, and where it does not.
    var compared: String
    var plain: String
  }

  private static let header =
    "order_id,amount,total_product_amount,total_discount_amount,total_amount,item_price\n"

  private static func yaml(_ repeats: String) -> String {
    """
    profile_version: 1
    name: test
    currency: { default: TRY }
    repeats: \(repeats)
    csv:
      order:
        fields:
          order_id: order_id
          amount: amount
          basket.total_product_amount: total_product_amount
          basket.total_discount_amount: total_discount_amount
          basket.total_amount: total_amount
      items: { fields: { price: item_price } }
    json:
      order: { fields: { order_id: id, amount: a, basket.total_product_amount: p,
        basket.total_discount_amount: d, basket.total_amount: t } }
      items: { path: items, fields: { price: price } }
    """
  }

  private static func csv(
    _ name: String, _ rows: String, _ compared: String, _ plain: String = "ORDER_ID_EXISTS"
  ) -> Case {
    Case(
      description: name, name: "a.csv", text: header + rows, compared: compared, plain: plain)
  }

  private static func json(_ name: String, _ lines: String, _ compared: String) -> Case {
    Case(
      description: name, name: "a.jsonl", text: lines, compared: compared,
      plain: "ORDER_ID_EXISTS")
  }

  private static let other = "2,5,5,0,5,5\n"
  private static let line = #"{"id":1,"a":5,"p":5,"d":0,"t":5,"items":[{"price":5}]}"#

  static let cases = [
    csv("copy", "1,9,9,0,9,9\n" + other + "1,9,9,0,9,9\n", "ORDER_ID_EXISTS same_content"),
    csv(
      "copy with another line end", "1,9,9,0,9,9\r\n" + other + "1,9,9,0,9,9",
      "ORDER_ID_EXISTS same_content"),
    csv(
      "copy of several rows", "1,9,9,0,9,4\n1,,,,,5\n" + other + "1,9,9,0,9,4\n1,,,,,5\n\n",
      "ORDER_ID_EXISTS same_content"),
    csv(
      "another amount", "1,9,9,0,9,9\n" + other + "1,8,8,0,8,8\n",
      "ORDER_ID_EXISTS different_content"),
    csv(
      "the same amounts of other items, which fit them",
      "1,9,9,0,9,9\n" + other
        + "1,9,9,0,9,4\n1,,,,,5\n", "ORDER_ID_EXISTS different_content"),
    csv(
      "rows that repeat the amounts stand apart", "1,9,9,0,9,4\n" + other + "1,9,9,0,9,5\n",
      "ROWS_APART"),
    csv(
      "rows without the amounts stand apart", "1,9,9,0,9,4\n" + other + "1,,,,,5\n", "ROWS_APART",
      "ROWS_APART"),
    csv(
      "rows with wrong amounts are no part", "1,9,9,0,9,9\n" + other + "1,7,7,0,7,5\n",
      "ORDER_ID_EXISTS different_content"),
    json("a copied line", "\(line)\n\(line)  \n", "ORDER_ID_EXISTS same_content"),
    json(
      "another line", "\(line)\n\(line.replacing("\"price\":5", with: "\"price\":4"))\n",
      "ORDER_ID_EXISTS different_content"),
  ]

  @Test(arguments: cases)
  func tellsRepeatsApart(_ example: Case) async throws {
    for (repeats, expected) in [("compare", example.compared), ("report", example.plain)] {
      let folder = try ExportFolder()
      try folder.write(example.name, Array(example.text.utf8))
      for memoryLimit in [1 << 30, 1] {
        let result = try await folder.run(
          [example.name], memoryLimit: memoryLimit, profile: Self.yaml(repeats))
        let last = try #require(result.lines.last)
        let codes = last.matches(of: /"error_code":"(ORDER_ID_EXISTS|ROWS_APART)"/).map(\.output.1)
        let kind = last.firstMatch(of: /"kind":"([a-z_]+)"/).map { " \($0.output.1)" } ?? ""
        #expect(codes.joined() + kind == expected, "\(repeats) \(memoryLimit)")
        #expect(!last.contains("MISSING_FIELD"))
      }
    }
  }

  /// Rows of another export are never parts of an order.
  @Test func comparesAcrossExports() async throws {
    let folder = try ExportFolder()
    try folder.write("a.csv", Array((Self.header + "1,9,9,0,9,9\n").utf8))
    try folder.write("b.csv", Array((Self.header + Self.other + "1,9,9,0,9,9\n").utf8))
    try folder.write("c.csv", Array((Self.header + "1,,,,,9\n").utf8))
    let result = try await folder.run(["a.csv", "b.csv", "c.csv"], profile: Self.yaml("compare"))
    #expect(result.lines.count == 2)
    #expect(result.lines.first?.contains("same_content") == true)
    #expect(result.lines.last?.contains("different_content") == true)
  }

  @Test func contentsAreKeptOnDisk() throws {
    var log = ContentLog(directory: NSTemporaryDirectory())
    let digests = (0..<20_000).map {
      ContentDigest(content: UInt64($0) &* 0x9E37_79B9_7F4A_7C15, head: UInt64($0))
    }
    for start in stride(from: 0, to: digests.count, by: 1000) {
      try log.append(Array(digests[start..<start + 1000]))
    }
    for ordinal in [0, 1, 4095, 4096, 4097, 12_345, 16_383, 16_384, 19_999] {
      #expect(try log.digest(of: ordinal) == digests[ordinal])
    }
  }
}
