import ExportReading
import Testing

/// Amounts in the styles that profiles declare, by way of a table with one amount.
struct StyledDecimalTests {
  typealias Case = (text: String, amount: String?)

  private func check(_ style: String, currency: String = "EUR", _ cases: [Case]) throws {
    let profile = "\(style)\n" + table(items: "items: { fields: { price: Price } }")
    let yaml = MappedExport("", profile, "", []).yaml.replacing("EUR", with: currency)
    var rows = "Id\tPrice\tTotal\n"
    for (place, (text, _)) in cases.enumerated() { rows += "\(place)\t1\t\(text)\n" }
    let orders = try ReadingHarness(.csv(delimiter: 0x09), yaml: yaml).read(Array(rows.utf8)).orders
    #expect(orders.count == cases.count)
    for (order, (text, amount)) in zip(orders, cases) {
      #expect(order.amounts[0] == amount, "\(style): \(text)")
    }
  }

  @Test func undeclared() throws {
    try check(
      "",
      [
        ("1234.50", "1234.50"), ("1.234", nil), ("1,234", nil), ("12,50", nil), ("0.50", "0.50"),
        ("1234.500", "1234.50"), ("12.500", nil), ("0.500", "0.50"), ("-5", "-5.00"),
      ])
  }

  @Test func commaWithPoints() throws {
    try check(
      "amounts: { decimal: comma, thousands: point, currency_signs: yes }",
      [
        ("₺1.234,56", "1234.56"), ("1.234", "1234.00"), ("1234,5", "1234.50"), ("12.34", nil),
        ("1.234.567,00 TL", "1234567.00"), ("€ -3,50", "-3.50"), ("-€3,50", "-3.50"),
        (",5", "0.50"),
        ("1,234", nil), ("1.2345,00", nil), ("29,00\u{A0}€", "29.00"), ("--1", nil), ("TL", nil),
      ])
  }

  @Test func eitherMark() throws {
    try check(
      "amounts: { decimal: either, currency_signs: yes }",
      [
        ("12,50", "12.50"), ("12.50", "12.50"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"),
        ("1.234", nil), ("1,234", nil), ("-1.234", nil), ("1234,500", "1234.50"),
        ("0.500", "0.50"), ("1.234.567", "1234567.00"), ("1,234,567", "1234567.00"),
        ("1.234.567,8", "1234567.80"), ("1.23,50", nil), ("1,23,45", nil), ("4185", "4185.00"),
        ("₺4.185,00", "4185.00"), ("?4.185,00", "4185.00"), ("29,00 ?", "29.00"), ("?", nil),
        ("US $12.34", "12.34"), ("EUR 12,34", "12.34"), ("12,34-", nil),
        (".34", "0.34"), ("1,", nil), ("1\u{202F}096,91 €", "1096.91"), ("1 096.91", "1096.91"),
        ("1'096.91", "1096.91"), ("1 096", "1096.00"), ("1 09,91", nil), ("1 096.91,0", nil),
      ])
  }

  @Test func eitherMarkInACurrencyOfThreeDigits() throws {
    try check(
      "amounts: { decimal: either }", currency: "KWD",
      [
        ("1.234", "1.234"), ("1,234", "1.234"), ("1.234.567", "1234567.000"),
        ("1,234.567", "1234.567"), ("12.50", "12.500"), ("-21.500", "-21.500"),
      ])
  }

  @Test func pointThatStandsForNothing() throws {
    try check(
      "amounts: { decimal: comma, thousands: blank }",
      [("1 096,91", "1096.91"), ("40.50", nil), ("1.096", nil), ("1 0.6,91", nil)])
  }

  @Test func pointWithCommas() throws {
    try check(
      "amounts: { decimal: point, thousands: comma, negative: [trailing, parentheses], empty: "
        + "[NULL, '-'] }",
      [
        ("1,234.50", "1234.50"), ("1234.50", "1234.50"), ("10.50-", "-10.50"),
        ("(12.50)", "-12.50"),
        ("(-1)", nil), (".34", "0.34"), ("$1", nil), ("5.", nil), ("12.500", "12.50"),
        ("NULL", nil),
        ("-", nil), ("−1.00", "-1.00"),
      ])
  }

  @Test func blanksAndApostrophes() throws {
    try check(
      "amounts: { decimal: comma, thousands: blank }",
      [("1 234,50", "1234.50"), ("1\u{202F}234,50", "1234.50"), ("12 34,50", nil)])
    try check(
      "amounts: { decimal: point, thousands: apostrophe }",
      [("1'234.50", "1234.50"), ("1’234.50", "1234.50")])
  }
}
