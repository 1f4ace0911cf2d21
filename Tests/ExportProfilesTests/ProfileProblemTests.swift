import ExportProfiles
import Testing

private func problems(of yaml: String) -> [String] {
  problems(of: Array(yaml.utf8))
}

private func problems(of yaml: [UInt8]) -> [String] {
  do {
    _ = try ProfileReader.profile(fromYAML: yaml, source: "shop.yaml")
    return []
  } catch {
    return error.description.split(separator: "\n").map(String.init)
  }
}

/// What is said about wrong profiles: place, message and suggestion of each problem.
struct ProfileProblemTests {
  typealias Case = (name: String, old: String, new: String, problems: [String])

  private func check(_ spoiled: Case) {
    #expect(shop.contains(spoiled.old), "\(spoiled.name): nothing to replace")
    let yaml = shop.replacing(spoiled.old, with: spoiled.new, maxReplacements: 1)
    #expect(problems(of: yaml) == spoiled.problems.map { "shop.yaml:\($0)" }, "\(spoiled.name)")
  }

  @Test(
    arguments: [
      ("right", "name: shop", "name: shop", []),
      (
        "letter missing", "path: lines", "pat: lines",
        [#"13:3: the key "path" is missing"#, #"14:5: unknown key "pat"; did you mean "path"?"#]
      ),
      (
        "letters swapped", "name: shop", "nmae: shop",
        [#"1:1: the key "name" is missing"#, #"2:1: unknown key "nmae"; did you mean "name"?"#]
      ),
      (
        "nothing near", "delimiter: semicolon", "zzz: none",
        [
          #"22:3: unknown key "zzz"; known here: delimiter, quote, escape, comment, encoding, "#
            + "header, ignore_rows, footer, short_rows, fill_down, rows, blank_key, lists, "
            + "parts, order, items, discounts, "
            + "charges, identities"
        ]
      ),
      (
        "path in CSV", "fields:\n      unit_price", "path: a\n    fields:\n      unit_price",
        [#"31:5: unknown key "path"; known here: fields"#]
      ),
      (
        "field of an item", "price: total", "pirce: total",
        [
          #"15:5: the field "price" or "unit_price" is missing"#,
          #"16:7: unknown field "pirce"; did you mean "price"?"#,
        ]
      ),
      (
        "whole name in an item", "price: total", "basket.basket_items.price: total",
        [
          #"15:5: the field "price" or "unit_price" is missing"#,
          #"16:7: unknown field "basket.basket_items.price"; did you mean "price"?"#,
        ]
      ),
      (
        "short name in an order", "basket.total_amount: sums.total", "total_amount: sums.total",
        [
          #"7:5: the field "basket.total_amount" is missing"#,
          #"12:7: unknown field "total_amount"; did you mean "basket.total_amount"?"#,
        ]
      ),
      (
        "section as a field", "order_id: id", "order_id: id\n      basket: b",
        [
          #"9:7: unknown field "basket"; known here: order_id, amount, currency, order_date, "#
            + "session_owner_id, akinon_user_access_token, merchant_customer_id, "
            + "merchant_customer_email, basket.total_product_amount, "
            + "basket.total_discount_amount, basket.total_amount"
        ]
      ),
    ] as [Case])
  func unknownKeys(_ spoiled: Case) { check(spoiled) }

  @Test(
    arguments: [
      ("version", "profile_version: 1\n", "", [#"1:1: the key "profile_version" is missing"#]),
      ("order id", "order_id: id\n      ", "", [#"7:5: the field "order_id" is missing"#]),
      (
        "two totals",
        "      basket.total_discount_amount: sums.discounts\n"
          + "      basket.total_amount: sums.total\n",
        "",
        [
          #"7:5: the field "basket.total_discount_amount" is missing"#,
          #"7:5: the field "basket.total_amount" is missing"#,
        ]
      ),
      (
        "amount of a discount", "amount: value", "code: value",
        [#"19:5: the field "amount" is missing"#]
      ),
      (
        "items", "  items:\n    path: lines\n    fields:\n      price: total\n", "",
        [#"5:1: the section "items" is missing"#]
      ),
      (
        "fields", "    fields:\n      unit_price: Unit price\n", "    {}\n",
        [#"30:3: the section "fields" is missing"#]
      ),
      ("path in XML", "    path: shop/sale\n", "", [#"34:3: the key "path" is missing"#]),
      (
        "currency", "  default: TRY\n", "  {}\n",
        [
          #"7:5: without a default currency the field "currency" is required"#,
          #"24:5: without a default currency the field "currency" is required"#,
          #"36:5: without a default currency the field "currency" is required"#,
        ]
      ),
    ] as [Case])
  func missing(_ spoiled: Case) { check(spoiled) }

  @Test(
    arguments: [
      (
        "newer language", "profile_version: 1", "profile_version: 2",
        [#"1:18: this program reads profile_version 1, not "2""#]
      ),
      (
        "capital in the name", "name: shop", "name: Shop",
        [
          #"2:7: "name" must be small letters, digits, "-" and "_" (at most 64), not "Shop""#
            + #"; did you mean "shop"?"#
        ]
      ),
      ("TL", "default: TRY", "default: TL", [#"4:12: unknown currency "TL"; did you mean "TRY"?"#]),
      ("no currency", "default: TRY", "default: XXQ", [#"4:12: unknown currency "XXQ""#]),
      (
        "item price", "name: shop", "name: shop\nitem_price: units",
        [#"3:13: "item_price" must be "line" or "unit", not "units"; did you mean "unit"?"#]
      ),
      (
        "digits", "name: shop", "name: shop\namounts: {fraction_digits: 7}",
        [#"3:28: "fraction_digits" must be "currency" or a whole number from 0 to 6, not "7""#]
      ),
      (
        "negative digits", "name: shop", "name: shop\namounts: {fraction_digits: -1}",
        [#"3:28: "fraction_digits" must be "currency" or a whole number from 0 to 6, not "-1""#]
      ),
      (
        "delimiter as a character", "semicolon", #"";""#,
        [#"22:14: "delimiter" is written as a word; did you mean "semicolon"?"#]
      ),
      (
        "delimiter misspelt", "semicolon", "semikolon",
        [
          #"22:14: "delimiter" must be "by_name", "comma", "semicolon", "tab" or "pipe", "#
            + #"not "semikolon"; did you mean "semicolon"?"#
        ]
      ),
      (
        "list for text", "name: shop", "name: [shop]",
        [#"2:7: "name" must be text, not a list"#]
      ),
      (
        "section for text", "name: shop", "name: {first: shop}",
        [#"2:7: "name" must be text, not a section"#]
      ),
      (
        "text for a section", "default: TRY", "TRY", [#"4:3: "currency" must hold keys and values"#]
      ),
      ("section without content", "  default: TRY\n", "", [#"3:10: "currency" is empty"#]),
      (
        "key that is a list", "name: shop", "name: shop\n? [a, b]\n: c", ["3:3: a key must be text"]
      ),
    ] as [Case])
  func values(_ spoiled: Case) { check(spoiled) }

  @Test(
    arguments: [
      ("empty", "order_id: id", "order_id:", [#"8:16: "order_id" is empty"#]),
      ("blank", "order_id: id", #"order_id: " ""#, [#"8:17: "order_id" is empty"#]),
      ("blank column", "order_id: No", "order_id: ''", [#"25:17: "order_id" is empty"#]),
      (
        "empty step", "sums.total", "sums..total",
        [#"12:28: the path "sums..total" has an empty step; did you mean "sums.total"?"#]
      ),
      (
        "last step empty", "sums/total", "sums/",
        [#"41:28: the path "sums/" has an empty step; did you mean "sums"?"#]
      ),
      (
        "backslash at the end", "order_id: id", #"order_id: id\"#,
        ["8:17: the path ends with a lone backslash"]
      ),
      (
        "unknown escape", "order_id: id", #"order_id: i\d"#,
        ["8:17: after a backslash in a path only a dot or a backslash may follow"]
      ),
      (
        "namespace prefix", "path: shop/sale", "path: s:shop/s:sale",
        [
          "35:11: namespaces are ignored; names are written without their prefix"
            + #"; did you mean "shop/sale"?"#
        ]
      ),
      (
        "attribute without a name", "order_id: no", "order_id: 'a/@'",
        [#"37:17: the path "a/@" has an empty step"#]
      ),
      (
        "one path twice", "amount: paid", "amount: id",
        [#"9:15: "amount" uses the same place as "order_id" (line 8)"#]
      ),
      (
        "one column twice", "unit_price: Unit price", "unit_price: Total",
        [#"32:19: "unit_price" uses the same place as "basket.total_amount" (line 29)"#]
      ),
      (
        "inside a field", "amount: paid", "amount: id.paid",
        [#"9:15: "amount" lies inside "order_id" (line 8)"#]
      ),
      (
        "around a field", "path: lines", "path: sums",
        [#"14:11: "items" holds "basket.total_product_amount" (line 10)"#]
      ),
    ] as [Case])
  func paths(_ spoiled: Case) { check(spoiled) }

  @Test(
    arguments: [
      (
        "key twice", "amount: paid", "amount: paid\n      amount: due",
        [#"10:7: key "amount" is already used on line 9"#]
      ),
      (
        "key twice and one unknown", "amount: paid",
        "amount: paid\n      amount: due\n      amuont: x",
        [
          #"10:7: key "amount" is already used on line 9"#,
          #"11:7: unknown field "amuont"; did you mean "amount"?"#,
        ]
      ),
      (
        "key three times", "name: shop", "name: shop\nname: a\n'name': b",
        [
          #"3:1: key "name" is already used on line 2"#,
          #"4:1: key "name" is already used on line 2"#,
        ]
      ),
      (
        "key twice on one line", "currency:\n  default: TRY",
        "currency: {default: TRY, default: TL, x: y}",
        [
          #"3:26: key "default" is already used on line 3"#,
          #"3:39: unknown key "x"; known here: default"#,
        ]
      ),
      (
        "two mappings", "name: shop", "name: shop\nname: a\nitem_price: line\nitem_price: unit",
        [
          #"3:1: key "name" is already used on line 2"#,
          #"5:1: key "item_price" is already used on line 4"#,
        ]
      ),
      (
        "anchor", "name: shop", "name: &a shop",
        ["2:7: anchors and aliases (&name, *name) are not allowed in a profile"]
      ),
      (
        "anchor and alias", "order_id: id", "order_id: &a id\n      currency: *a",
        [
          "8:17: anchors and aliases (&name, *name) are not allowed in a profile",
          "9:17: anchors and aliases (&name, *name) are not allowed in a profile",
        ]
      ),
      (
        "undefined alias", "name: shop", "name: *a",
        ["2:7: anchors and aliases (&name, *name) are not allowed in a profile"]
      ),
      (
        "open bracket", "default: TRY", "default: [TRY",
        ["5:5: not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'"]
      ),
      (
        "tab", "  default: TRY", "\tdefault: TRY",
        [
          "4:1: not valid YAML: while scanning for the next token, "
            + "found character that cannot start any token"
        ]
      ),
      (
        "control character", "name: shop", "name: sh\u{7}p",
        ["2:9: the character U+0007 is not allowed in a profile"]
      ),
      (
        "two documents", "currency:\n", "---\nname: b\n",
        [
          "3:1: not valid YAML: expected a single document in the stream, "
            + "but found another document"
        ]
      ),
    ] as [Case])
  func yaml(_ spoiled: Case) { check(spoiled) }

  @Test(arguments: [
    ("nothing", "", ["1:1: the profile is empty"]),
    ("comments", "# a\n\n# b", ["1:1: the profile is empty"]),
    ("a word", "a", [#"1:1: "profile" must hold keys and values"#]),
    (
      "no section", "profile_version: 1\nname: a",
      [#"1:1: at least one of the sections "json", "csv" and "xml" is required"#]
    ),
  ])
  func wholeTexts(_ name: String, _ yaml: String, _ expected: [String]) {
    #expect(problems(of: yaml) == expected.map { "shop.yaml:\($0)" }, "\(name)")
  }

  @Test func brokenBytes() {
    let bytes = Array("name: a\nbé".utf8) + [0xFF]
    #expect(problems(of: bytes) == ["shop.yaml:2:3: the profile is not valid UTF-8"])
  }

  @Test func hostileTextIsShownHarmlessly() {
    let key = "\"\\e[2J" + String(repeating: "x", count: 100) + "\""
    let spoiled = shop.replacing("name: shop", with: "name: shop\n\(key): 1")
    let shown = #""\u{1B}[2J"# + String(repeating: "x", count: 56) + #"…""#
    #expect(problems(of: spoiled).first?.contains("unknown key \(shown)") == true)
  }

  @Test func manyProblemsAreCut() {
    let unknown = (0..<500).map { "key\($0): 1\n" }.joined()
    let listed = problems(of: shop + unknown)
    #expect(listed.count == 101)
    #expect(listed.last == "shop.yaml: there are more than 100 problems; the rest is not listed")
  }
}
