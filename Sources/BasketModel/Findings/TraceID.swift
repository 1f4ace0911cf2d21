/// The identity of one envelope: an RFC 9562 version 8 UUID that repeats from run to run.
package struct TraceID: Sendable, Equatable {
  private let value: KeyedHash.Value

  /// The fixed public key; changing it changes every trace id ever written.
  private static let key = KeyedHash.Key(
    first: 0x6f72_6465_722d_6175, second: 0x6469_7420_7472_6163)

  /// The trace id of a record.
  ///
  /// - Parameters:
  ///   - exportPath: The path of the export as given.
  ///   - record: The record's number, from 1; 0 for an envelope about the whole export.
  ///   - orderID: The order's id, empty where there is none.
  package init(exportPath: String, record: Int, orderID: [UInt8]?) {
    var message: [UInt8] = []
    message.reserveCapacity(exportPath.utf8.count + 24)
    message.append(contentsOf: exportPath.utf8)
    message.append(0)
    for shift in stride(from: 56, through: 0, by: -8) {
      message.append(UInt8(truncatingIfNeeded: record >> shift))
    }
    // A missing id and an empty id are different things.
    message.append(orderID == nil ? 0 : 1)
    message.append(contentsOf: orderID ?? [])
    value = KeyedHash.conservativeValue(of: message.span, key: Self.key)
  }

  /// Appends the 36 characters of the UUID.
  package func append(to output: inout [UInt8]) {
    let high = value.high & ~0xF000 | 0x8000
    let low = value.low & ~(0b11 << 62) | 0b10 << 62
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 { output.append(0x2D) }
      let word = index < 16 ? high : low
      let nibble = word >> UInt64(60 - 4 * (index & 15)) & 15
      output.append(nibble < 10 ? 0x30 + UInt8(nibble) : 0x57 + UInt8(nibble))
    }
  }

  /// The UUID as text.
  package var description: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
