import ExportProfiles
import ExportReading
import Testing

/// What the first bytes of exports show.
struct ExportDetectionTests {
  private static func detect(_ text: String, as name: String) -> ExportDetection {
    let format = ExportName(name).format ?? .csv
    return ExportDetection(ExportSample(text: Array(text.utf8), format: format, name: name))
  }

  private static func names(_ detection: ExportDetection) -> [String] {
    let outline = detection.outline
    return outline.nodes(below: 0).filter { !outline.nodes[$0].isContainer }
      .map { outline.path(of: $0).joined(separator: "/") }
  }

  @Test(arguments: [
    ("comma", "a,b\n1,2\n3,4\n", "x.csv", 0x2C, 0),
    ("semicolon with decimal commas", "a;b;c\n1,5;2,5;x\n3,1;4;y\n", "x.csv", 0x3B, 0),
    ("tab", "a\tb\n1,5\t2\n", "x.csv", 0x09, 0),
    ("pipe", "a|b|c\n1|2|3\n", "x.csv", 0x7C, 0),
    ("tab by name", "a\n1\n", "x.tsv", 0x09, 0),
    ("one column", "a\n1\n", "x.csv", 0x2C, 0),
    ("preamble", "Report\nMade;today\n\nNo;Total;City\n1;2;x\n2;3;y\n", "x.csv", 0x3B, 2),
    ("quoted delimiters", "a,b\n\"1;2;3\",2\n\"1;3\",2\n", "x.csv", 0x2C, 0),
  ])
  func tables(name: String, text: String, file: String, delimiter: Int, header: Int) {
    let table = Self.detect(text, as: file).table
    #expect(table.map { Int($0.delimiter) } == delimiter)
    #expect(table?.header == header)
  }

  @Test(arguments: [
    ("doubled", "a,b\n\"x \"\"y\"\"\",1\n", UInt8?(0x22), false),
    ("backslash", "a,b\n\"x \\\"y\\\" z\",1\n\"\\\"\",2\n", 0x22, true),
    ("none", "a\tb\n5\" nail\t1\n", nil, false),
    ("single", "'a','b'\n'x, y','1'\n", 0x27, false),
  ])
  func quotes(name: String, text: String, quote: UInt8?, hasBackslashEscapes: Bool) {
    let table = Self.detect(text, as: name == "none" ? "x.tsv" : "x.csv").table
    #expect(table?.options.quote == quote)
    #expect(table?.hasBackslashEscapes == hasBackslashEscapes)
    #expect(table?.faults == 0)
  }

  @Test(arguments: [
    ("plain", [UInt8]("a,ş\n".utf8), TextEncoding?.none),
    ("mark", [0xEF, 0xBB, 0xBF, 0x61], nil),
    ("UTF-16 with mark", [0xFF, 0xFE, 0x61, 0], nil),
    ("UTF-16", [0x61, 0, 0x2C, 0], .utf16),
    ("Turkish", [0x61, 0xFE, 0x2C], .windows1254),
    ("German", [0x61, 0xFC, 0x2C], .windows1252),
  ])
  func encodings(name: String, bytes: [UInt8], encoding: TextEncoding?) {
    let sample = ExportSample(text: bytes, format: .csv, name: "x.csv")
    #expect(ExportDetection(sample).encoding == encoding)
  }

