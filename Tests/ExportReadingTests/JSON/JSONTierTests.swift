import BasketModel
import ExportReading
import Foundation
import TestSupport
import Testing

/// Damaged and odd records, read by both tiers: what stands in a buffer with a byte that is not
/// UTF-8 is read by the second tier alone.
@Suite struct JSONTierTests {
  /// More for a longer search: ORDER_AUDIT_ROUNDS.
  static let rounds =
    ProcessInfo.processInfo.environment["ORDER_AUDIT_ROUNDS"].flatMap { Int($0) } ?? 400

  /// Records as exporters write them; each document repeats some, so that what was learnt is used.
  static let records: [String] = [
    #"{"order_id":"A-1","amount":10.00,"currency":"TRY","basket":{"total_product_amount":10.00,"#
      + #""total_discount_amount":0.00,"total_amount":10.00,"basket_items":[{"name":"Ayna","#
      + #""quantity":2,"unit_price":5.00,"price":10.00}],"discounts":[]}}"#,
    #"{"order_id":"A-2","amount":7.50,"currency":"TRY","basket":{"total_product_amount":10.00,"#
      + #""total_discount_amount":2.50,"total_amount":7.50,"basket_items":[{"name":"a \"b\"","#
      + #""quantity":1,"price":4.00},{"name":"\u00e7","price":6}],"discounts":[{"code":"X","#
      + #""amount":2.50}]}}"#,
    #"{ "basket" : { "discounts" : [ ] , "basket_items" : [ { "price" : "12345678.90" } ] , "#
      + #""total_amount" : "12345678.90" , "total_discount_amount" : "0" , "#
      + #""total_product_amount" : 12345678.9 } , "x" : [1,{"y":null}] , "amount" : 1.2e3 , "#
      + #""order_id" : 77 }"#,
    #"{"x":true,"order_id":"C","note":null,"amount":"","currency":null,"session_owner_id":9,"#
      + #""basket":{"basket_items":[{},{}],"discounts":[{}]},"y":-0.5}"#,
    #"{"order_id":"D","order_id":"E"}"#, #"{"order_id":"\u0041"}"#, #"{"basket":null}"#,
    #"{"basket":{"basket_items":[null,3],"discounts":{}},"order_id":"F"}"#, "{}", " ", "[]",
  ]

  static let pieces: [String] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\t", "\r", "\n", "0", "-", "1.5", "null", "{}",
    "\u{0}", "\"x\":1,", "\"order_id\":", "\"price\":2,", "},{", "\\u00e9", "\\ud800", "é",
    "\"basket\":{", "\"amount\":1,",
  ]

  @Test(arguments: 0..<8 as Range<UInt64>)
  func bothTiersReadTheSame(seed: UInt64) throws {
    let harness = try ReadingHarness(.jsonLines)
    var random = SeededGenerator(seed: seed)
    for round in 0..<Self.rounds {
      let chosen = (0..<3).map { _ in random.pick(Self.records) }
      var document = Array((chosen + chosen + chosen).joined(separator: "\n").utf8)
      for _ in 0..<random.below(4) { Self.damage(&document, &random) }
      // A last record that is whole, so that the end is not what differs.
      document += Array("\n{\"order_id\":\"Z\"}\n".utf8)
      guard String(validating: document, as: UTF8.self) != nil else { continue }
      let both = harness.read(document)
      let second = harness.read(document + [0xFF, 0x0A])
      let isSame =
        both.orders == second.orders.dropLast() && both.records == second.records.dropLast()
      #expect(isSame, "round \(round): \(String(decoding: document, as: UTF8.self))")
      if !isSame { return }
    }
  }

  private static func damage(_ document: inout [UInt8], _ random: inout SeededGenerator) {
    let place = random.below(document.count)
    switch random.below(4) {
    case 0: document.remove(at: place)
    case 1: document.insert(contentsOf: Array(random.pick(pieces).utf8), at: place)
    case 2: document[place] = random.pick(Array("{}[]:,\"\\0 \n".utf8))
    default:
      let end = min(document.count, place + 1 + random.below(30))
      document.insert(contentsOf: document[place..<end], at: random.below(document.count))
    }
  }

  /// Members in another order in each record, then always in the same: more than is learnt, and
  /// learnt anew.
  @Test func readsMembersInAnyOrder() throws {
    let harness = try ReadingHarness(.jsonLines)
    var random = SeededGenerator(seed: 3)
    var lines: [String] = []
    for record in 0..<600 {
      let isShuffled = record < 500
      func object(_ members: [String]) -> String {
        "{" + (isShuffled ? members.shuffled(using: &random) : members).joined(separator: ",") + "}"
      }
      let item = object([#""name":"x""#, #""quantity":2"#, #""unit_price":\#(record)"#])
      let basket = object([
        #""total_product_amount":1"#, #""total_discount_amount":2"#, #""total_amount":3"#,
        #""basket_items":[\#(item),\#(item)]"#, #""discounts":[\#(object([#""amount":5"#]))]"#,
      ])
      lines.append(
        object([
          #""order_id":"\#(record)""#, #""amount":1"#, #""currency":"TRY""#, #""z":[1,{}]"#,
          #""basket":\#(basket)"#,
        ]))
    }
    let document = Array(lines.joined(separator: "\n").utf8)
    let both = harness.read(document)
    #expect(both.orders.map(\.id) == (0..<600).map { String($0) })
    let expected = (0..<600).map { "\($0)@\($0 + 1) P=\(4 * $0).00 D=5.00" }
    #expect(both.records == expected)
    let second = harness.read(document + [0x0A, 0xFF, 0x0A])
    #expect(both.records == second.records.dropLast())
  }

  /// Many keys that no profile knows: more than are remembered, and longer than is remembered.
  @Test func readsRecordsWithManyUnknownKeys() throws {
    let harness = try ReadingHarness(.jsonLines)
    var lines: [String] = []
    for record in 0..<200 {
      let keys = (0..<5).map { "\"key-\(record)-\($0)\":\"\(record)\"" }
      let long = String(repeating: "k", count: record)
      lines.append("{\(keys.joined(separator: ",")),\"\(long)\":1,\"order_id\":\"\(record)\"}")
    }
    let result = harness.readEveryWay(Array(lines.joined(separator: "\n").utf8))
    #expect(result.orders.map(\.id) == (0..<200).map { String($0) })
  }
}
