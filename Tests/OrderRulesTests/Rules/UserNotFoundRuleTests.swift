import OrderRules
import TestSupport
import Testing

struct UserNotFoundRuleTests {
  static let cases = [
    RuleCase("neither given"),
    RuleCase("known user", { $0.sessionOwnerID = "7" }),
    RuleCase("unknown user", { $0.sessionOwnerID = "1" }, ["null"]),
    RuleCase("bytes, not numbers", { $0.sessionOwnerID = "07" }, ["null"]),
    RuleCase("with a blank", { $0.sessionOwnerID = "7 " }, ["null"]),
    RuleCase("a token is no user id", { $0.sessionOwnerID = "A" }, ["null"]),
    RuleCase("unknown user with a token", { ($0.accessToken, $0.sessionOwnerID) = ("A", "1") }),
    RuleCase("token only", { $0.accessToken = "C" }),
  ]

  @Test(arguments: cases)
  func withTokens(_ test: RuleCase) throws {
    let context = RuleContext(users: try UserDirectories.withTokens())
    #expect(test.findings(of: UserNotFoundRule.code, context) == test.expected)
  }

  @Test(arguments: cases)
  func withoutTokens(_ test: RuleCase) throws {
    let context = RuleContext(users: try UserDirectories.withoutTokens())
    #expect(test.findings(of: UserNotFoundRule.code, context) == test.expected)
  }

  @Test func countsWhyItWasNotEvaluated() throws {
    let orders = Self.cases.map { OrderFixture($0.change) }
    let context = RuleContext(users: try UserDirectories.withTokens())
    #expect(
      RuleRun(orders, context).counts(of: UserNotFoundRule.code) == """
        5; the order gives no session_owner_id: 2; the order gives an akinon_user_access_token: 1
        """)
    #expect(RuleRun(orders).counts(of: UserNotFoundRule.code) == "0; no user directory: 8")
  }
}
