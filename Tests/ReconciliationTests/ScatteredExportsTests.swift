import BasketModel
import Foundation
import TestSupport
import Testing

/// Orders whose rows or lines stand anywhere are those that they are where they stand together.
@Suite struct ScatteredExportsTests {
  private static func yaml(_ rows: String) -> String {
    """
    profile_version: 1
    name: test
    currency: { default: EUR }
    csv:
      rows: \(rows)
      order:
        not_stated: [basket.total_product_amount, basket.total_discount_amount]
        fields: { order_id: No, amount: { value: Total, take: filled }, basket.total_amount: Sum }
      items: { fields: { price: Price } }
    json:
      children: { parent: parent, rows: \(rows) }
      order:
        not_stated: [basket.total_product_amount, basket.total_discount_amount]
        fields: { order_id: name, amount: total, basket.total_amount: sum }
      items:
        path: children
        where: { value: price, filled: yes }
        fields: { price: price }
    """
  }

  /// Rows by order: each a line of its own.
  private static func rows(seed: UInt64, orders: Int) -> [[String]] {
    var random = SeededGenerator(seed: seed)
    return (0..<orders).map { number in
      let id = random.once(in: 9) ? "\"order \(number)\"" : "\(number)"
      let total = random.below(50)
      var rest = total
      var rows: [String] = []
      let count = 1 + random.below(5)
      for item in 0..<count {
        let price = item == count - 1 ? rest : random.below(rest + 1)
        rest -= price
        let stated = item == 0 || random.once(in: 3) ? "\(total),\(total)" : ","
        var row = "\(id),\(stated),\(random.once(in: 40) ? price + 1 : price)"
        if random.once(in: 50) {
          row = random.pick([row + ",x", "\(id),\"a\"b,,1", "\(id),\0,1,1"])
        }
        rows.append(row + "\n")
      }
      return rows
    }
  }

