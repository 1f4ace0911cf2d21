import ExportReading
import TestSupport

/// Which lines are readable objects, and their ids, by the reader and by the slow twin.
enum JSONTwinProbe {
  static func complaint(about bytes: [UInt8]) -> String? {
    // Numbers and repetitions of other mapped fields are for the tests; here it is the grammar.
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
      .filter { !$0.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }
    // The twin recurses, and the preamble knows byte order marks and UTF-16.
    guard !bytes.contains(0), bytes.first != 0xEF, bytes.first != 0xFE, bytes.first != 0xFF,
      lines.allSatisfy({ depth(of: $0) <= 100 })
    else { return nil }
    let trace = ReadingTrace(bytes, .jsonLines, limits: ReadLimits())
    if let complaint = trace.complaint { return complaint }
    guard trace.records.count == lines.count else {
      return "\(trace.records.count) records of \(lines.count) lines"
    }
    for (record, line) in zip(trace.records, lines) {
      guard let members = members(of: line) else {
        if record.isUnreadable { continue }
        return "accepted: \(String(decoding: line, as: UTF8.self))"
      }
      // A mapped key twice or half a surrogate pair in a mapped text is refused on top.
      if record.isUnreadable { continue }
      guard case .string(let text?)? = members.first(where: { $0.key == orderID })?.value else {
        continue
      }
      let isBlank = text.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
      if record.id != (isBlank ? nil : text) {
        return "another id: \(String(decoding: line, as: UTF8.self))"
      }
    }
    return refusalComplaint(trace, lines)
  }

  /// What the twin accepts must be read where no key stands twice and no text is half a pair.
  private static func refusalComplaint(_ trace: ReadingTrace, _ lines: [[UInt8]]) -> String? {
    for (record, line) in zip(trace.records, lines) where record.isUnreadable {
      guard let members = members(of: line), !line.contains(UInt8(ascii: "\\")) else { continue }
      let mapped = ReferenceJSON.object(members)
      if !hasRepeatedKey(mapped) {
        return "refused: \(String(decoding: line, as: UTF8.self))"
      }
    }
    return nil
  }

  private static let orderID = Array("order_id".utf8)

  private static func members(of line: [UInt8]) -> [(key: [UInt8]?, value: ReferenceJSON)]? {
    guard String(validating: line, as: UTF8.self) != nil,
      case .object(let members)? = ReferenceJSON.parse(line)
    else { return nil }
    return members
  }

  private static func hasRepeatedKey(_ value: ReferenceJSON) -> Bool {
    switch value {
    case .array(let values): return values.contains(where: hasRepeatedKey)
    case .object(let members):
      let keys = members.map(\.key)
      return Set(keys).count < keys.count || members.contains { hasRepeatedKey($0.value) }
    default: return false
    }
  }

  private static func depth(of line: [UInt8]) -> Int {
    line.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
  }
}
