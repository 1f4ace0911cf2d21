import BasketModel
import OrderRules
import Testing

struct UserDirectoryTests {
  private static func failure(_ rows: [(user: String, token: String?)]) -> UserDirectoryFailure? {
    var directory = UserDirectory()
    do throws(UserDirectoryFailure) {
      for (row, line) in zip(rows, 2...) {
        try directory.add(
          userID: Array(row.user.utf8), accessToken: row.token.map { Array($0.utf8) }, line: line)
      }
    } catch {
      return error
    }
    return nil
  }

  static let cases: [(name: String, rows: [(user: String, token: String?)], failure: String?)] = [
    ("no user", [], nil),
    ("users without tokens", [("7", nil), ("8", ""), ("9", " \t\r\n")], nil),
    ("users with tokens", [("7", "A"), ("8", "B")], nil),
    ("a token like an id", [("7", "8"), ("8", "7")], nil),
    ("ids that differ in bytes", [("7", nil), ("07", nil), ("7 ", nil)], nil),
    (
      "repeated id", [("7", nil), ("8", nil), ("7", nil)],
      "line 4: the user_id stands on line 2 already"
    ),
    (
      "repeated id and token", [("7", "A"), ("7", "A")],
      "line 3: the user_id stands on line 2 already"
    ),
    (
      "shared token", [("7", "s3cret"), ("8", nil), ("9", "s3cret")],
      "line 4: the access_token belongs to the user on line 2 already"
    ),
    ("empty id", [("7", nil), ("", "A")], "line 3: no user_id"),
    ("blank id", [(" \t", nil)], "line 2: no user_id"),
  ]

  @Test(arguments: cases)
  func failures(_ test: (name: String, rows: [(user: String, token: String?)], failure: String?)) {
    #expect(Self.failure(test.rows)?.description == test.failure, "\(test.name)")
  }

  @Test func findsUsersByIdAndToken() throws {
    let directory = try UserDirectories.withTokens()
    #expect(directory.contains("7"))
    #expect(!directory.contains("1"))
    #expect(!directory.contains("A"))
    #expect(directory.user(ofToken: "A") == directory.identity("7"))
    #expect(directory.user(ofToken: "C") == nil)
    #expect(directory.userCount == 3)
    #expect(directory.hasTokens)
    #expect(try !UserDirectories.withoutTokens().hasTokens)
  }

  @Test func aFailedRowLeavesNothingBehind() throws {
    var directory = try UserDirectories.withTokens()
    let user = [UInt8]("10".utf8)
    #expect(throws: UserDirectoryFailure(.sharedToken(firstLine: 2), line: 9)) {
      try directory.add(userID: user, accessToken: [UInt8]("A".utf8), line: 9)
    }
    #expect(!directory.contains("10"))
    try directory.add(userID: user, accessToken: nil, line: 10)
    #expect(directory.contains("10"))
  }

  /// Whatever writes a directory down, as a debugging line would, writes no token.
  @Test func holdsNoToken() throws {
    var directory = UserDirectory()
    try directory.add(userID: [UInt8]("7".utf8), accessToken: [UInt8]("s3cret".utf8), line: 2)
    var dumped = ""
    dump(directory, to: &dumped)
    #expect(!dumped.contains("s3cret"))
    #expect(!dumped.contains("- \(UInt8(ascii: "s"))\n"))
  }
}

extension UserDirectory {
  fileprivate func contains(_ userID: String) -> Bool {
    contains(userID: Array(userID.utf8).span)
  }

  fileprivate func identity(_ userID: String) -> KeyedHash.Value {
    identity(ofUserID: Array(userID.utf8).span)
  }

  fileprivate func user(ofToken token: String) -> KeyedHash.Value? {
    user(ofToken: Array(token.utf8).span)
  }
}
