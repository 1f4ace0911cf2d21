import Foundation
import FuzzTargets
import Testing

/// The corpus of Scripts/fuzz, without libFuzzer: what once was found stays fixed.
@Suite struct CorpusReplayTests {
  private static let corpus = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fuzzing/Corpus")

  @Test(arguments: FuzzTarget.allCases)
  func nothingDisagrees(_ target: FuzzTarget) throws {
    let folder = Self.corpus.appending(path: target.rawValue)
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files {
      let complaint = target.complaint(about: Array(try Data(contentsOf: file)))
      #expect(complaint == nil, "\(file.path)")
    }
  }
}
