import BasketModel
import ExportProfiles
import Testing

/// What a profile is read as.
struct ProfileReaderTests {
  private func profile(_ yaml: String) throws -> Profile {
    try ProfileReader.profile(fromYAML: Array(yaml.utf8), source: "shop.yaml")
  }

  @Test func everySettingIsRead() throws {
    let settings =
      "name: shop\nitem_price: unit\nzero_amounts: allowed\namounts: {fraction_digits: 4}"
    let profile = try profile(shop.replacing("name: shop", with: settings))
    #expect(profile.name == "shop")
    #expect(profile.description == "")
    #expect(profile.defaultCurrency == .turkishLira)
    #expect(profile.minimumFractionDigits == 4)
    #expect(profile.itemPrice == .unit)
    #expect(profile.zeroAmounts == .allowed)
    #expect(profile.csv?.delimiter == 0x3B)
    #expect(profile.csv?.columns[.itemUnitPrice] == "Unit price")
    #expect(profile.json?.orderFields[.totalAmount] == ["sums", "total"])
    #expect(profile.json?.recordPath == [])
    #expect(profile.json?.discountFields == [.discountAmount: ["value"]])
    #expect(profile.xml?.recordPath == ["shop", "sale"])
    #expect(profile.xml?.discountsPath == nil)
  }

  @Test(arguments: [
    ("a dot inside a key", #"order_id: a\.b.c"#, ["a.b", "c"]),
    ("a backslash inside a key", #"order_id: a\\.b"#, [#"a\"#, "b"]),
    ("a slash is a letter in JSON", "order_id: a/b", ["a/b"]),
    ("a quoted star is no alias", #"order_id: "*id""#, ["*id"]),
    ("a word that YAML could take for a boolean", "order_id: no", ["no"]),
    ("a number stays text", "order_id: 007", ["007"]),
  ])
  func jsonPaths(_ name: String, _ line: String, _ expected: [String]) throws {
    let profile = try profile(shop.replacing("order_id: id", with: line))
    #expect(profile.json?.orderFields[.orderID] == expected, "\(name)")
  }

  @Test(
    arguments: [
      ("by name", "by_name", nil), ("comma", "comma", 0x2C), ("tab", "tab", 0x09),
      ("pipe", "pipe", 0x7C),
    ] as [(String, String, UInt8?)])
  func delimiters(_ name: String, _ word: String, _ byte: UInt8?) throws {
    #expect(try profile(shop.replacing("semicolon", with: word)).csv?.delimiter == byte, "\(name)")
  }

  @Test func currencyMayBeAFieldInsteadOfADefault() throws {
    let csv = try #require(shop.firstRange(of: "csv:"))
    let yaml = shop[..<csv.lowerBound]
      .replacing("currency:\n  default: TRY\n", with: "")
      .replacing("order_id: id", with: "order_id: id\n      currency: money")
    let profile = try profile(String(yaml))
    #expect(profile.defaultCurrency == nil)
    #expect(profile.json?.orderFields[.currency] == ["money"])
  }

  @Test func lineEndsAndByteOrderMarkDoNotMatter() throws {
    let plain = try profile(shop)
    #expect(try profile(shop.replacing("\n", with: "\r\n")) == plain)
    #expect(try profile("\u{FEFF}" + shop) == plain)
  }
}
