import ExportProfiles
import Foundation
import FuzzTargets

/// Files of the repository that fuzzing begins with.
enum FuzzingFiles {
  struct Input: Sendable {
    var name: String
    var bytes: [UInt8]
  }

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let exports = root.appending(path: "SampleData/Exports")
  /// Bytes of the largest sample that is damaged; larger ones are read too slowly.
  private static let sampleBytesMax = 6_144

  /// What earlier searches found.
  static func corpus(of target: FuzzTarget) throws -> [Input] {
    try inputs(in: root.appending(path: "Fuzzing/Corpus").appending(path: target.rawValue))
  }

  /// Whole inputs of the target's kind, but for large exports.
  static func samples(for target: FuzzTarget) throws -> [Input] {
    try allSamples(for: target).filter { target == .profile || $0.bytes.count <= sampleBytesMax }
  }

  private static func allSamples(for target: FuzzTarget) throws -> [Input] {
    let plain = exports.appending(path: BuiltInProfiles.defaultName)
    switch target {
    case .csv, .csvTwin: return try inputs(in: plain, ending: "csv")
    case .jsonLines, .jsonTwin: return try inputs(in: plain, ending: "jsonl")
    case .xml: return try inputs(in: plain, ending: "xml")
    case .users: return [try input(root.appending(path: "SampleData/users.csv"))]
    case .profile:
      return try BuiltInProfiles.names.map { name in
        Input(name: name, bytes: try BuiltInProfiles.yaml(named: name))
      }
    case .mappedRun:
      return try BuiltInProfiles.names.flatMap { name in
        try inputs(in: exports.appending(path: name)).map { sample in
          Input(name: sample.name, bytes: Array("\(name)\n".utf8) + sample.bytes)
        }
      }
    case .run, .gzip, .zstandard: return []
    }
  }

  /// The strings of the target's dictionary that need no escapes.
  static func dictionary(of target: FuzzTarget) throws -> [[UInt8]] {
    let file = root.appending(path: "Fuzzing/Dictionaries/\(target.rawValue).dict")
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("\"") && !$0.contains("\\x") }
      .map { Array($0.dropFirst().dropLast().replacing("\\\"", with: "\"").utf8) }
  }

  private static func inputs(in folder: URL, ending: String? = nil) throws -> [Input] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .map { folder.appending(path: $0) }
      .filter { ending == nil || $0.pathExtension == ending }
      .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
      .map(input)
  }

  private static func input(_ file: URL) throws -> Input {
    Input(name: file.lastPathComponent, bytes: Array(try Data(contentsOf: file)))
  }
}
