import Testing

/// The measuring of sources itself: a tidy test that sees nothing would pass on everything.
@Suite struct SwiftSourceTests {
  @Test(arguments: [
    (name: "one line", text: "func a() { 1 }", lengths: [1]),
    (name: "three lines", text: "func a() {\n  b()\n}", lengths: [3]),
    (name: "long signature", text: "func a(\n  b: Int\n) {\n  b()\n}", lengths: [5]),
    (
      name: "requirements have no body", text: "protocol P {\n  func a()\n  func b()\n}",
      lengths: []
    ),
    (
      name: "members", text: "struct S {\n  init() {\n  }\n  func a() {\n\n  }\n}", lengths: [2, 3]
    ),
    (name: "text is no end", text: "func a() {\n  b(\"\"\"\n}\n  \"\"\")\n}", lengths: [5]),
  ])
  func measuresFunctions(name: String, text: String, lengths: [Int]) throws {
    let functions = try SwiftSource(path: name, text: text).functions()
    #expect(functions.map(\.length) == lengths)
  }

  @Test(arguments: [
    (name: "call", text: "a!.b()", isFound: true),
    (name: "after a call", text: "let c = a()!", isFound: true),
    (name: "comparison", text: "a != b", isFound: false),
    (name: "negation", text: "if !a { }", isFound: false),
    (name: "comment", text: "a() // Stop!", isFound: false),
    (name: "string", text: "a(\"Stop!\")", isFound: false),
  ])
  func seesForceUnwraps(name: String, text: String, isFound: Bool) throws {
    let ban = try #require(SourceTidyTests.bans.first { $0.name == "force unwrap" })
    #expect(try SwiftSource(path: name, text: text).places(of: ban.pattern).isEmpty == !isFound)
  }
}
