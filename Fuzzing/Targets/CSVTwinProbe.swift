import BasketModel
import ExportReading
import TestSupport

/// The rows of a CSV export as the reader finds them and as the slow twin does.
enum CSVTwinProbe {
  private static let header = Array(
    ("order_id,order_date,session_owner_id,merchant_customer_id,"
      + "amount,total_product_amount,total_discount_amount,total_amount\n").utf8)
  private static let textFields: [OrderTextField] = [
    .orderID, .orderDate, .sessionOwnerID, .merchantCustomerID,
  ]

  /// - Parameter bytes: The rows after the header.
  static func complaint(about bytes: [UInt8]) -> String? {
    let export = header + bytes
    guard String(validating: export, as: UTF8.self) != nil, !bytes.contains(0) else { return nil }
    let trace = ReadingTrace(export, .csv(delimiter: 0x2C), limits: ReadLimits())
    if let complaint = trace.complaint { return complaint }
    var expected: [String] = []
    var found = trace.records.map { record in
      "\(record.byte) "
        + (record.isUnreadable ? "?" : "\(textFields.map { record.texts[$0.rawValue] })")
    }
    var previous: [UInt8]?
    var unreadable = 0
    for row in ReferenceCSVReader.rows(export).dropFirst() where !isBlankLine(row, export) {
      guard let texts = texts(of: row) else {
        unreadable += 1
        // More of them end the order around them: see `CSVGroup`.
        if unreadable >= 64 { return nil }
        expected.append("\(row.byte) ?")
        continue
      }
      unreadable = 0
      // A further row of an order is no record.
      if let id = texts[0], id == previous { continue }
      previous = texts[0]
      expected.append("\(row.byte) \(texts)")
    }
    found.sort()
    expected.sort()
    return FuzzTarget.difference("the CSV reader", found, from: expected)
  }

  private static func texts(of row: ReferenceCSVReader.Row) -> [[UInt8]?]? {
    guard let cells = row.cells, cells.count == 8 else { return nil }
    return textFields.indices.map { cells[$0].allSatisfy(isBlank) ? nil : cells[$0] }
  }

  private static func isBlankLine(_ row: ReferenceCSVReader.Row, _ bytes: [UInt8]) -> Bool {
    guard let cells = row.cells, cells.count == 1 else { return false }
    let end = bytes[row.byte...].firstIndex(of: 0x0A) ?? bytes.count
    return bytes[row.byte..<end].allSatisfy { isBlank($0) && $0 != 0x0A }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
