import BasketModel
import ExportReading
import TestSupport
import Testing

/// Random documents and their mutations, read by the scanner and by its slow twin.
@Suite struct JSONTwinTests {
  private static let alphabet = Array("{}[]:,\"\\u0019aeE+-.trufalsn \t\n\r\u{8}é".utf8)

  private static func value(_ random: inout SeededGenerator, depth: Int) -> String {
    switch random.below(depth > 3 ? 5 : 8) {
    case 0: return random.pick(["null", "true", "false"])
    case 1:
      return random.pick(["0", "-0", "1.5", "-12e+3", "7E-2", "123456789012345678901", "0.10"])
    case 2...4: return string(&random)
    case 5: return "[" + list(&random) { value(&$0, depth: depth + 1) } + "]"
    default:
      return "{" + list(&random) { string(&$0) + space(&$0) + ":" + value(&$0, depth: depth + 1) }
        + "}"
    }
  }

  private static func list(
    _ random: inout SeededGenerator, _ element: (inout SeededGenerator) -> String
  ) -> String {
    var elements: [String] = []
    for _ in 0..<random.below(4) {
      elements.append(space(&random) + element(&random) + space(&random))
    }
    return elements.joined(separator: ",")
  }

  private static func space(_ random: inout SeededGenerator) -> String {
    random.once(in: 3) ? random.pick([" ", "\t", "\r", "  "]) : ""
  }

  private static func string(_ random: inout SeededGenerator) -> String {
    var text = "\""
    for _ in 0..<random.below(random.once(in: 4) ? 40 : 5) {
      text += random.pick([
        "a", "é", "😀", "\\n", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "/",
      ])
    }
    return text + "\""
  }

  @Test func scannerAcceptsWhatItsTwinAccepts() {
    var accepted = 0
    for seed in 0..<8000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bytes = Array(Self.value(&random, depth: 0).utf8)
      for _ in 0..<random.below(3) where !bytes.isEmpty {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = random.pick(Self.alphabet)
        default: bytes.insert(random.pick(Self.alphabet), at: place)
        }
      }
      guard String(validating: bytes, as: UTF8.self) != nil else { continue }
      let isAccepted = ReferenceJSON.parse(bytes) != nil
      accepted += isAccepted ? 1 : 0
      let input = String(decoding: bytes, as: UTF8.self)
      #expect(acceptsDocument(bytes) == isAccepted, "seed \(seed): \(input.debugDescription)")
    }
    #expect(accepted > 2000)
  }

  /// Whole records with known and unknown members, mutated, against the twin's members.
  @Test func readerAgreesWithItsTwin() throws {
    let harness = try ReadingHarness(.jsonLines)
    for seed in 0..<1000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var lines: [[UInt8]] = []
      for _ in 0..<1 + random.below(4) {
        var members = ["\"order_id\":" + Self.string(&random)]
        for key in ["amount", "x", "customer", "x"] where random.once(in: 2) {
          members.append("\"\(key)\":" + Self.value(&random, depth: 2))
        }
        var line = Array(("{" + members.shuffled(using: &random).joined(separator: ",") + "}").utf8)
        if random.once(in: 3) { line[random.below(line.count)] = random.pick(Self.alphabet) }
        lines += line.split(separator: 0x0A).map(Array.init)
      }
      lines.removeAll { $0.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }
      let bytes = Array(lines.joined(separator: [0x0A]))
      let result = harness.readEveryWay(bytes, bufferSizes: [1, 20, 100])
      #expect(result.orders.count == lines.count, "seed \(seed)")
      for (order, line) in zip(result.orders, lines) {
        let input = String(decoding: line, as: UTF8.self).debugDescription
        #expect(order.isUnreadable == !Self.isReadable(line), "seed \(seed): \(input)")
        if !order.isUnreadable { #expect(order.id == Self.id(line), "seed \(seed): \(input)") }
      }
    }
  }

  /// Whether a line is an object, in UTF-8, with no mapped key twice and no half pair in a mapped
  /// text.
  private static func isReadable(_ line: [UInt8]) -> Bool {
    guard String(validating: line, as: UTF8.self) != nil,
      case .object(let members)? = ReferenceJSON.parse(line)
    else { return false }
    for key in ["order_id", "amount"] {
      let values = members.filter { $0.key == Array(key.utf8) }.map(\.value)
      if values.count > 1 || values.first == .string(nil) { return false }
    }
    return true
  }

  private static func id(_ line: [UInt8]) -> String? {
    switch ReferenceJSON.parse(line)?.member("order_id") {
    case .string(let text?):
      text.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        ? nil : String(decoding: text, as: UTF8.self)
    case .number(let text): text
    default: nil
    }
  }
}
