import ExportReading
import Testing

private let rows = "items: { fields: { unit_price: Price, quantity: Count } }"

/// Tables whose profile says more than names of columns.
struct TableMappingTests {
  private func check(_ export: MappedExport, delimiter: UInt8 = 0x2C) throws {
    let harness = try ReadingHarness(.csv(delimiter: delimiter), yaml: export.yaml)
    let result = harness.readEveryWay(export.export)
    #expect(result.records == export.records, "\(export)")
    #expect(result.exportCodes == export.exportCodes, "\(export)")
  }

  @Test(arguments: [
    MappedExport(
      "names in any case, trimmed, Turkish letters", table(items: rows),
      "İD , price,COUNT,tOTAL\n1,2.50,2,5.00\n", ["1@2 P=5.00"]),
    MappedExport(
      "other names", table(items: rows).replacing("Id\n", with: "[Order Number, Order ID]\n"),
      "Order ID,Price,Count,Total\n1,2.50,2,5.00\n", ["1@2 P=5.00"]),
    MappedExport(
      "a required column is missing", table(items: rows), "Id,Price,Count\n1,2.50,2\n", [],
      exportCodes: ["UNREADABLE_INPUT"]),
    MappedExport(
      "a column of a charge is missing",
      table(items: rows + "\ncharges: { as: term, amount: Shipping }"),
      "Id,Price,Count,Total\n1,2.50,2,9.00\n", ["1@2 P=5.00"], exportCodes: ["MISSING_COLUMN"]),
    MappedExport(
      "a column of a charge may be missing",
      table(
        items: rows + "\ncharges: { as: term, amount: { value: Shipping, optional: yes } }"),
      "Id,Price,Count,Total\n1,2.50,2,5.00\n", ["1@2 P=5.00"]),
    MappedExport(
      "the column of the quantity is missing", table(items: rows),
      "Id,Price,Total\n1,2.50,5.00\n", ["1@2 P=!"], exportCodes: ["MISSING_COLUMN"]),
    MappedExport(
      "one of the other names is enough",
      table(items: "items: { fields: { unit_price: [Cost, Price], quantity: Count } }"),
      "Id,Price,Count,Total\n1,2.50,2,5.00\n", ["1@2 P=5.00"]),
    MappedExport(
      "the last row is cut, and short rows are padded", table("short_rows: pad", items: rows),
      "Id,Price,Count,Total,Note\n1,2.50,2,5.00,\n2,2.50,2,5.00", ["1@2 P=5.00", "2@3 P=5.00"],
      exportCodes: ["TRUNCATED_INPUT"]),
    MappedExport(
      "lines before the header", table("header: { skip_lines: 2 }", items: rows),
      "Report \"x\n,,,\nId,Price,Count,Total\n1,2.50,2,5.00\n", ["1@4 P=5.00"]),
    MappedExport(
      "the header is found", table("header: { find: [Id, Total] }", items: rows),
      "a,\"b\nc\"\n\nId,Price,Count,Total\n1,2.50,2,5.00\n", ["1@5 P=5.00"]),
    MappedExport(
      "the header is found by another name",
      table("header: { find: [[Number, Id], [Sum, Total]] }", items: rows),
      "Id,Price\nId,Price,Count,Total\n1,2.50,2,5.00\n", ["1@3 P=5.00"]),
    MappedExport(
      "padding rows and footer", table("ignore_rows: [record(s) downloaded]", items: rows),
      "Id,Price,Count,Total\n,,,\n1,2.50,2,5.00\n\n1,record(s) downloaded\n", ["1@3 P=5.00"]),
    MappedExport(
      "short rows are padded", table("short_rows: pad", items: rows),
      "Id,Total,Price,Count,Note\n1,5.00,2.50,2\n1,,1.00\n2,1.00,1.00\n",
      ["1@2 P=6.00", "2@4 P=1.00"]),
    MappedExport(
      "short rows are faults", table(items: rows),
      "Id,Total,Price,Count,Note\n1,5.00,2.50,2\n", ["null@2? MALFORMED_RECORD@2"]),
    MappedExport(
      "a blank key continues", table("blank_key: continues", items: rows),
      "Id,Price,Count,Total\n1,2.50,2,5.00\n,1.00,1,\n2,1.00,1,1.00\n",
      ["1@2 P=6.00", "2@4 P=1.00"]),
    MappedExport(
      "a blank key is an order", table(items: rows),
      "Id,Price,Count,Total\n1,2.50,2,5.00\n,1.00,1,1\n",
      ["1@2 P=5.00", "null@3 P=1.00 MISSING_FIELD(orderId)@3"]),
    MappedExport(
      "keys are compared without blanks and prefixes",
      table(items: rows).replacing("Id\n", with: "{ value: Id, strip_prefix: '#' }\n"),
      "Id,Price,Count,Total\n#1,2.50,2,6.00\n 1 ,1.00,1,\n\"#1\",0,1,\n11,1.00,1,1.00\n",
      ["1@2 P=6.00", "11@5 P=1.00"]),
    MappedExport(
      "blank cells are filled down, as far as the order goes",
      table("fill_down: [Price]", items: rows),
      "Id,Price,Count,Total\n1,2.50,2,7.50\n1,,1,\n2,,1,1.00\n",
      ["1@2 P=7.50", "2@4 P=! MISSING_FIELD(basket.basketItems[0].price)@4"]),
    MappedExport(
      "a footer is no record",
      table("footer: { contains: downloaded, counts: rows }", items: rows),
      "Id,Price,Count,Total\n1,2.50,2,5.00\n1 downloaded\n", ["1@2 P=5.00"]),
    MappedExport(
      "two columns tell orders apart",
      table(order: "group_by: [Id, [Package, Parcel]]", items: rows),
      "Id,Parcel,Price,Count,Total\n1,a,2.50,2,5.00\n1,a,1.00,1,5.00\n1,b,1.00,1,1.00\n",
      ["1@2 P=6.00", "1@4 P=1.00"]),
  ])
  func rowsAndHeaders(_ export: MappedExport) throws { try check(export) }

