package import BasketModel

/// The access token belongs to the session's owner.
package enum InvalidUserForPaymentSessionRule {
  package static let code = FindingCode(
    "INVALID_USER_FOR_PAYMENT_SESSION", origin: .published,
    published: "Kullanıcı adı ödeme oturumu için geçerli değil.",
    english: "The user is not valid for the payment session.",
    turkish: "Kullanıcı adı ödeme oturumu için geçerli değil.",
    explanation: FindingCode.Explanation(
      meaning: """
        The order gives an access token and a session owner, and the token belongs to another user \
        or to none.
        """,
      arithmetic: """
        user of akinon_user_access_token ≠ session_owner_id, by the directory given with --users
        """,
      example: """
        directory: user 7 has token A, user 8 has token B
        order: akinon_user_access_token A, session_owner_id 8
        """,
      usualCause: """
        The token of an earlier customer was kept in a shared session, a token has expired and \
        left the directory, or the owner's id is of another system. Take both \
        from the same signed-in user.
        """))

  /// Looks the order's token up and compares its user with the session owner, as bytes.
  ///
  /// Needs a directory with tokens, and an order that gives both.
  static func evaluate(
    _ order: Order, at index: Int, text: BatchText, users: UserDirectory?,
    findings: inout [OrderFinding]
  ) -> RuleOutcome {
    guard let users else { return .noDirectory }
    guard users.hasTokens else { return .noTokenInDirectory }
    guard order.sessionOwnerID.isPresent else { return .noSessionOwner }
    guard order.accessToken.isPresent else { return .noAccessToken }
    let user = text.withBytes(of: order.accessToken) { users.user(ofToken: $0) }
    let owner = text.withBytes(of: order.sessionOwnerID) { users.identity(ofUserID: $0) }
    if user == owner { return .clean }
    findings.raise(code, at: index)
    return .raised
  }
}
