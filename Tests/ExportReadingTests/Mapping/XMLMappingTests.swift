import ExportReading
import Testing

private func xml(path: String, id: String, amount: String, rest: String) -> String {
  """
  xml:
    order:
      path: \(path)
      not_stated:
        [basket.total_product_amount, basket.total_discount_amount, basket.total_amount]
      fields:
        order_id: \(id)
        amount: \(amount)
    \(rest.replacing("\n", with: "\n  "))

  """
}

/// XML whose profile says more than names of elements.
struct XMLMappingTests {
  private func check(_ export: MappedExport) throws {
    let harness = try ReadingHarness(.xml, yaml: export.yaml)
    for size in [1, 16, 100, 1 << 16] {
      let result = harness.read(export.export, bufferBytes: size)
      #expect(result.records == export.records, "\(export), buffers of \(size) bytes")
      #expect(result.exportCodes == export.exportCodes, "\(export), buffers of \(size) bytes")
    }
  }

  @Test(arguments: [
    MappedExport(
      "attributes and anchored paths",
      xml(
        path: "orders/order", id: "'@order-no'", amount: "totals/order-total/gross-price",
        rest: "items: { path: lines/line, fields: { price: net-price, quantity: quantity } }"),
      #"<?xml version="1.0"?><orders xmlns="urn:x"><order order-no="7"><order-no>8</order-no>"#
        + "<lines><line><net-price>1.00</net-price><quantity "
        + "unit=\"\">2.0</quantity></line></lines>"
        + "<shipments><totals><order-total><gross-price>9</gross-price></order-total></totals>"
        + "</shipments><totals><order-total><gross-price>1.00</gross-price></order-total></totals>"
        + "</order>\n<order order-no=\"9\"><totals/></orderx></order></orders>\n",
      ["7@1 P=1.00", "null@2? MALFORMED_RECORD@2"]),
    MappedExport(
      "segments with a code, trailing minus",
      "amounts: { decimal: point, negative: trailing }\n"
        + xml(
          path: "ORDERS05/IDOC", id: "\"E1EDK02[QUALF='001']/BELNR\"",
          amount: "\"E1EDS01[SUMID='002']/SUMME\"",
          rest: """
            items:
              path: E1EDP01
              fields: { price: { divide: [{ multiply: [VPREI, MENGE] }, PEINH] } }
            discounts:
              path: "E1EDP01/E1EDP05[ALCKZ='-']"
              fields: { amount: { value: BETRG, sign: absolute } }
            """),
      "<ORDERS05><IDOC BEGIN=\"1\"><E1EDK02><QUALF>002</QUALF><BELNR>x</BELNR></E1EDK02>"
        + "<E1EDK02><QUALF> 001 </QUALF><BELNR>4711</BELNR></E1EDK02><E1EDP01><MENGE>2.000</MENGE>"
        + "<VPREI>10.00</VPREI><PEINH>1</PEINH><E1EDP05><ALCKZ>-</ALCKZ><BETRG>1.500-</BETRG>"
        + "</E1EDP05></E1EDP01><E1EDS01><SUMID>002</SUMID><SUMME>18.50</SUMME></E1EDS01></IDOC"
        + "></ORDERS05>\n",
      ["4711@1 P=20.00 D=1.50"]),
    MappedExport(
      "a document that is one order, any prefix",
      xml(
        path: "[Order, Invoice]", id: "ID", amount: "LegalMonetaryTotal/PayableAmount",
        rest:
          "items: { path: InvoiceLine, fields: { price: LineExtensionAmount } }\ndiscounts: { "
          + "path: \"AllowanceCharge[ChargeIndicator='false']\", fields: { amount: Amount } }"
      ),
      "<?xml version=\"1.0\"?>\n<!DOCTYPE x SYSTEM \"http://e/x.dtd\">\n<q:Invoice "
        + "xmlns:q=\"a\" xmlns:c=\"b\">\n"
        + "<c:ID>5</c:ID><c:AllowanceCharge><c:ChargeIndicator> false </c:ChargeIndicator>"
        + "<c:Amount currencyID=\"EUR\">1</c:Amount></c:AllowanceCharge>"
        + "<c:InvoiceLine><c:ID>1</c:ID><c:LineExtensionAmount>3<!-- x "
        + "-->.5</c:LineExtensionAmount></c:InvoiceLine>"
        + "<q:LegalMonetaryTotal><c:PayableAmount><![CDATA[2.5]]></c:PayableAmount></q:LegalMo"
        + "netaryTotal></q:Invoice>\n",
      ["5@1 P=3.50 D=1.00"]),
    MappedExport(
      "another root",
      xml(path: "[Order]", id: "ID", amount: "A", rest: "items: { path: L, fields: { price: P } }"),
      "<Report/>", [], exportCodes: ["UNREADABLE_INPUT"]),
    MappedExport(
      "a DOCTYPE with declarations",
      xml(path: "[Order]", id: "ID", amount: "A", rest: "items: { path: L, fields: { price: P } }"),
      "<!DOCTYPE Order [<!ENTITY a \"1\">]><Order><ID>&a;</ID></Order>",
      ["null@1? MALFORMED_RECORD@1"]),
    MappedExport(
      "envelopes with one root: the record that is in sight",
      xml(
        path: "[Note, Box/Inner/Bill, Box/Bill, Box/Note]", id: "ID", amount: "A",
        rest: "items: { path: L, fields: { price: P } }"),
      "<b:Box xmlns:b=\"x\"><Head>Bill</Head><n:Note xmlns:n=\"y\"><ID>5</ID><A>2</A><L><P>2</P></L>"
        + "</n:Note></b:Box>\n",
      ["5@1 P=2.00"]),
    MappedExport(
      "envelopes with one root: the deeper one",
      xml(
        path: "[Box/Inner/Bill, Box/Bill]", id: "ID", amount: "A",
        rest: "items: { path: L, fields: { price: P } }"),
      "<Box><Head/><Inner><Bill><ID>5</ID><A>2</A><L><P>2</P></L></Bill>\n"
        + "<Bill><ID>6</ID><A>3</A><L><P>3</P></L></Bill></Inner></Box>\n",
      ["5@1 P=2.00", "6@2 P=3.00"]),
    MappedExport(
      "envelopes with one root: no record",
      xml(
        path: "[Box/Inner/Bill, Box/Bill]", id: "ID", amount: "A",
        rest: "items: { path: L, fields: { price: P } }"),
      "<Box><Head/></Box>\n", []),
    MappedExport(
      "documents that are joined",
      xml(path: "[Order]", id: "ID", amount: "A", rest: "items: { path: L, fields: { price: P } }"),
      "<Order><ID>5</ID><A>2</A></Order>\n<Order><ID>6</ID><A>2</A></Order>\n",
      ["null@1? MALFORMED_RECORD@1"]),
    MappedExport(
      "a document that is cut",
      xml(path: "[Order]", id: "ID", amount: "A", rest: "items: { path: L, fields: { price: P } }"),
      "<Order><ID>5</ID><A>2</A>\n", ["null@1? MALFORMED_RECORD@1"],
      exportCodes: ["TRUNCATED_INPUT"]),
    MappedExport(
      "a document that is broken and not cut",
      xml(path: "[Order]", id: "ID", amount: "A", rest: "items: { path: L, fields: { price: P } }"),
      "<b:Order><ID>5</I><A>2</A></b:Order>\n", ["null@1? MALFORMED_RECORD@1"]),
  ])
  func records(_ export: MappedExport) throws { try check(export) }
}
