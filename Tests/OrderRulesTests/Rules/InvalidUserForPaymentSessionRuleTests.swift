import OrderRules
import TestSupport
import Testing

struct InvalidUserForPaymentSessionRuleTests {
  static let cases = [
    RuleCase("neither given"),
    RuleCase("token of the owner", { ($0.accessToken, $0.sessionOwnerID) = ("A", "7") }),
    RuleCase(
      "token of another user", { ($0.accessToken, $0.sessionOwnerID) = ("A", "8") }, ["null"]),
    RuleCase("unknown token", { ($0.accessToken, $0.sessionOwnerID) = ("C", "7") }, ["null"]),
    RuleCase(
      "unknown token, unknown owner", { ($0.accessToken, $0.sessionOwnerID) = ("C", "1") }, ["null"]
    ),
    RuleCase("owner unknown", { ($0.accessToken, $0.sessionOwnerID) = ("A", "1") }, ["null"]),
    RuleCase(
      "owner without a token", { ($0.accessToken, $0.sessionOwnerID) = ("A", "9") }, ["null"]),
    RuleCase("bytes, not numbers", { ($0.accessToken, $0.sessionOwnerID) = ("A", "07") }, ["null"]),
    RuleCase(
      "token in another case", { ($0.accessToken, $0.sessionOwnerID) = ("a", "7") }, ["null"]),
    RuleCase("token only", { $0.accessToken = "C" }),
    RuleCase("owner only", { $0.sessionOwnerID = "1" }),
  ]

  @Test(arguments: cases)
  func findings(_ test: RuleCase) throws {
    let context = RuleContext(users: try UserDirectories.withTokens())
    #expect(test.findings(of: InvalidUserForPaymentSessionRule.code, context) == test.expected)
  }

  @Test(arguments: cases)
  func notWithoutDirectory(_ test: RuleCase) {
    #expect(test.findings(of: InvalidUserForPaymentSessionRule.code) == [])
  }

  @Test(arguments: cases)
  func notWithoutTokens(_ test: RuleCase) throws {
    let context = RuleContext(users: try UserDirectories.withoutTokens())
    #expect(test.findings(of: InvalidUserForPaymentSessionRule.code, context) == [])
  }

  @Test func countsWhyItWasNotEvaluated() throws {
    let orders = Self.cases.map { OrderFixture($0.change) }
    let code = InvalidUserForPaymentSessionRule.code
    let withTokens = RuleContext(users: try UserDirectories.withTokens())
    let withoutTokens = RuleContext(users: try UserDirectories.withoutTokens())
    #expect(
      RuleRun(orders, withTokens).counts(of: code) == """
        8; the order gives no session_owner_id: 2; the order gives no akinon_user_access_token: 1
        """)
    #expect(
      RuleRun(orders, withoutTokens).counts(of: code)
        == "0; the user directory has no access token: 11")
    #expect(RuleRun(orders).counts(of: code) == "0; no user directory: 11")
  }
}
