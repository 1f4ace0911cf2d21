import Foundation
import OrderAuditCommand
import Testing

@Suite struct GoldenCaseTests {
  @Test(arguments: GoldenCase.all)
  func `the program answers as expected`(_ golden: GoldenCase) throws {
    let run = try golden.run()
    #expect(run.status != ProgramRun.timeoutStatus, "the command took too long")
    if PackageFiles.isUpdating {
      try golden.update(with: run)
      return
    }
    let expected = try golden.expected()
    #expect(run.outputText == expected.outputText)
    #expect(run.errorText == expected.errorText)
    #expect(run.output == expected.output && run.errors == expected.errors)
    #expect(run.status == expected.status)
  }

  /// `internalError` cannot be provoked from outside; `ExitStatusTests` has it.
  @Test(.enabled(if: !PackageFiles.isUpdating))
  func `there is a case for every status that can be provoked`() throws {
    let seen = Set(try GoldenCase.all.map { try $0.expected().status })
    let provoked = ProgramStatus.allCases.filter { $0 != .internalError }
    for status in provoked { #expect(seen.contains(status.rawValue), "\(status)") }
  }

  @Test func `every option of the program stands in a case`() throws {
    let help = try PackageFiles.withCopy(of: []) { folder in
      try ["check", "inspect", "explain", "profiles", "profiles check", "profiles test", "init"].map
      {
        try ProgramRun.shell("order-audit \($0) --help", in: folder).outputText
      }.joined()
    }
    let options = Set(help.matches(of: /--[a-z-]+/).map { String($0.output) })
    let commands = try GoldenCase.all.map { try $0.command() }.joined(separator: "\n")
    #expect(options.count > 12)
    for option in options.sorted() {
      #expect(commands.contains("\(option) ") || commands.contains("\(option)\n"), "\(option)")
    }
  }
}
