import BasketModel
import ExportReading
import TestSupport
import Testing

/// One table read in its usual layout and with its columns anywhere among others.
@Suite struct CSVColumnTests {
  private static let names = [
    "order_id", "amount", "currency", "order_date", "total_product_amount",
    "total_discount_amount", "total_amount", "item_product_code", "item_quantity",
    "item_unit_price", "item_price", "discount_code", "discount_amount",
  ]
  /// The columns of the order, after its id, and those of its parts.
  private static let orderColumns = 1..<7

  private static func cell(_ random: inout SeededGenerator) -> String {
    switch random.below(10) {
    case 0, 1: ""
    case 2: random.pick([" ", "\"\"", "\" \"", "\"1.00\"", "\"1\"\"2\"", "\"1,5\"", "x"])
    case 3: random.pick(["-1.00", "123456.78", "123456789.01", " 2.50", "1.", "0.001", "!"])
    default: random.pick(["1.00", "1", "20", "300.50", "1.5", "0.00", "TRY", "7"])
    }
  }

  /// Rows of a few orders each; what a further row repeats of its order is mostly the same.
  private static func table(_ random: inout SeededGenerator) -> [[String]] {
    var rows: [[String]] = []
    for number in 0..<random.below(5) + 1 {
      let first = ["\(number)"] + names.dropFirst().map { _ in cell(&random) }
      rows.append(first)
      let repeats = random.once(in: 2)
      for _ in 0..<random.below(4) {
        var further = [first[0]] + names.dropFirst().map { _ in cell(&random) }
        for column in orderColumns {
          further[column] = random.once(in: 8) ? cell(&random) : repeats ? first[column] : ""
        }
        rows.append(further)
      }
    }
    return rows
  }

  private static func export(_ rows: [[String]], lineEnd: String) -> [UInt8] {
    Array(rows.map { $0.joined(separator: ",") + lineEnd }.joined().utf8)
  }

  /// The rows with their columns in another order and unmapped ones between them.
  private static func spread(_ rows: [[String]], _ random: inout SeededGenerator) -> [[String]] {
    let width = names.count + random.pick([0, 1, 20, 51, 52, 120, 200])
    var places = Array(0..<width)
    places.shuffle(using: &random)
    return rows.enumerated().map { number, row in
      var cells = (0..<width).map { column in
        number == 0 ? "other \(column)" : random.pick(["", "", "a", "\"b,\"", "\"\""])
      }
      for (column, cell) in row.enumerated() { cells[places[column]] = cell }
      return cells
    }
  }

  @Test func columnsMayStandAnywhere() throws {
    let harness = try ReadingHarness(.csv(delimiter: 0x2C))
    for seed in 0..<400 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let rows = [Self.names] + Self.table(&random)
      let lineEnd = random.pick(["\n", "\r\n"])
      let usual = harness.read(Self.export(rows, lineEnd: lineEnd))
      let other = Self.export(Self.spread(rows, &random), lineEnd: lineEnd)
      let spread = harness.readEveryWay(other, bufferSizes: [64, 1000])
      #expect(spread.records == usual.records, "seed \(seed)")
      #expect(spread.orders == usual.orders, "seed \(seed)")
    }
  }
}
