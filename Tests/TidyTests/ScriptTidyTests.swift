import Foundation
import Testing

/// Scripts are how people and CI work on the project: all of them run and explain themselves.
@Suite struct ScriptTidyTests {
  static var scripts: [String] {
    let verbs = Repository.names(in: "Scripts").map { "Scripts/\($0)" }
    return verbs.filter { !Repository.isFolder($0) } + [".ci/run"]
  }

  @Test(arguments: scripts)
  func isExecutable(_ script: String) {
    let path = Repository.root.appending(path: script).path()
    #expect(FileManager.default.isExecutableFile(atPath: path), "chmod +x \(script)")
  }

  @Test(arguments: scripts)
  func explainsItself(_ script: String) throws {
    let process = Process()
    process.executableURL = Repository.root.appending(path: script)
    process.arguments = ["--help"]
    // From another folder, so that a script that counts on its own is found out.
    process.currentDirectoryURL = URL(filePath: "/")
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let help = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "--help ends with status 0")
    #expect(String(decoding: help, as: UTF8.self).lowercased().contains("usage:"))
  }
}
