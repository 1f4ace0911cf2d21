/// One row of a user directory as its file states it.
package struct UserRow: Equatable, Sendable {
  /// The user's id as bytes; may be blank.
  package var userID: [UInt8]
  /// The user's access token; nil where the row has none. Never written anywhere.
  package var accessToken: [UInt8]?
  /// Physical line of the row's first byte, from 1.
  package var line: Int

  package init(userID: [UInt8], accessToken: [UInt8]?, line: Int) {
    self.userID = userID
    self.accessToken = accessToken
    self.line = line
  }
}

/// Why a file is no user directory. Holds neither ids nor tokens.
package struct UserFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An English sentence part.
  package let reason: String
  /// Physical line, from 1; nil where the whole file is meant.
  package let line: Int?

  package init(_ reason: String, line: Int? = nil) {
    self.reason = reason
    self.line = line
  }

  /// The reason with its line.
  package var description: String {
    line.map { "line \($0): \(reason)" } ?? reason
  }
}
