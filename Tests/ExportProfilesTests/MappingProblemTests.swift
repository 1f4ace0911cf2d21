import ExportProfiles
import Testing

/// What is said about wrong profiles that use more of the language than names of fields.
struct MappingProblemTests {
  typealias Case = (name: String, csv: String, problems: [String])

  private static let head = """
    profile_version: 1
    name: shop
    currency: { default: EUR }

    """

  private static let rest = """

        not_stated:
          [basket.total_product_amount, basket.total_discount_amount, basket.total_amount]
        fields: { order_id: Id, amount: Total }
      items: { fields: { price: Price } }

    """

  private func problems(_ csv: String) -> [String] {
    do {
      _ = try ProfileReader.profile(fromYAML: Array((Self.head + csv).utf8), source: "p")
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  @Test(
    arguments: [
      ("right", "csv:\n  order:\(rest)", []),
      (
        "unknown key of a source",
        "csv:\n  charges: { as: term, amount: { valeu: Tax } }\n  order:\(rest)",
        [
          #"p:5:24: "amount" needs one of "value", "constant", "join", "add", "subtract", "#
            + #""multiply" or "divide""#,
          #"p:5:34: unknown key "valeu"; did you mean "value"?"#,
        ]
      ),
      (
        "two origins",
        "csv:\n  charges: { as: term, amount: { value: a, constant: b } }\n  order:\(rest)",
        [
          #"p:5:44: "amount" needs one of "value", "constant", "join", "add", "subtract", "#
            + #""multiply" or "divide""#
        ]
      ),
      (
        "a condition without a test", "csv:\n  order:\n    skip: { value: a }\(rest)",
        [#"p:6:5: "skip" needs one of "is", "is_not", "contains", "same_as", "filled" or "sign""#]
      ),
      (
        "a charge of no kind", "csv:\n  charges: { as: tax, amount: Tax }\n  order:\(rest)",
        [#"p:5:18: "as" must be "term", "item" or "discount", not "tax""#]
      ),
      (
        "one part, without a key and recognised by nothing",
        "csv:\n  parts: { orders: { required: yes } }\n  order:\(rest)",
        [
          #"p:5:3: "parts" are two or more kinds of files, that of the orders first"#,
          #"p:5:12: the key "key" is missing"#,
          #"p:5:12: "orders" needs "files" or "header" to be recognised"#,
        ]
      ),
      (
        "a tolerance of hundredths",
        "tolerance: { line: 0.55 }\ncsv:\n  order:\(rest)",
        [#"p:4:20: "line" must be a whole number from 0 to 1000000, not "0.55""#]
      ),
      ("a tolerance of tenths", "tolerance: { line: 0.5 }\ncsv:\n  order:\(rest)", []),
      (
        "items that are not stated",
        "csv:\n  order:\(rest)".replacing("[basket.", with: "[basket.basket_items, basket."),
        [#"p:4:1: "basket.basket_items" is also "not_stated""#]
      ),
      (
        "a list that there is not",
        "csv:\n  discounts: { path: lins, fields: { amount: a } }\n"
          + "  lists: { lines: { column: a } }\n  order:\(rest)",
        [
          #"p:5:22: a path in a table is that of a list: "rows" or "lines"; did you mean "lines"?"#
        ]
      ),
      (
        "a number for a word", "csv:\n  header: { skip_lines: none }\n  order:\(rest)",
        [#"p:5:25: "skip_lines" must be a whole number from 1 to 1000, not "none""#]
      ),
    ] as [Case])
  func problems(_ wrong: Case) {
    #expect(problems(wrong.csv) == wrong.problems, "\(wrong.name)")
  }

  @Test func filesThatBelongTogether() {
    let profile = """
      csv:
        parts:
          orders: { key: a, files: a }
          items: { key: a, files: b, rows: several }
        order:
          not_stated:
            [basket.total_product_amount, basket.total_discount_amount, basket.total_amount]
          group_by: a
          fields: { order_id: Id, amount: Total }
        items: { path: item, fields: { price: Price } }
      xml: { order: { path: a/b, fields: { order_id: Id } } }
      """
    let found = problems(profile).filter { !$0.contains("is missing") }
    #expect(
      found == [
        #"p:7:32: "rows" belongs to the first of the parts"#,
        "p:11:5: the keys of the parts group rows",
        #"p:13:18: a path in a table is that of a list: "rows", "orders" or "items"; "#
          + #"did you mean "items"?"#,
        #"p:14:1: a profile with parts reads tables alone: make "xml" a profile of its own"#,
      ])
  }

  @Test func marksThatAreOne() {
    #expect(
      problems("amounts: { decimal: comma, thousands: comma }\ncsv:\n  order:\(Self.rest)")
        == ["p:4:39: one mark cannot stand for thousands and for the decimal point"])
    #expect(
      problems("amounts: { thousands: comma }\ncsv:\n  order:\(Self.rest)")
        == [#"p:4:12: "thousands" needs "decimal" beside it"#])
  }

  @Test func sumsComparedWithThemselves() {
    let csv = """
      csv:
        order:
          not_stated: [basket.total_product_amount, basket.total_amount]
          fields: { order_id: Id, amount: Total, basket.total_discount_amount: Off }
        items: { fields: { price: Price } }
        charges: { as: discount, amount: { value: Off, sign: absolute } }
      """
    #expect(
      problems(csv) == [
        #"p:4:1: "basket.total_discount_amount" would be compared with itself: the only charge "#
          + #"that makes up the sum has the same source; name the field in "not_stated""#
      ])
    #expect(problems(csv + "\n  discounts: { fields: { amount: More } }").isEmpty)
  }

  @Test(arguments: [
    ("a[b='c'", "a bracket or quote in \"a[b='c'\" is not closed"),
    ("a[b]", "a condition in brackets is written as [name='text'] or [name!='text'], not \"[b]\""),
    ("a..b[c='d']", "the path \"a..b[c='d']\" has an empty step"),
  ])
  func paths(_ path: String, _ message: String) {
    let yaml = """
      json:
        order:
          not_stated:
            [basket.total_product_amount, basket.total_discount_amount, basket.total_amount]
          fields: { order_id: id, amount: "\(path)" }
        items: { path: lines, fields: { price: p } }
      """
    #expect(problems(yaml) == ["p:8:37: \(message)"])
  }
}
