import BasketModel
import ExportReading
import Foundation
import TestSupport
import Testing

/// Texts read by the CSV readers and by their slow twin.
@Suite struct CSVTwinTests {
  /// Text fields of an order, so that a row of seven texts can be read back; the amounts stand
  /// behind.
  private static let header =
    "order_id,order_date,session_owner_id,merchant_customer_id,"
    + "amount,total_product_amount,total_discount_amount,total_amount"
  private static let textColumns: [OrderTextField] = [
    .orderID, .orderDate, .sessionOwnerID, .merchantCustomerID,
  ]

  private static func cell(_ random: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<random.below(random.once(in: 5) ? 70 : 4) {
      text += random.pick(["a", "b", "é", ";", " ", "\\"])
    }
    switch random.below(12) {
    case 0...6: return text
    case 7, 8: return "\"" + text + random.pick(["", ",", "\n", "\r\n", "\"\"", "\"\"\"\""]) + "\""
    case 9: return "\"" + text + "\"" + text
    case 10: return text + random.pick(["\"", "\r", "\"\"", "\n"])
    default: return random.pick(["\"", "\"\"", "\"\"\"", "\"a\"\r", "\"\"\"\""])
    }
  }

  private static func document(_ random: inout SeededGenerator) -> [UInt8] {
    var text = header + "\n"
    for number in 0..<random.below(8) {
      // Ids that differ, mostly, so that rows are orders.
      var cells = [random.once(in: 6) ? cell(&random) : "\(number)"]
      for _ in 0..<(random.once(in: 10) ? random.below(5) : 3) { cells.append(cell(&random)) }
      text += (cells + ["1", "1", "0", "1"]).joined(separator: ",")
      text += random.pick(["\n", "\n", "\n", "\r\n", "\n\n", ""])
    }
    return Array(text.utf8)
  }

  /// What one row should have become.
  private static func expected(_ row: ReferenceCSVReader.Row) -> [[UInt8]?]? {
    guard let cells = row.cells, cells.count == 8 else { return nil }
    return textColumns.indices.map { column in
      let isBlank = cells[column].allSatisfy { [0x20, 0x09, 0x0D, 0x0A].contains($0) }
      return isBlank ? nil : cells[column]
    }
  }

  private static func isBlankLine(_ row: ReferenceCSVReader.Row, _ bytes: [UInt8]) -> Bool {
    guard let cells = row.cells, cells.count == 1 else { return false }
    let end = bytes[row.byte...].firstIndex(of: 0x0A) ?? bytes.count
    return bytes[row.byte..<end].allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
  }

  @Test func readersAgreeWithTheirTwin() throws {
    let harness = try ReadingHarness(.csv(delimiter: 0x2C))
    for seed in 0..<1000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let bytes = Self.document(&random)
      let result = harness.readEveryWay(bytes, bufferSizes: [1, 5, 40, 64, 100, 150])
      let rows = ReferenceCSVReader.rows(bytes).dropFirst().filter { !Self.isBlankLine($0, bytes) }
      var previous: [UInt8]?
      var expected: [(texts: [[UInt8]?]?, byte: Int)] = []
      for row in rows {
        let texts = Self.expected(row)
        // A further row of an order is no record.
        if let id = texts?[0], id == previous { continue }
        if let texts { previous = texts[0] }
        expected.append((texts, row.byte))
      }
      let input = String(decoding: bytes, as: UTF8.self).debugDescription
      #expect(
        result.orders.map(\.isUnreadable) == expected.map { $0.texts == nil },
        "seed \(seed): \(input)")
      for (order, row) in zip(result.orders, expected) {
        guard let texts = row.texts else { continue }
        let read = Self.textColumns.map { order.texts[$0.rawValue] }
        #expect(read == texts, "seed \(seed): \(input)")
      }
    }
  }
}

/// The public csv-spectrum: files with what they mean.
@Suite(.enabled(if: Corpora.folder("csv-spectrum") != nil)) struct CSVConformanceTests {
  @Test func readsTheSpectrum() throws {
    let folder = try #require(Corpora.folder("csv-spectrum"))
    let files = try Corpora.files(in: folder.appending(path: "csvs"), ending: "csv")
    #expect(files.count >= 10)
    // One file's meaning is a single object in Latin-1, which says nothing about CSV.
    for file in files where file.lastPathComponent != "location_coordinates.csv" {
      let name = file.deletingPathExtension().lastPathComponent
      let meaning = try Data(contentsOf: folder.appending(path: "json/\(name).json"))
      let objects = try #require(
        try JSONSerialization.jsonObject(with: meaning) as? [[String: String]])
      try check(name, Array(try Data(contentsOf: file)), objects)
    }
  }

  /// The twin reads the file as it is meant, and the readers read it as the twin does: with columns
  /// for the order's fields in front of each row.
  private func check(_ name: String, _ bytes: [UInt8], _ objects: [[String: String]]) throws {
    let rows = ReferenceCSVReader.rows(bytes).compactMap(\.cells)
      .map { $0.map { String(decoding: $0, as: UTF8.self) } }
    let header = try #require(rows.first)
    let read = rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    #expect(read == objects, "\(name)")

    let fields: [OrderTextField] = [
      .orderDate, .sessionOwnerID, .merchantCustomerID, .merchantCustomerEmail, .accessToken,
    ]
    let names = [
      "order_date", "session_owner_id", "merchant_customer_id", "merchant_customer_email",
      "akinon_user_access_token",
    ]
    #expect(header.count <= fields.count, "\(name)")
    var text = Array(
      "order_id,amount,total_product_amount,total_discount_amount,total_amount,".utf8)
    text += names.prefix(header.count).joined(separator: ",").utf8
    text.append(0x0A)
    let starts = ReferenceCSVReader.rows(bytes).map(\.byte) + [bytes.count]
    for (number, (start, end)) in zip(starts, starts.dropFirst()).dropFirst().enumerated() {
      text += "\(number),1,1,0,1,".utf8
      text += bytes[start..<end]
    }
    let result = try ReadingHarness(.csv(delimiter: 0x2C)).readSplitEverywhere(text)
    let texts = result.orders.map { order in
      fields.prefix(header.count).map {
        order.texts[$0.rawValue].map { String(decoding: $0, as: UTF8.self) } ?? ""
      }
    }
    #expect(texts == objects.map { object in header.map { object[$0] ?? "" } }, "\(name)")
  }
}
