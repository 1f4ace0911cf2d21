package import BasketModel

/// The codes that reading raises: about one record or one field.
extension FindingCode {
  /// Bytes that cannot be read as a record.
  package static let malformedRecord = FindingCode(
    "MALFORMED_RECORD", origin: .own,
    english: "The record cannot be read.",
    turkish: "Kayıt okunamıyor.",
    explanation: Explanation(
      meaning: """
        The bytes of one record do not follow its format: a broken JSON line, a CSV row with the \
        wrong number of cells or a stray quote, an XML element that is not closed, bytes that are \
        no UTF-8. Reading goes on with the next record.
        """,
      arithmetic: "None: nothing of the record is compared.",
      example: #"{"order_id":"1043","amount":}"#,
      usualCause: """
        The export was cut, joined or edited by hand, or written by a program that does not quote. \
        `details` names the line and the byte of the fault: look there and export again.
        """))

  /// A required field is absent, null or blank.
  package static let missingField = FindingCode(
    "MISSING_FIELD", origin: .own,
    english: "A required field is missing.",
    turkish: "Zorunlu bir alan eksik.",
    explanation: Explanation(
      meaning: """
        A field that the order needs is absent, null or blank. Rules that need it are not \
        evaluated for this order; all others are.
        """,
      arithmetic: """
        Required: order_id, amount, basket.total_product_amount, basket.total_discount_amount, \
        basket.total_amount; for an item price, or unit_price to compute it; for a discount amount.
        """,
      example: #"{"order_id":"1043","amount":null,"basket":{…}}"#,
      usualCause:
        "A renamed or dropped column, or a profile that looks in the wrong place: see `inspect`."))

  /// A field holds a value that cannot be used.
  package static let invalidFieldValue = FindingCode(
    "INVALID_FIELD_VALUE", origin: .own,
    english: "A field has a value that cannot be used.",
    turkish: "Bir alanın değeri kullanılamıyor.",
    explanation: Explanation(
      meaning: """
        The value is no amount, has more fraction digits than the currency, does not fit, is a \
        quantity of zero or below, or is a currency that ISO 4217 does not know. It is never \
        rounded or guessed.
        """,
      arithmetic: """
        Amounts are -?digits(.digits)?, in JSON numbers also with an exponent. Fraction digits as \
        ISO 4217 gives them: TRY 2, JPY 0, KWD 3.
        """,
      example: #""amount": "12,50"   or   "amount": 12.505 with TRY   or   "currency": "TL""#,
      usualCause:
        "A decimal comma, a currency sign in the cell, rounding in the shop system, or TL for TRY.")
  )

  /// One field is stated twice with different values.
  package static let conflictingFieldValue = FindingCode(
    "CONFLICTING_FIELD_VALUE", origin: .own,
    english: "A field is stated twice with different values.",
    turkish: "Bir alan iki kez farklı değerlerle verilmiş.",
    explanation: Explanation(
      meaning: """
        Rows of one CSV order disagree about a field of the order, or an XML record states one \
        field twice with different values. The first value is used for the other rules.
        """,
      arithmetic: "The later value is neither blank nor equal to the first.",
      example: "1043,120.00,TRY,…\n1043,119.00,TRY,…",
      usualCause: "Two orders that share an id, or an order changed while it was exported."))
}

/// The codes about a whole export.
extension FindingCode {
  /// The export holds no record.
  package static let emptyInput = FindingCode(
    "EMPTY_INPUT", origin: .own,
    english: "The export holds no record.",
    turkish: "Dosyada hiç kayıt yok.",
    explanation: Explanation(
      meaning: "The export is empty, blank, or only a header.",
      arithmetic: "None.",
      example: "A file of 0 bytes.",
      usualCause: """
        The export job failed, or there really was no order: then `--allow-empty` accepts it.
        """))

  /// The export lacks columns that the profile names.
  package static let missingColumn = FindingCode(
    "MISSING_COLUMN", origin: .own,
    english: "The export lacks columns that the profile names.",
    turkish: "Dosyada, profilde adı geçen sütunlar yok.",
    explanation: Explanation(
      meaning: """
        The orders were read, but the sums that need the missing columns could not be checked: the \
        summary lists the rules that were not evaluated. Without a column for the order id or its \
        amount the export is UNREADABLE_INPUT.
        """,
      arithmetic: "None.",
      example: "A Shopify export from which the column `Shipping` was deleted.",
      usualCause: """
        Columns were deleted or renamed in a spreadsheet, or the profile is that of another \
        export. A source that may be absent says so in the profile: `optional: yes`.
        """))

  /// The export ends inside a record or a compressed stream.
  package static let truncatedInput = FindingCode(
    "TRUNCATED_INPUT", origin: .own, meansIncomplete: true,
    english: "The export ends before its end.",
    turkish: "Dosya tamamlanmadan bitiyor.",
    explanation: Explanation(
      meaning: """
        The last record ends inside a value, the document's root element is not closed, or a \
        compressed stream stops early. What came before was audited; the run is incomplete (exit \
        status 2).
        """,
      arithmetic: "None.",
      example: #"{"order_id":"1043","amo"#,
      usualCause: "A transfer or export that was interrupted. Fetch the export again."))

  /// The export cannot be read, from its beginning or from some place on.
  package static let unreadableInput = FindingCode(
    "UNREADABLE_INPUT", origin: .own, meansIncomplete: true,
    english: "The export cannot be read.",
    turkish: "Dosya okunamıyor.",
    explanation: Explanation(
      meaning: """
        The export is not what its format says, a mapped column is missing, an XML document has \
        a DOCTYPE or a broken root, a compressed stream is damaged, a limit of reading was \
        passed, or the file changed or could not be read on. The run is incomplete (exit status \
        2).
        """,
      arithmetic: "None.",
      example: "A CSV export without the column `amount`.",
      usualCause: "The wrong file, the wrong profile (see `inspect`), or a damaged copy."))
}