  @Test(arguments: [
    MappedExport(
      "rows must agree", table(items: rows),
      "Id,Price,Count,Total\n1,1.00,1,5.00\n1,1.00,1,5.0\n1,1.00,1,\n1,1.00,1,6.00\n",
      ["1@2 P=4.00 CONFLICTING_FIELD_VALUE(amount)@5"]),
    MappedExport(
      "the first row counts", table(items: rows, amount: "{ value: Total, take: first }"),
      "Id,Price,Count,Total\n1,1.00,1,5.00\n1,1.00,1,0\n", ["1@2 P=2.00"]),
    MappedExport(
      "the sum over rows",
      table(
        items: "items: { fields: { price: Price } }",
        amount: "{ add: [Price, Shipping], take: sum }"),
      "Id,Price,Shipping\n1,1.00,2.00\n1,1.00,\n", ["1@2 P=2.00"]),
    MappedExport(
      "the row that a condition holds for",
      table(
        items:
          "items: { fields: { price: Price }, where: { value: Item, filled: yes } }",
        amount: "{ value: Total, where: { value: Item, filled: no } }"),
      "Id,Item,Price,Total\n1,,9.00,3.00\n1,a,1.00,7\n1,b,2.00,8\n", ["1@2 P=3.00"]),
    MappedExport(
      "orders to skip",
      table(order: "skip: [ { value: Status, is: [void, cancelled] } ]", items: rows),
      "Id,Status,Price,Count,Total\n1,paid,1,1,1\n2,cancelled,x,1,\n3,,2,1,2\n",
      ["1@2 P=1.00", "2@3-", "3@4 P=2.00"]),
    MappedExport(
      "a key of two columns",
      table(order: "group_by: [Id, Part]", items: rows)
        .replacing("order_id: Id", with: "order_id: { join: [Id, Part], with: / }"),
      "Id,Part,Price,Count,Total\n1,a,1,1,1\n1,b,2,1,2\n", ["1/a@2 P=1.00", "1/b@3 P=2.00"]),
    MappedExport(
      "a prefix is cut off",
      table(items: rows).replacing(
        "order_id: Id", with: "order_id: { value: Id, strip_prefix: ['#', \"'\"] }"),
      "Id,Price,Count,Total\n#1,1,1,1\n'2,2,1,2\n", ["1@2 P=1.00", "2@3 P=2.00"]),
  ])
  func groups(_ export: MappedExport) throws { try check(export) }

