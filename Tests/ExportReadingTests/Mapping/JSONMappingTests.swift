import ExportReading
import Testing

/// JSON whose profile says more than names of keys.
struct JSONMappingTests {
  private func check(_ export: MappedExport) throws {
    let harness = try ReadingHarness(.jsonLines, yaml: export.yaml)
    let result = harness.readEveryWay(export.export)
    #expect(result.records == export.records, "\(export)")
    #expect(result.exportCodes == export.exportCodes, "\(export)")
  }

  @Test(arguments: [
    MappedExport(
      "identities of elements",
      json(
        items: "items: { path: lines, fields: { price: p } }\nidentities: { name: line, path: "
          + "lines, left: { multiply: [u, q] }, right: p, where: { value: q, filled: yes } }"),
      #"{"id":1,"total":6,"lines":[{"p":2,"u":1,"q":2},{"p":3,"u":1,"q":2},{"p":1,"u":9}]}"#
        + "\n" + #"{"id":2,"total":2,"lines":{"p":2,"u":"1.00","q":2}}"# + "\n",
      ["1@1 P=6.00 IDENTITY_MISMATCH@1", "2@2 P=2.00"]),
    MappedExport(
      "items are required",
      json(
        items: "items: { path: lines, required: yes, where: { value: gift, is_not: 'true' }, "
          + "fields: { price: p } }"),
      #"{"id":1,"total":6}"# + "\n" + #"{"id":2,"total":6,"lines":[]}"# + "\n"
        + #"{"id":3,"total":6,"lines":[{"gift":true}]}"# + "\n",
      [
        "1@1 P=! MISSING_FIELD(basket.basketItems)@1",
        "2@2 P=! MISSING_FIELD(basket.basketItems)@2",
        "3@3 P=! MISSING_FIELD(basket.basketItems)@3",
      ]),
    MappedExport(
      "noise of binary fractions",
      json(
        items: "items: { path: lines, fields: { price: { value: p, round: yes } } }",
        amount: "{ value: total, round: yes }"),
      #"{"id":1,"total":2.9899999999999998,"lines":[{"p":-2.9900000000000002}]}"# + "\n"
        + #"{"id":2,"total":1.00000000000000000000000000000001,"lines":[]}"# + "\n",
      ["1@1 P=-2.99", "2@2 P=0.00 INVALID_FIELD_VALUE(amount)@2"]),
    MappedExport(
      "noise that is not rounded", json(),
      #"{"id":1,"total":2.9899999999999998,"lines":[{"p":1}]}"# + "\n",
      ["1@1 P=1.00 INVALID_FIELD_VALUE(amount)@1"]),
    MappedExport(
      "the same as another value",
      json(
        items: "items: { path: lines, where: { value: c, same_as: { value: currency, of: order } "
          + "}, fields: { price: p } }"),
      #"{"id":1,"total":6,"currency":" EUR","lines":[{"p":2,"c":"EUR"},{"p":4,"c":"SEK"}]}"#
        + "\n" + #"{"id":2,"total":6,"lines":[{"p":2,"c":"EUR"},{"p":2}]}"# + "\n",
      ["1@1 P=2.00", "2@2 P=0.00"]),
    MappedExport(
      "what may be left out",
      """
      json:
        order:
          optional: [amount, basket.total_amount]
          not_stated: [basket.total_product_amount, basket.total_discount_amount]
          fields: { order_id: id, amount: total, basket.total_amount: net }
        items: { path: lines, fields: { price: p } }

      """,
      #"{"id":1,"net":1,"lines":[{"p":1}]}"# + "\n" + #"{"id":2,"total":"","lines":[]}"# + "\n",
      ["1@1 P=1.00", "2@2 P=0.00"]),
  ])
  func partsOfOrders(_ export: MappedExport) throws { try check(export) }

