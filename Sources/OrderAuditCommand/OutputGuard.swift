import ExportReading
import Glibc
import ReportWriting

/// Keeps the outputs of a run from destroying its inputs, and from being audited as exports next
/// time.
struct OutputGuard {
  private let inputs: [(path: String, identity: FileIdentity)]
  private let directories: [(path: String, identity: FileIdentity)]

  /// - Parameters:
  ///   - arguments: The exports and directories as given.
  ///   - exports: What they stand for.
  ///   - others: Further files that are read: a profile, a user directory.
  init(arguments: [String], exports: [LocatedExport], others: [String]) {
    // Devices and pipes are not changed by writing: `check - < /dev/null > /dev/null` is fine.
    let found = exports.compactMap { export in
      export.identity.map { (path: export.displayPath, identity: $0) }
    }
    let files = others.compactMap { path in FileFacts(path: path).map { (path, $0.identity) } }
    inputs = found + files
    directories = arguments.compactMap { argument in
      guard argument != "-", let facts = FileFacts(path: argument), facts.isDirectory else {
        return nil
      }
      return (argument, facts.identity)
    }
  }

  /// - Throws: A usage failure where the output is an input of the run or would be one of the next.
  func check(_ target: OutputTarget, option: String) throws(CommandFailure) {
    switch target {
    case .standardOutput:
      if let facts = FileFacts(descriptor: STDOUT_FILENO) {
        try check(facts, option: "standard output")
      }
    case .path(let path):
      if let facts = FileFacts(path: path) { try check(facts, option: "\(option) \(path)") }
      try checkDirectory(of: path, option: option)
    }
  }

  private func check(_ facts: FileFacts, option: String) throws(CommandFailure) {
    guard facts.isRegular, let input = inputs.first(where: { $0.identity == facts.identity }) else {
      return
    }
    throw .usage("\(option) would overwrite \(input.path), which this run reads")
  }

  private func checkDirectory(of path: String, option: String) throws(CommandFailure) {
    let bytes = Array(path.utf8)
    let nameStart = bytes.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
    let name = String(decoding: bytes[nameStart...], as: UTF8.self)
    let parent = String(decoding: bytes[..<nameStart], as: UTF8.self)
    guard ExportName(name).format != nil, bytes[nameStart...].first != UInt8(ascii: "."),
      let facts = FileFacts(path: parent.isEmpty ? "." : parent),
      let directory = directories.first(where: { $0.identity == facts.identity })
    else { return }
    throw .usage(
      """
      \(option) \(path) would be an export of the audited directory \(directory.path) next time; \
      choose another directory or another ending
      """)
  }
}