  @Test(arguments: [
    MappedExport(
      "shipping, tax and fees are terms",
      table(
        items: rows
          + "\ncharges:\n  - { as: term, amount: Shipping }\n  - { as: term, amount: Tax }"),
      "Id,Price,Count,Shipping,Tax,Total\n1,1.00,1,5.00,0.20,6.20\n2,1.00,1,,,1.00\n",
      ["1@2 P=1.00 T=5.20", "2@3 P=1.00"]),
    MappedExport(
      "tax in prices or added",
      table(items: rows + "\ncharges: { as: term, amount: Tax, presence: either }"),
      "Id,Price,Count,Tax,Total\n1,1.00,1,0.20,1.20\n2,1.20,1,0.20,1.20\n3,1.00,1,0.20,9\n",
      ["1@2 P=1.00 T=0.20", "2@3 P=1.20", "3@4 P=1.00 T=0.20"]),
    MappedExport(
      "charges as items and discounts",
      table(
        items: rows
          + "\ncharges:\n  - { as: item, amount: Fee }\n  - { as: discount, amount: { value: "
          + "Off, sign: absolute } }"
      ),
      "Id,Price,Count,Fee,Off,Total\n1,1.00,1,5.00,-2.00,6.20\n2,1.00,1,-0.50,0,1.00\n",
      ["1@2 P=6.00 D=2.00", "2@3 P=1.00 D=0.50"]),
    MappedExport(
      "a charge that is no amount", table(items: rows + "\ncharges: { as: term, amount: Tax }"),
      "Id,Price,Count,Tax,Total\n1,1.00,1,x,1.20\n",
      ["1@2 P=1.00 INVALID_FIELD_VALUE(amount)@2"]),
    MappedExport(
      "identities",
      table(
        items: rows
          + "\nidentities:\n  - { name: net and tax, left: { add: [Net, Tax] }, right: Total, "
          + "tolerance: 1 }"
      ),
      "Id,Price,Count,Net,Tax,Total\n1,1,1,1.00,0.20,1.21\n2,1,1,1.00,0.20,1.22\n3,1,1,,,1\n",
      ["1@2 P=1.00", "2@3 P=1.00 IDENTITY_MISMATCH@3", "3@4 P=1.00"]),
    MappedExport(
      "arithmetic",
      table(
        items:
          "items: { fields: { price: { multiply: [Price, Count, { subtract: [{ constant: '1' "
          + "}, Off] }] } } }"
      ),
      "Id,Price,Count,Off,Total\n1,2.00,3,0.25,4.50\n2,1.00,1,0.3333,1\n",
      ["1@2 P=4.50", "2@3 P=! INVALID_FIELD_VALUE(basket.basketItems[0].price)@3"]),
    MappedExport(
      "rounded quotients",
      table(
        items:
          "items: { fields: { price: { divide: [{ multiply: [Price, Count] }, Base], round: "
          + "yes } } }"
      ),
      "Id,Price,Count,Base,Total\n1,10.00,2,3,6.67\n2,1.00,1,0,1\n",
      ["1@2 P=6.67", "2@3 P=! INVALID_FIELD_VALUE(basket.basketItems[0].price)@3"]),
  ])
  func baskets(_ export: MappedExport) throws { try check(export) }

