import OrderRules

/// User directories for the two rules that need one.
enum UserDirectories {
  /// User 7 has token A, user 8 token B, user 9 none.
  static func withTokens() throws -> UserDirectory {
    try directory([("7", "A"), ("8", "B"), ("9", nil)])
  }

  /// Users 7 and 8 without tokens.
  static func withoutTokens() throws -> UserDirectory {
    try directory([("7", nil), ("8", nil)])
  }

  private static func directory(_ rows: [(user: String, token: String?)]) throws -> UserDirectory {
    var directory = UserDirectory()
    for (row, line) in zip(rows, 2...) {
      try directory.add(
        userID: Array(row.user.utf8), accessToken: row.token.map { Array($0.utf8) }, line: line)
    }
    return directory
  }
}
