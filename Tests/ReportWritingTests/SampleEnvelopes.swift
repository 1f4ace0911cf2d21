import BasketModel

/// Codes and envelopes for the tests of this module.
enum Sample {
  static let money = MoneyContext(currency: .turkishLira, scale: 2)

  static let totalAmount = FindingCode(
    "INVALID_TOTAL_AMOUNT", origin: .published,
    published: "Sepet toplam tutar (total_amount) parametresi hatalı",
    english: "The total amount is wrong", turkish: "Toplam tutar hatalı", explanation: explanation)

  static let amountValue = code("INVALID_AMOUNT_VALUE")
  static let malformedRecord = code("MALFORMED_RECORD")
  static let orderIDExists = code("ORDER_ID_EXISTS")
  static let unreadableInput = code("UNREADABLE_INPUT")
  static let itemPriceMismatch = code("ITEM_PRICE_MISMATCH", severity: .warning)
  static let repeatedExport = code("REPEATED_EXPORT", severity: .warning)

  static func code(_ name: String, severity: FindingCode.Severity = .error) -> FindingCode {
    FindingCode(
      name, severity: severity, origin: .own, english: "Wrong", turkish: "Yanlış",
      explanation: explanation)
  }

  /// An envelope of record 12 of `night.csv`, at line 37, byte 4711.
  static func envelope(
    _ findings: [Finding], orderID: String? = "1043", export: String = "night.csv"
  ) -> Envelope {
    let id = orderID.map { [UInt8]($0.utf8) }
    return Envelope(
      traceID: TraceID(exportPath: export, record: 12, orderID: id), orderID: id,
      exportPath: export, record: 12, position: SourcePosition(line: 37, byte: 4711),
      findings: findings)
  }

  static let wrongTotal = Finding(
    totalAmount, details: .sums(stated: 5990, computed: 5490, money))

  private static let explanation = FindingCode.Explanation(
    meaning: "", arithmetic: "", example: "", usualCause: "")
}

extension [UInt8] {
  /// The bytes as text; invalid UTF-8 shows as U+FFFD.
  var text: String { String(decoding: self, as: UTF8.self) }
}
