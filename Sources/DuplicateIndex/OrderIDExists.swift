package import BasketModel

extension FindingCode {
  /// The id was used earlier in the batch.
  package static let orderIDExists = FindingCode(
    "ORDER_ID_EXISTS", origin: .published,
    published: "Bu Order Id ile daha önceden bir oturum oluşturulmuş.",
    english: "A session has already been created with this order id.",
    turkish: "Bu Order Id ile daha önceden bir oturum oluşturulmuş.",
    explanation: Explanation(
      meaning: """
        The order's id was seen earlier in the batch, in the same export or in another one. The \
        later order carries the finding and points to the first. Ids are compared as bytes.
        """,
      arithmetic: "order_id = the order_id of an earlier order",
      example: """
        {"order_id":"1043",…}
        {"order_id":"1043",…}
        """,
      usualCause: """
        An export that was joined from overlapping ones, a retry that created the order twice, or \
        CSV rows of one order that are not adjacent (`ROWS_APART` where they plainly are that). \
        With `repeats: compare` in the profile, `kind` says whether the content is the same.
        """))
}