  @Test(arguments: [
    ("lines", #"{"a":{"b":1},"c":[{"d":2}]}"# + "\n" + #"{"e":"x"}"#, ["a/b", "c/d", "e"], 2),
    (
      "document", "{\n\"orders\": [\n{\"a\": 1},\n{\"a.b\": 2}\n]\n}", ["orders/a", "orders/a.b"], 1
    ),
    ("array", "[{\"a\":1},\n {\"b\":null}]", ["a", "b"], 2),
    ("one line is broken", "{\"a\":1}\n{\"b\":,}\n{\"c\":1}\n", ["a", "b", "c"], 2),
    ("cut", "{\"a\":{\"b\":1},\"c\":\"x", ["a/b", "c"], 0),
    ("escaped key", #"{"\u0061":1}"#, ["a"], 1),
    ("no object", "[1,[2]]", [], 2),
    ("nothing", "", [], 0),
  ])
  func json(name: String, text: String, expected: [String], records: Int) {
    let detection = Self.detect(text, as: "x.json")
    #expect(Self.names(detection) == expected)
    #expect(detection.outline.records == records)
  }

  @Test(arguments: [
    (
      "elements and attributes",
      "<?xml version='1.0'?><!-- <x> --><r xmlns='u'><o n='1>2'><p:t c=\"E\">5</p:t></o></r>",
      ["r/o/@n", "r/o/t", "r/o/t/@c"]
    ),
    ("CDATA", "<r><a><![CDATA[<b>1</b>]]></a><c/></r>", ["r/a", "r/c"]),
    ("cut inside a tag", "<r><a>1</a><b x='", ["r/a"]),
    ("one end tag too many", "<r></r></r><s/>", ["r"]),
  ])
  func xml(name: String, text: String, expected: [String]) {
    #expect(Self.names(Self.detect(text, as: "x.xml")) == expected)
  }

  /// Data as keys: each is looked up once, and there is an end of them.
  @Test func countlessKeys() {
    let keys = (0..<60_000).map { "\"\($0)\":1" }.joined(separator: ",")
    let detection = Self.detect("{\(keys)}", as: "x.json")
    #expect(detection.outline.records == 1)
    #expect(detection.outline.nodes.count == 20_000)
  }

  /// Hostile nesting ends the look, and nothing else.
  @Test(arguments: ["{\"a\":", "[", "<a>"])
  func nesting(_ step: String) {
    let text = String(repeating: step, count: 100_000)
    let detection = Self.detect(text, as: step == "<a>" ? "x.xml" : "x.json")
    #expect(detection.outline.nodes.count < 200)
  }
}

/// How amounts are written.
struct AmountEvidenceTests {
  private static func evidence(_ values: [String]) -> AmountEvidence {
    let text = "a\tb\n" + values.map { "\($0)\tx\n" }.joined()
    let sample = ExportSample(text: Array(text.utf8), format: .csv, name: "x.tsv")
    return ExportDetection(sample).amounts
  }

  @Test(arguments: [
    ("points", ["1.50", "1234.5", "-2.00"], 3, 0, 0, 0),
    ("commas", ["1,50", "1234,5", ",25"], 0, 3, 0, 0),
    ("thousands and decimals", ["1.234,50", "1,234.50"], 1, 1, 0, 0),
    ("may be either", ["1.234", "12,345"], 0, 0, 1, 1),
    ("plain all the same", ["0.123", "1234.567"], 2, 0, 0, 0),
    ("thousands alone", ["1.234.567"], 0, 0, 0, 0),
    ("blanks", ["1 234,50", "1\u{A0}234,50"], 0, 2, 0, 0),
    ("whole numbers", ["7", "1001"], 0, 0, 0, 0),
    ("dates are none", ["2026.01.02", "01.02.2026", "12:30"], 0, 0, 0, 0),
    ("codes are none", ["K007", "10 EA", "3-"], 0, 0, 0, 0),
    ("mostly texts", ["1.50", "abc", "def"], 0, 0, 0, 0),
  ])
  func marks(
    name: String, values: [String], points: Int, commas: Int, ambiguousPoints: Int,
    ambiguousCommas: Int
  ) {
    let evidence = Self.evidence(values)
    #expect(evidence.points == points && evidence.commas == commas)
    #expect(evidence.ambiguousPoints == ambiguousPoints)
    #expect(evidence.ambiguousCommas == ambiguousCommas)
  }

  @Test func signs() {
    #expect(Self.evidence(["₺1.234,50", "12,00 TL"]).hasCurrencySigns)
    #expect(Self.evidence(["10,50-"]).hasTrailingMinus)
    #expect(Self.evidence(["(10.50)"]).hasParentheses)
    #expect(Self.evidence(["1'234.50", "1 000.25"]).thousands == [0x27, 0x20])
    #expect(Self.evidence(["1.2345", "1.50"]).fractionDigitsMax == 4)
  }
}

/// Whether exports are those of a profile.
struct ProfileFitTests {
  private static func isOther(_ text: String, as name: String) throws -> Bool {
    let sample = ExportSample(
      text: Array(text.utf8), format: ExportName(name).format ?? .csv, name: name)
    let profile = try BuiltInProfiles.profile(named: "akinon")
    return ProfileFit.mismatch(sample, profile: profile) != nil
  }

  @Test(arguments: [
    (
      "all columns", "order_id,amount,total_product_amount,total_discount_amount,total_amount\n",
      false
    ),
    ("three columns of five", "order_id,amount,total_amount\n", false),
    ("two columns of five", "order_id,amount\n", true),
    ("semicolons", "order_id;amount;total_amount\n", true),
    ("empty", "", false), ("blank lines", "\n\n", false),
    ("no row", "\"never closed", false),
  ])
  func tables(name: String, text: String, isOther: Bool) throws {
    #expect(try Self.isOther(text, as: "x.csv") == isOther)
  }

  @Test(arguments: [
    ("some fields", #"{"order_id":1,"basket":{"total_amount":1,"total_product_amount":1}}"#, false),
    (
      "in different lines", "{\"order_id\":1}\n{\"amount\":1,\"basket\":{\"total_amount\":1}}\n",
      false
    ),
    ("others", #"{"id":1,"total":2}"#, true),
    ("cut before it tells", #"{"id":1,"to"#, false),
    ("no object", "[1]", true),
    ("not JSON", "abc", false),
    ("empty", "\n", false),
    ("document", "{\"orders\":[{\"order_id\":1}]}", true),
  ])
  func json(name: String, text: String, isOther: Bool) throws {
    #expect(try Self.isOther(text, as: "x.json") == isOther)
  }

  @Test(arguments: [
    ("empty root", "<orders/>", false),
    ("another root", "<Invoice><ID>1</ID></Invoice>", true),
    ("another root and nothing else", "<Invoice/>", true),
    ("other records", "<orders><x><id>1</id></x></orders>", true),
    (
      "some fields",
      "<orders><order><order_id>1</order_id><amount>1</amount><basket><total_amount>1</total_amount>"
        + "</basket></order></orders>", false
    ),
    ("no tag", "abc", false),
  ])
  func xml(name: String, text: String, isOther: Bool) throws {
    #expect(try Self.isOther(text, as: "x.xml") == isOther)
  }

  /// Once each name of each profile was compared with every key: 25 seconds for 20 000 of them.
  @Test func dataAsKeysIsNoProfiles() throws {
    let keys = (0..<20_000).map { #""k\#($0)":1"# }.joined(separator: ",")
    let sample = ExportSample(
      text: Array(#"{"Order Name":2,\#(keys)}"#.utf8), format: .jsonLines, name: "x.jsonl")
    let outline = ExportOutline(sample, profile: nil)
    #expect(outline.nodes.count == 20_000)
    #expect(outline.node(at: ["order name"]) == nil)
    #expect(outline.node(at: ["order name"], isFolded: true) == 1)
    #expect(try ProfileCandidate.all(for: sample, outline: outline).allSatisfy { !$0.isNear })
  }
}
