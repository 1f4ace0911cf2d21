/// Why a row cannot stand in a user directory. Holds neither ids nor tokens.
package struct UserDirectoryFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong with the row.
  package enum Reason: Equatable, Sendable {
    /// The row has no user id.
    case missingUserID
    /// An earlier row, at `firstLine` (from 1), has the same user id.
    case repeatedUserID(firstLine: Int)
    /// An earlier row, at `firstLine` (from 1), has the same access token.
    case sharedToken(firstLine: Int)
  }

  /// What is wrong with the row.
  package let reason: Reason
  /// Physical line of the row, from 1.
  package let line: Int

  package init(_ reason: Reason, line: Int) {
    self.reason = reason
    self.line = line
  }

  /// An English sentence part with the lines.
  package var description: String {
    switch reason {
    case .missingUserID: "line \(line): no user_id"
    case .repeatedUserID(let first): "line \(line): the user_id stands on line \(first) already"
    case .sharedToken(let first):
      "line \(line): the access_token belongs to the user on line \(first) already"
    }
  }
}