  @Test(arguments: [
    MappedExport(
      "numbered columns of pairs",
      table(
        "lists:\n  lines:\n    columns: 'line_item_{n}'\n    format: pairs\n    pairs: '|'\n  "
          + "  key: ':'",
        items: "items: { path: lines, fields: { quantity: quantity, price: sub_total } }"),
      "Id,line_item_2,line_item_10,line_item_1,Total\n"
        + "1,name:B|quantity:1|sub_total:2.00,,name:A|sub_total:1.00|quantity:4,3\n",
      ["1@2 P=3.00"]),
    MappedExport(
      "numbered columns by field",
      table(
        "lists:\n  taxes:\n    columns: { name: 'Tax {n} Name', value: 'Tax {n} Value' }",
        items: rows + "\ncharges: { as: term, path: taxes, amount: value }"),
      "Id,Price,Count,Total,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 "
        + "Value\n1,1,1,1.3,A,0.10,B,0.20\n",
      ["1@2 P=1.00 T=0.30"]),
    MappedExport(
      "pairs with known keys",
      table(
        "lists:\n  lines:\n    column: Details\n    format: pairs\n    elements: '|'\n    "
          + "pairs: ', '\n"
          + "    key: ': '\n    keys: [ID, Qty, Name, Options, Unit Price, Total Price]",
        items:
          "items: { path: lines, fields: { quantity: Qty, unit_price: Unit Price, price: "
          + "Total Price } }"
      ),
      "Id,Total,Details\n"
        + "1,9,\"ID: 7, Qty: 2, Name: A, Qty: 9, b: c, Options: Size: S, Unit Price: 2.00, "
        + "Total Price: 4.00"
        + "|ID: 8, Qty: 1, Name: B, Unit Price: 5.00, Total Price: 5.00\"\n",
      ["1@2 P=9.00"]),
    MappedExport(
      "pairs whose keys come in one order or another, bars in names",
      table(
        "lists:\n  lines:\n    column: Details\n    format: pairs\n    elements: '|'\n    "
          + "pairs: ', '\n"
          + "    key: ': '\n    keys: [[ID, Name, Weight, Price], [ID, Name, Price, Cost, Weight]]",
        items: "items: { path: lines, fields: { price: Price } }"),
      "Id,Total,Details\n"
        + "1,7,\"ID: 7, Name: A | B|C, Weight: 1, Price: 2.00|ID: 8, Name: D, Price: 5.00\"\n"
        + "2,7,\"ID: 7, Name: A|, Price: 2.00, Cost: 1, Weight: 3"
        + "|ID: 8, Name: B, Price: 5.00, Cost: 1.00, Weight: 1\"\n"
        + "3,5,\"Name: A, Price: 2.00|Name: B, Price: 3.00\"\n",
      ["1@2 P=7.00", "2@3 P=7.00", "3@4 P=5.00"]),
    MappedExport(
      "JSON in a cell",
      table(
        "lists:\n  lines: { column: Lines, format: json }",
        items: "items: { path: lines, fields: { quantity: qty, unit_price: price.amount } }"),
      "Id,Total,Lines\n1,9,\"[{\"\"qty\"\":2,\"\"price\"\":{\"\"amount\"\":\"\"4.50\"\"}}]\"\n"
        + "2,1,[{]\n",
      ["1@2 P=9.00", "2@3 P=! D=! INVALID_FIELD_VALUE(basket.basketItems)@3"]),
    MappedExport(
      "the amount from a list, where its column is missing",
      table(
        "lists:\n  lines: { column: Lines, format: json }",
        items: "items: { path: lines, fields: { price: p } }",
        amount: "[Total, { over: lines, value: p, take: sum }]"),
      "Id,Lines\n1,\"[{\"\"p\"\":2}]\"\n", ["1@2 P=2.00"]),
  ])
  func cellsWithLists(_ export: MappedExport) throws { try check(export) }
}
