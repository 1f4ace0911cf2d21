import BasketModel
import ExportProfiles
import Testing

/// What a profile says about its own examples.
struct ProfileExampleTests {
  private static let plain = """
    profile_version: 1
    name: shop
    currency: { default: EUR }
    csv:
      order:
        fields:
          order_id: No
          amount: Total
          basket.total_product_amount: Goods
          basket.total_discount_amount: Discounts
          basket.total_amount: Sum
      items: { fields: { price: Price } }

    """

  private static func examples(_ yaml: String) throws(ProfileError) -> [ProfileExample] {
    try ProfileReader.checkedProfile(fromYAML: Array((plain + yaml).utf8), source: "s").examples
  }

  @Test func expectationsAreRead() throws {
    let examples = try Self.examples(
      """
      examples:
        - name: one
          input: "No\\n1\\n"
          findings: EMPTY_INPUT
          orders:
            - { order_id: '1', amount: '', items: [{ price: 2.50 }], findings: [], skipped: no }
      """)
    let example = try #require(examples.first)
    #expect(example.name == "one" && example.format == "csv" && example.input == "No\n1\n")
    #expect(example.findings == ["EMPTY_INPUT"] && example.place.line == 14)
    let order = try #require(example.orders?.first)
    #expect(order.fields == [.orderID: "1", .amount: ""])
    #expect(order.items == [[.itemPrice: "2.50"]] && order.discounts == nil)
    #expect(order.findings == [] && order.isSkipped == false)
  }

  @Test(arguments: [
    ("no input", "examples: [{ name: a }]", #"s:13:12: the key "input" is missing"#),
    (
      "no amount", "examples: [{ name: a, input: b, orders: [{ amount: ten }] }]",
      #"s:13:52: "amount" must be a plain number such as 10.00, or empty for none, not "ten""#
    ),
    (
      "a format without section", "examples: [{ name: a, input: b, format: json }]",
      #"s:13:41: "format" must be "csv", not "json""#
    ),
    (
      "a personal field", "examples: [{ name: a, input: b, orders: [{ order_date: c }] }]",
      #"s:13:44: unknown key "order_date"; known here: order_id, amount, currency, "#
        + "basket.total_product_amount, basket.total_discount_amount, basket.total_amount, "
        + "items, discounts, findings, skipped"
    ),
    (
      "no list", "examples: [{ name: a, input: b, orders: { amount: 1 } }]",
      #"s:13:41: "orders" must be a list"#
    ),
  ])
  func problemsHavePlaces(name: String, yaml: String, message: String) {
    let error = #expect(throws: ProfileError.self) { try Self.examples(yaml) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    ("last", "examples:\n  - zzz: 1\n"),
    ("last, not indented", "examples:\n- zzz: 1\n# done\n\n"),
    ("not last", "examples: []\ndescription: b\n"),
    ("last, without line end", "examples: [{ zzz: 1 }]"),
  ])
  func runsDoNotReadThem(name: String, yaml: String) throws {
    let profile = try ProfileReader.profile(fromYAML: Array((Self.plain + yaml).utf8), source: "s")
    #expect(profile.name == "shop")
    #expect((profile.description == "b") == (name == "not last"))
  }

  /// A text that only looks as if examples began in it is read whole.
  @Test func quotedTextIsNoKey() throws {
    let yaml = Self.plain + "description: \"a\nexamples:\n  b\"\n"
    let profile = try ProfileReader.profile(fromYAML: Array(yaml.utf8), source: "s")
    #expect(profile.description == "a examples: b")
  }

  @Test func manyBracketsStandInInputs() throws {
    let input = String(repeating: "{}", count: 300)
    let yaml = "examples: [{ name: a, input: '\(input)' }]"
    #expect(try Self.examples(yaml).count == 1)
  }
}

/// `TODO` in place of a value.
struct UnresolvedTests {
  @Test(arguments: [
    (
      "a field", "csv: { order: { fields: { order_id: TODO } } }",
      [#"unresolved: "order_id" is still TODO"#]
    ),
    (
      "a word of the language and its list", "csv: { quote: TODO, ignore_rows: [TODO, a] }",
      [
        #"unresolved: "quote" is still TODO"#, #"unresolved: "ignore_rows" is still TODO"#,
      ]
    ),
    (
      "a whole section", "csv: TODO", [#"unresolved: "csv" is still TODO"#]
    ),
    (
      "one place for two fields", "json: { order: { fields: { amount: TODO, order_id: TODO } } }",
      [#"unresolved: "amount" is still TODO"#, #"unresolved: "order_id" is still TODO"#]
    ),
  ])
  func isNamed(name: String, yaml: String, messages: [String]) {
    let text = "profile_version: 1\nname: a\n\(yaml)\n"
    let error = #expect(throws: ProfileError.self) {
      try ProfileReader.profile(fromYAML: Array(text.utf8), source: "s")
    }
    let found = error?.problems.map(\.message) ?? []
    for message in messages { #expect(found.contains(message), "\(found)") }
    // Nothing else is said about the word itself.
    #expect(!found.contains { $0.contains("\"TODO\"") || $0.contains("same place") }, "\(found)")
  }

  @Test func theWordMayStandInsideOfOthers() throws {
    let text = "profile_version: 1\nname: a\ndescription: TODO list\n"
    let error = #expect(throws: ProfileError.self) {
      try ProfileReader.profile(fromYAML: Array(text.utf8), source: "s")
    }
    #expect(error?.problems.contains { $0.message.hasPrefix("unresolved") } == false)
  }

  @Test func placesAreFound() throws {
    let checked = try ProfileReader.checkedProfile(
      fromYAML: BuiltInProfiles.yaml(named: "akinon"), source: "akinon")
    let lines = try String(decoding: BuiltInProfiles.yaml(named: "akinon"), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let place = checked.place(of: ["csv", "items", "fields", "price"])
    #expect(lines[place.line - 1].contains("price: item_price"))
    #expect(checked.place(of: ["csv", "items", "0", "fields", "price"]) == place)
    #expect(checked.place(of: ["csv", "charges"]).line <= place.line)
  }
}
