import Foundation
import TestSupport

/// What one run of a shell command gave.
struct ProgramRun: Equatable {
  var output: Data
  var errors: Data
  var status: Int32

  /// The bytes of standard output as text.
  var outputText: String { String(decoding: output, as: UTF8.self) }
  /// The bytes of standard error as text.
  var errorText: String { String(decoding: errors, as: UTF8.self) }

  /// Status of `timeout` when the command took too long.
  static let timeoutStatus: Int32 = 124

  /// Where a program that was built for `Scripts/coverage` puts its profile: without it, into the
  /// folder that it runs in. It can put none anywhere, and would say so, where the command limits
  /// the size of files.
  private static func profileEnvironment(of command: String) -> [String: String] {
    let profile = ProcessInfo.processInfo.environment.filter { $0.key == "LLVM_PROFILE_FILE" }
    return command.contains("ulimit -f") ? profile.mapValues { _ in "/dev/null" } : profile
  }

  /// Runs a command line of `sh` in `folder`, where `order-audit` is the program just built.
  ///
  /// The environment is nearly empty, as cron's is; standard input is `input` or `/dev/null`;
  /// whatever runs longer than a minute is killed.
  static func shell(
    _ command: String, in folder: URL, input: URL? = nil, environment: [String: String] = [:]
  ) throws -> ProgramRun {
    let results = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: results) }
    let outputFile = results.appendingPathComponent("output")
    let errorFile = results.appendingPathComponent("errors")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["--kill-after=5", "60", "/bin/sh", "-c", command]
    process.currentDirectoryURL = folder
    process.environment =
      ["PATH": "\(PackageFiles.programFolder.path):/usr/bin:/bin"]
      .merging(profileEnvironment(of: command)) { $1 }.merging(environment) { $1 }
    process.standardInput = try FileHandle(
      forReadingFrom: input ?? URL(fileURLWithPath: "/dev/null"))
    for file in [outputFile, errorFile] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    return ProgramRun(
      output: try Data(contentsOf: outputFile), errors: try Data(contentsOf: errorFile),
      status: process.terminationStatus)
  }
}
