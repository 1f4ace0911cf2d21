import Foundation
import FuzzTargets
import Testing

/// The corpus of Scripts/fuzz, without libFuzzer: what once was found stays fixed.
@Suite struct CorpusReplayTests {
  private static let corpus = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fuzzing/Corpus")

  @Test(arguments: FuzzTarget.allCases)
  func nothingDisagrees(_ target: FuzzTarget) async throws {
    let folder = Self.corpus.appending(path: target.rawValue)
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files {
      let complaint = await complaint(of: target, about: Array(try Data(contentsOf: file)))
      #expect(complaint == nil, "\(file.path)")
    }
  }

  /// Asks on a thread of its own: a target that runs the program waits for its tasks, which must
  /// not take the threads away that those need.
  private func complaint(of target: FuzzTarget, about bytes: [UInt8]) async -> String? {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: target.complaint(about: bytes)) }
    }
  }
}
