package import BasketModel

/// The users that orders may name, with their access tokens.
///
/// Ids and tokens are compared as bytes, and neither is kept: the directory holds 128-bit keyed
/// hashes under a key that is random in every run. So memory per user does not depend on the length
/// of an id, no token can reach any output from here, and nobody can prepare collisions.
package struct UserDirectory: Sendable {
  private let key: KeyedHash.Key
  /// Line of the directory, from 1, by the hash of a user's id.
  private var lines: [KeyedHash.Value: Int] = [:]
  /// Hash of the user's id, by the hash of the token.
  private var owners: [KeyedHash.Value: KeyedHash.Value] = [:]

  /// An empty directory under a new random key.
  package init() {
    key = .random()
  }

  /// Number of users.
  package var userCount: Int { lines.count }

  /// Whether any user has an access token.
  package var hasTokens: Bool { !owners.isEmpty }

  /// Adds one row of the directory.
  ///
  /// A failed call leaves the directory as it was.
  /// - Parameters:
  ///   - userID: The user's id; must not be blank.
  ///   - accessToken: The user's token; nil or blank where the user has none.
  ///   - line: Physical line of the row, from 1.
  /// - Throws: `UserDirectoryFailure` for a blank or repeated id and for a token that another row
  ///   has.
  /// - Complexity: O(1) besides hashing.
  package mutating func add(
    userID: [UInt8], accessToken: [UInt8]?, line: Int
  ) throws(UserDirectoryFailure) {
    guard !Self.isBlank(userID) else { throw UserDirectoryFailure(.missingUserID, line: line) }
    let user = identity(ofUserID: userID.span)
    if let first = lines[user] {
      throw UserDirectoryFailure(.repeatedUserID(firstLine: first), line: line)
    }
    if let accessToken, !Self.isBlank(accessToken) {
      let token = hash(accessToken.span)
      if let owner = owners[token] {
        throw UserDirectoryFailure(.sharedToken(firstLine: lines[owner] ?? 0), line: line)
      }
      owners[token] = user
    }
    lines[user] = line
  }

  /// Whether there is a user with this id.
  ///
  /// - Complexity: O(1) besides hashing; no allocation.
  package func contains(userID: Span<UInt8>) -> Bool {
    lines[identity(ofUserID: userID)] != nil
  }

  /// What stands for the user id in this directory, whether or not there is such a user.
  package func identity(ofUserID userID: Span<UInt8>) -> KeyedHash.Value {
    hash(userID)
  }

  /// The identity of the user that has the token; nil where nobody has.
  ///
  /// - Complexity: O(1) besides hashing; no allocation.
  package func user(ofToken token: Span<UInt8>) -> KeyedHash.Value? {
    owners[hash(token)]
  }

  /// The conservative number of rounds: a directory is looked up once or twice per order, and
  /// tokens are secrets.
  private func hash(_ bytes: Span<UInt8>) -> KeyedHash.Value {
    KeyedHash.conservativeValue(of: bytes, key: key)
  }

  /// Whether a text is empty or only space, tab, CR and LF.
  private static func isBlank(_ text: [UInt8]) -> Bool {
    text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
  }
}
