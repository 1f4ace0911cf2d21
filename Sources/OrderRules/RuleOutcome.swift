/// What became of one rule on one order.
package enum RuleOutcome: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  /// Evaluated; nothing is wrong.
  case clean
  /// Evaluated; the rule raised at least one finding.
  case raised
  /// Not evaluated: rows that could not be read belong to the order, so its sums cannot be trusted.
  case unreadableRows
  /// Not evaluated: a field is missing or invalid, and a reading finding says so.
  case unusableField
  /// Not evaluated: the export does not state the value that the rule compares.
  case absentValue
  /// Not evaluated: no item states both prices.
  case noItemPrices
  /// Not evaluated: the run was given no user directory.
  case noDirectory
  /// Not evaluated: no user of the directory has an access token.
  case noTokenInDirectory
  /// Not evaluated: the order gives no session owner.
  case noSessionOwner
  /// Not evaluated: the order gives no access token.
  case noAccessToken
  /// Not evaluated: the order gives an access token, so the token decides who the user is.
  case accessTokenGiven

  /// Why the rule was not evaluated, as the summary words it; nil where it was.
  package var reason: String? {
    switch self {
    case .clean, .raised: nil
    case .unreadableRows: "unreadable rows belong to the order"
    case .unusableField: "a field it needs is missing or invalid"
    case .absentValue: "the stated value is absent"
    case .noItemPrices: "no basket item states both unit_price and price"
    case .noDirectory: "no user directory"
    case .noTokenInDirectory: "the user directory has no access token"
    case .noSessionOwner: "the order gives no session_owner_id"
    case .noAccessToken: "the order gives no akinon_user_access_token"
    case .accessTokenGiven: "the order gives an akinon_user_access_token"
    }
  }
}