  private static func lines(seed: UInt64, orders: Int) -> [[String]] {
    var random = SeededGenerator(seed: seed)
    return (0..<orders).map { number in
      let prices = (0..<random.below(5)).map { _ in random.below(30) }
      let total = prices.reduce(0, +) + (random.once(in: 20) ? 1 : 0)
      var lines = [
        #"{"id":"o\#(number)","name":"\#(number)","total":\#(total),"sum":"\#(total)"}"# + "\n"
      ]
      for (item, price) in prices.enumerated() {
        let id = "i\(number)-\(item)"
        let cut = random.once(in: 40) ? "" : "}"
        lines.append(#"{"id":"\#(id)","parent":"o\#(number)","price":\#(price)\#(cut)"# + "\n")
        // Where children follow their parents, those of a broken one are broken, too.
        if random.once(in: 3), !cut.isEmpty {
          lines.append(#"{"parent":"\#(id)","tax":\#(price)}"# + "\n")
        }
      }
      return lines
    }
  }

  /// The lines of an export that is shuffled, and of one where orders stand together, in the order
  /// of their first lines; with the line of the former for each of the latter.
  private static func arranged(
    _ orders: [[String]], headFirst: Bool, _ random: inout SeededGenerator
  ) -> (shuffled: [String], sorted: [String], places: [Int]) {
    var all = orders.enumerated().flatMap { order, lines in
      lines.enumerated().map { (order: order, line: $0.offset, text: $0.element) }
    }
    for index in all.indices.reversed() { all.swapAt(index, random.below(index + 1)) }
    var members: [Int: [Int]] = [:]
    for (place, line) in all.enumerated() { members[line.order, default: []].append(place) }
    let isHead = { (place: Int) in headFirst && all[place].line == 0 }
    let groups = members.values.map { places in
      let heads = places.filter(isHead)
      // Children before their own children, as an adjacent export has to have them.
      let isGrandchild = { (place: Int) in all[place].text.contains("tax") }
      let others = places.filter { !isHead($0) }
      return (
        heads.first ?? places[0],
        heads + others.filter { !isGrandchild($0) } + others.filter(isGrandchild)
      )
    }
    let places = groups.sorted { $0.0 < $1.0 }.flatMap(\.1)
    return (all.map(\.text), places.map { all[$0].text }, places)
  }

  /// The report without what depends on where lines stand, and with lines as in the shuffled
  /// export.
  private static func plain(_ report: String, header: Int, places: [Int]?) -> [String] {
    report.split(separator: "\n").map { line in
      String(line)
        .replacing(/"trace_id":"[^"]*",/, with: "")
        .replacing(/"byte":(null|[0-9]+)/, with: "")
        .replacing(/"line":([0-9]+)/) { match in
          let line = Int(match.output.1) ?? 0
          return "line \(places.map { $0[line - header - 1] + header + 1 } ?? line)"
        }
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64], ["a.csv", "a.jsonl"])
  func readsWhatStandsTogether(_ seed: UInt64, _ name: String) async throws {
    let isTable = name.hasSuffix("csv")
    let orders =
      isTable
      ? Self.rows(seed: seed, orders: 300) : Self.lines(seed: seed, orders: 300)
    var random = SeededGenerator(seed: seed)
    let (shuffled, sorted, places) = Self.arranged(orders, headFirst: !isTable, &random)
    let header = isTable ? "No,Total,Sum,Price\n" : ""
    let folder = try ExportFolder()
    try folder.write(name, Array((header + sorted.joined()).utf8))
    let together = try await folder.run([name], profile: Self.yaml("adjacent"))
    #expect(together.lines.count > 10)
    let expected = Self.plain(together.report, header: isTable ? 1 : 0, places: places)
    try folder.write(name, Array((header + shuffled.joined()).utf8))
    var reports: Set<String> = []
    for (memoryLimit, threads, bufferBytes) in [
      (1 << 30, 1, 512 << 10), (8 << 10, 1, 300), (1, 4, 2000), (1 << 30, 3, 100),
    ] {
      let apart = try await folder.run(
        [name], threads: threads, bufferBytes: bufferBytes, memoryLimit: memoryLimit,
        profile: Self.yaml("scattered"))
      let actual = Self.plain(apart.report, header: 0, places: nil)
      #expect(actual == expected, "\(memoryLimit) \(threads)")
      #expect(apart.counts == together.counts)
      reports.insert(apart.report)
    }
    #expect(reports.count == 1)
    #expect(try folder.names() == [name], "nothing is left behind")
  }

  /// Positions name the bytes of the export.
  @Test func tellsWhereThingsStand() async throws {
    let folder = try ExportFolder()
    let text = "No,Total,Sum,Price\n1,9,9,4\n2,x,1,1\n\n1,,,5,6\n1,,,5\n"
    try folder.write("a.csv", Array(text.utf8))
    let result = try await folder.run(["a.csv"], profile: Self.yaml("scattered"))
    let places = result.report.matches(of: /"line":([0-9]+),"byte":([0-9]+)/).map { match in
      (line: Int(match.output.1) ?? 0, byte: Int(match.output.2) ?? 0)
    }
    #expect(places.count == 6)
    let bytes = Array(text.utf8)
    for place in places {
      #expect(bytes[..<min(place.byte, bytes.count)].count { $0 == 0x0A } == place.line - 1)
    }
    #expect(result.summary.total.lines == 6 && result.summary.total.blankLines == 1)
    #expect(result.codes == ["MALFORMED_RECORD": 2, "INVALID_FIELD_VALUE": 1])
  }

  @Test func endsWithoutOrdersWhereItWasStopped() async throws {
    let folder = try ExportFolder()
    try folder.write("a.csv", Array("No,Total,Sum,Price\n1,9,9,4\n".utf8))
    let result = try await folder.run(
      ["a.csv"], profile: Self.yaml("scattered"), stopAfter: 0)
    #expect(result.codes == ["UNREADABLE_INPUT": 1] && result.summary.total.records == 0)
  }

  @Test func failsWhereThereIsNoDirectory() async throws {
    let folder = try ExportFolder()
    try folder.write("a.csv", Array("No,Total,Sum,Price\n1,9,9,4\n".utf8))
    await #expect(throws: (any Error).self) {
      try await folder.run(
        ["a.csv"], memoryLimit: 1, temporaryDirectory: folder.path("missing"),
        profile: Self.yaml("scattered"))
    }
  }
}
