package import BasketModel

/// The session's owner is a user that the directory knows.
package enum UserNotFoundRule {
  package static let code = FindingCode(
    "USER_NOT_FOUND", origin: .published,
    published: "Kullanıcı bulunamadı.",
    english: "The user was not found.",
    turkish: "Kullanıcı bulunamadı.",
    explanation: FindingCode.Explanation(
      meaning: """
        The order names its session owner without an access token, and there is no such user.
        """,
      arithmetic: """
        session_owner_id is none of the user_id values of the directory given with --users
        """,
      example: """
        directory: users 7 and 8
        order: session_owner_id 9, no akinon_user_access_token
        """,
      usualCause: """
        The user was deleted or never moved along, the id is of another system, or it was written \
        differently (007 is not 7: ids are compared as bytes). Check the directory's age first.
        """))

  /// Looks the session owner up; only where the order gives no token.
  static func evaluate(
    _ order: Order, at index: Int, text: BatchText, users: UserDirectory?,
    findings: inout [OrderFinding]
  ) -> RuleOutcome {
    guard let users else { return .noDirectory }
    guard order.sessionOwnerID.isPresent else { return .noSessionOwner }
    if order.accessToken.isPresent { return .accessTokenGiven }
    if text.withBytes(of: order.sessionOwnerID, { users.contains(userID: $0) }) { return .clean }
    findings.raise(code, at: index)
    return .raised
  }
}
