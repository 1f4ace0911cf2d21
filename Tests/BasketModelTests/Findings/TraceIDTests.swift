import BasketModel
import Testing

struct TraceIDTests {
  /// Trace ids of written reports. They never change: a changed line here is a broken promise.
  static let pinned: [(path: String, record: Int, id: String?, trace: String)] = [
    ("night.csv", 12, "1043", "acb89636-a902-8f75-910a-e86013223673"),
    ("night.csv", 13, "1043", "95421c4d-b70c-882e-b376-6c3b11842e23"),
    ("night.csv", 12, nil, "733bc853-dc93-87c8-bb7b-15eb7b96af0d"),
    ("night.csv", 12, "", "169c91c9-cd31-8645-9620-88fd9d5c430f"),
    ("night.csv", 0, nil, "12384167-dc8d-88a4-a35b-5c9e2a5662e3"),
    ("stdin", 1, "1", "70e6b747-b82b-8255-ab67-8a2c4148b8b7"),
    ("exports/günlük.xml.gz", 1_000_000_007, "sipariş-1", "5f011f8d-6ff2-8abf-bb1d-440ef850d3a5"),
  ]

  private static func trace(_ path: String, _ record: Int, _ id: String?) -> TraceID {
    TraceID(exportPath: path, record: record, orderID: id.map { Array($0.utf8) })
  }

  @Test(arguments: pinned)
  func staysAsWritten(_ pin: (path: String, record: Int, id: String?, trace: String)) {
    #expect(Self.trace(pin.path, pin.record, pin.id).description == pin.trace)
  }

  /// RFC 9562: version 8 in the thirteenth digit, variant 10 in the seventeenth.
  @Test func hasVersionAndVariantOfRFC9562() {
    for record in 0..<200 {
      let text = Array(Self.trace("night.csv", record, "1").description)
      #expect(text.count == 36)
      #expect(text[14] == "8")
      #expect("89ab".contains(text[19]))
      #expect([8, 13, 18, 23].allSatisfy { text[$0] == "-" })
    }
  }

  @Test func everyPartCounts() {
    let texts = [
      Self.trace("a", 1, "1"), Self.trace("b", 1, "1"), Self.trace("a", 2, "1"),
      Self.trace("a", 1, "2"),
      Self.trace("a", 1, nil), Self.trace("a", 1, ""), Self.trace("a1", 1, ""),
      Self.trace("", 1, "a"),
    ].map(\.description)
    #expect(Set(texts).count == texts.count)
  }

  @Test func appendsToWhatIsThere() {
    var output: [UInt8] = [0x22]
    Self.trace("stdin", 1, "1").append(to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "\"70e6b747-b82b-8255-ab67-8a2c4148b8b7")
  }
}
