import Foundation
import Testing

/// One folder `Cases/<topic>/<case>`: a command, its input files and what the program must answer.
///
/// `command` is a line for `sh`; beside the case's own files, those of `Cases/inputs` are at hand, and
/// for cases of `shipped` the folder `SampleData`.
/// What is expected stands in `expected.stdout`, `expected.stderr` and `expected.status`; nothing
/// in it is normalised. Files that a command writes are shown by the command itself (`cat
/// report.jsonl`).
struct GoldenCase: CustomTestStringConvertible, Sendable {
  let topic: String
  let name: String

  var testDescription: String { "\(topic)/\(name)" }

  private var folder: URL { PackageFiles.cases.appendingPathComponent("\(topic)/\(name)") }
  private var inputs: URL { PackageFiles.cases.appendingPathComponent("inputs") }

  /// All cases, by topic and name.
  static let all: [GoldenCase] = PackageFiles.folders(in: PackageFiles.cases)
    .filter { $0 != "inputs" }
    .flatMap { topic in
      PackageFiles.folders(in: PackageFiles.cases.appendingPathComponent(topic)).map {
        GoldenCase(topic: topic, name: $0)
      }
    }

  /// The line for `sh`.
  func command() throws -> String {
    try String(contentsOf: folder.appendingPathComponent("command"), encoding: .utf8)
  }

  /// Runs the command in a copy of the case's folder.
  func run() throws -> ProgramRun {
    let command = try command()
    let input = folder.appendingPathComponent("input.stdin")
    let hasInput = FileManager.default.fileExists(atPath: input.path)
    return try PackageFiles.withCopy(of: [inputs, folder]) { copy in
      if topic == "shipped" {
        try FileManager.default.createSymbolicLink(
          at: copy.appendingPathComponent("SampleData"), withDestinationURL: PackageFiles.samples)
      }
      return try ProgramRun.shell(command, in: copy, input: hasInput ? input : nil)
    }
  }

  /// What is expected.
  func expected() throws -> ProgramRun {
    let status = try String(
      contentsOf: folder.appendingPathComponent("expected.status"), encoding: .utf8)
    return ProgramRun(
      output: try Data(contentsOf: folder.appendingPathComponent("expected.stdout")),
      errors: try Data(contentsOf: folder.appendingPathComponent("expected.stderr")),
      status: Int32(status.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1)
  }

  /// Makes what the program answered the expected result.
  func update(with run: ProgramRun) throws {
    try run.output.write(to: folder.appendingPathComponent("expected.stdout"))
    try run.errors.write(to: folder.appendingPathComponent("expected.stderr"))
    try Data("\(run.status)\n".utf8).write(to: folder.appendingPathComponent("expected.status"))
  }
}