  /// Once a value of the order was looked for anew for each item: 20 seconds for 58 000 of them.
  @Test func manyItemsThatAskForValuesOfTheOrder() throws {
    let condition = "{ value: { of: order, over: lines, value: q, take: count }, sign: zero }"
    let yaml = MappedExport(
      "", json(items: "items: { path: lines, where: \(condition), fields: { price: p } }"), "", []
    ).yaml
    let lines = Array(repeating: #"{"p":1}"#, count: 20_000).joined(separator: ",")
    let orders = ["", #","q":1"#].map { more in
      #"{"id":"x","total":1,"lines":[{"p":1\#(more)},\#(lines)]}"# + "\n"
    }
    let result = try ReadingHarness(.jsonLines, yaml: yaml).read(Array(orders.joined().utf8))
    #expect(result.records == ["x@1 P=20001.00", "x@2 P=0.00"])
  }

  @Test(arguments: [
    MappedExport(
      "a top-level array", json(order: "path: orders"),
      #"[{"id":1,"total":1,"lines":[{"p":"1.00"}]},\#n {"id":"2","total":3,"lines":[]} ]"#,
      ["1@1 P=1.00", "2@2 P=0.00"]),
    MappedExport(
      "an array of orders, not of an order's items",
      json(
        order: "path: \"items[id!='']\"", items: "items: { path: items, fields: { price: p } }"),
      #"{"items":[{"id":7,"total":2,"items":[{"p":2}]}],"count":1}"# + "\n", ["7@1 P=2.00"]),
    MappedExport(
      "an order's items, not an array of orders",
      json(
        order: "path: \"items[id!='']\"", items: "items: { path: items, fields: { price: p } }"),
      #"{"id":7,"total":2,"items":[{"id":null,"p":2}]}"# + "\n"
        + #"{"id":8,"total":2,"items":[{"p":2}]}"# + "\n", ["7@1 P=2.00", "8@2 P=2.00"]),
    MappedExport(
      "an array in a document", json(order: "path: [data.orders, orders]"),
      #"{"n":[1,{"orders":[]}],"orders":[{"id":1,"total":1,"lines":{"p":1}}],"more":{"a":"]}"}}"#
        + "\n", ["1@1 P=1.00"]),
    MappedExport(
      "a broken element costs no other", json(order: "path: orders"),
      #"[{"id":1,"total":1,"lines":[]},{"id":2,"total":x},{"id":3,"total":1}]"#,
      ["1@1 P=0.00", "2@1? MALFORMED_RECORD@1", "3@1 P=0.00"]),
    MappedExport(
      "the array is cut", json(order: "path: orders"),
      #"{"orders":[{"id":1,"total":1,"lines":[]},{"id":2,"#,
      ["1@1 P=0.00", "2@1? MALFORMED_RECORD@1"], exportCodes: ["TRUNCATED_INPUT"]),
    MappedExport(
      "the document is cut", json(order: "path: orders"),
      #"{"orders":[{"id":1,"total":1,"lines":[]}]"#, ["1@1 P=0.00"],
      exportCodes: ["TRUNCATED_INPUT"]),
    MappedExport(
      "two documents", json(order: "path: orders"),
      #"{"orders":[{"id":1,"total":1,"lines":[]}]}{"orders":[]}"#, ["1@1 P=0.00"]),
    MappedExport(
      "pages", json(order: "path: [orders, data.orders]"),
      #"{"a":"]}{","orders":[{"id":1,"total":1,"lines":[]},{"id":2,"total":1}],"next":{"n":[2]}}"#
        + "\n" + #" {"data":{"orders":[{"id":3,"total":1},"# + "\n" + #"{"id":4,"total":1}]}}"#
        + "\n"
        + #"{"orders":[]} [{"id":5,"total":1}]"# + "\n",
      ["1@1 P=0.00", "2@1 P=0.00", "3@2 P=0.00", "4@3 P=0.00", "5@4 P=0.00"]),
    MappedExport(
      "arrays one after the other", json(),
      #"[{"id":1,"total":1}]"# + "\n" + #"[{"id":2,"total":1},{"id":3,"total":1}]"#,
      ["1@1 P=0.00", "2@2 P=0.00", "3@2 P=0.00"]),
    MappedExport(
      "the second document is cut", json(order: "path: orders"),
      #"{"orders":[{"id":1,"total":1}]}{"orders":[{"id":2,"total":1}"#,
      ["1@1 P=0.00", "2@1 P=0.00"], exportCodes: ["TRUNCATED_INPUT"]),
    MappedExport(
      "a second document without orders", json(order: "path: orders"),
      #"{"orders":[{"id":1,"total":1}]}{"errors":[{"orders":[]}]}"#, ["1@1 P=0.00"],
      exportCodes: ["UNREADABLE_INPUT"]),
    MappedExport(
      "something behind the document", json(order: "path: orders"),
      #"{"orders":[{"id":1,"total":1}]} x {"orders":[{"id":2,"total":1}]}"#, ["1@1 P=0.00"],
      exportCodes: ["UNREADABLE_INPUT"]),
    MappedExport(
      "a document that is one order", json(order: "path: [orders, order]"),
      "{\n \"order\":\n {\"id\":1,\"total\":1,\"lines\":[]}\n}\n", ["1@1 P=0.00"]),
    MappedExport(
      "values over several lines", json(),
      "{\"id\":1,\n\"total\":1}\n{\"id\":2,\"total\":1}{\n}\n",
      [
        "1@1 P=0.00", "2@3 P=0.00",
        "null@3 P=0.00 MISSING_FIELD(orderId)@3 MISSING_FIELD(amount)@3",
      ]),
    MappedExport(
      "values that are cut", json(), "{\"id\":1,\n\"total\":1}\n{\"id\":2,",
      ["1@1 P=0.00", "2@3? MALFORMED_RECORD@3"], exportCodes: ["TRUNCATED_INPUT"]),
    MappedExport(
      "lines with a wrapper", json(order: "path: [orders, order]"),
      "{\"order\":{\"id\":1,\"total\":1,\"lines\":[]}}\n\n{\"id\":2,\"total\":1}\n{\"order\":{]}\n",
      ["1@1 P=0.00", "2@3 P=0.00", "null@4? MALFORMED_RECORD@4"]),
  ])
  func documents(_ export: MappedExport) throws { try check(export) }

  @Test(arguments: [
    MappedExport(
      "predicates",
      json(
        items: "charges: { as: term, amount: \"totals[code='shipping'].value\" }",
        amount: "\"totals[code='total'].value\""),
      #"{"id":1,"totals":[{"code":"shipping","value":2},{"code":" total ","value":"5.00"}]}"#,
      ["1@1 P=0.00 T=2.00"]),
    MappedExport(
      "items of a kind",
      json(
        items: "items: { path: lines, where: { value: parent, filled: no }, fields: { price: "
          + "p } }"),
      #"{"id":1,"total":3,"lines":[{"p":3,"parent":null},{"p":9,"parent":7}]}"#, ["1@1 P=3.00"]),
    MappedExport(
      "fallbacks and constants",
      json(id: "[name, { value: gid, after_last: / }]", amount: "[total, { constant: '7' }]"),
      #"{"name":"","gid":"gid://shop/Order/12"}"#, ["12@1 P=0.00"]),
    MappedExport(
      "several values at one path",
      json(amount: "prices.amount"),
      #"{"id":1,"prices":[{"amount":1},{"amount":1.0},{"amount":2}]}"#,
      ["1@1 P=0.00 CONFLICTING_FIELD_VALUE(amount)@1"]),
    MappedExport(
      "sums over lists with conditions",
      json(
        amount: "{ over: lines, take: sum, where: { value: p, sign: positive }, value: p }"),
      #"{"id":1,"lines":[{"p":1},{"p":-4},{"p":2}]}"#, ["1@1 P=-1.00"]),
    MappedExport(
      "a lookup table",
      json(amount: "total").replacing(
        "amount: total",
        with: "amount: total\n      currency: { value: cur, lookup: { '1': EUR, '2': JPY } }"),
      "{\"id\":1,\"total\":1.50,\"cur\":1}\n{\"id\":2,\"total\":1.50,\"cur\":\"2\"}\n{\"id\":3"
        + ",\"total\":1,\"cur\":9}\n",
      [
        "1@1 P=0.00", "2@2 P=0 INVALID_FIELD_VALUE(amount)@2",
        "3@3 P=0 INVALID_FIELD_VALUE(currency)@3",
      ]),
    MappedExport(
      "minor units of the currency and of a sibling",
      json(
        items:
          "items: { path: lines, fields: { price: { value: p.cents, minor_units: p.digits } } }",
        amount: "{ value: total, minor_units: currency }"),
      #"{"id":1,"total":250,"lines":[{"p":{"cents":2500,"digits":3}}]}"#, ["1@1 P=2.50"]),
    MappedExport(
      "a flag of the order in its items",
      json(
        items:
          "items: { path: lines, fields: { price: [{ value: net, where: { value: { value: "
          + "tax, of: order }, is: net } }, gross] } }"
      ),
      "{\"id\":1,\"total\":1,\"tax\":\"net\",\"lines\":[{\"net\":1,\"gross\":2}]}\n"
        + "{\"id\":2,\"total\":1,\"tax\":\"gross\",\"lines\":[{\"net\":1,\"gross\":2}]}",
      ["1@1 P=1.00", "2@2 P=2.00"]),
    MappedExport(
      "a mapped key twice", json(), #"{"id":1,"total":1,"total":2}"#,
      ["1@1? MALFORMED_RECORD@1"]),
    MappedExport(
      "any of several",
      json(order: "skip: { any: [{ value: test, is: 'true' }, { value: s, is: x }] }"),
      "{\"id\":1,\"total\":1,\"test\":true}\n{\"id\":2,\"total\":1,\"s\":\"x\"}\n{\"id\":3,\"t"
        + "otal\":1}",
      ["1@1-", "2@2-", "3@3 P=0.00"]),
  ])
  func values(_ export: MappedExport) throws { try check(export) }

  private static let family = json(
    "children: { parent: __parentId }",
    items:
      "items: { path: children, where: { value: id, contains: /LineItem/ }, fields: { price: p } }",
    id: "{ value: id, after_last: / }")

  @Test(arguments: [
    MappedExport(
      "children follow their parent", family,
      "{\"id\":\"g/Order/1\",\"total\":3}\n{\"id\":\"g/LineItem/5\",\"p\":1,\"__parentId\":\"g"
        + "/Order/1\"}\n"
        + "{\"id\":\"g/Tax/6\",\"p\":9,\"__parentId\":\"g/LineItem/5\"}\n"
        + "{\"__parentId\":\"g/Order/1\",\"id\":\"g/LineItem/7\",\"p\":2}\n{\"id\":\"g/Order/2"
        + "\",\"total\":3}\n",
      ["1@1 P=3.00", "2@5 P=0.00"]),
    MappedExport(
      "a child without its parent", family,
      "{\"id\":\"g/Order/1\",\"total\":3}\n{\"id\":\"g/LineItem/5\",\"p\":1,\"__parentId\":\"g"
        + "/Order/9\"}\n",
      ["1@1 P=0.00", "null@2? MALFORMED_RECORD@2"]),
    MappedExport(
      "a broken child", family,
      "{\"id\":\"g/Order/1\",\"total\":3}\n{\"id\":\"g/LineItem/5\",\"p\":,\"__parentId\":\"g/"
        + "Order/1\"}\n",
      ["1@1~ P=0.00 MALFORMED_RECORD@2", "null@2? MALFORMED_RECORD@2"]),
  ])
  func families(_ export: MappedExport) throws { try check(export) }
}
