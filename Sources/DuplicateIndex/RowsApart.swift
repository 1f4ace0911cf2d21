package import BasketModel

extension FindingCode {
  /// Rows of an order that is already over.
  package static let rowsApart = FindingCode(
    "ROWS_APART", origin: .own,
    english: "Rows of one order stand apart.",
    turkish: "Bir siparişin satırları bir arada değil.",
    explanation: Explanation(
      meaning: """
        Rows with the id of an order that was complete come back later in the same CSV export, and \
        they go on with that order instead of stating it again: they have none of its amounts, or \
        (with `repeats: compare`) the same ones, which do not fit their items. The order was \
        audited in pieces, so what is said of its sums is said of a piece.
        """,
      arithmetic: "order_id = the order_id of an earlier order of the export",
      example: """
        order_id,amount,…,item_price
        1043,120.00,…,100.00
        1044,50.00,…,50.00
        1043,,…,20.00
        """,
      usualCause: """
        An export that was sorted by something else than the order, or joined of several. Sort it \
        by the id, or let the profile say `rows: scattered`.
        """))
}
