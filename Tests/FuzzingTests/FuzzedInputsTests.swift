import Foundation
import FuzzTargets
import TestSupport
import Testing

/// What Scripts/fuzz asks, without libFuzzer.
///
/// One after the other: a target may write its input into a file that has the target's name.
@Suite(.serialized) struct FuzzedInputsTests {
  /// How often the inputs are gone through: more for a longer search.
  private static let rounds =
    ProcessInfo.processInfo.environment["ORDER_AUDIT_ROUNDS"].flatMap { Int($0) } ?? 1

  /// What once was found stays fixed.
  @Test(arguments: FuzzTarget.allCases)
  func nothingDisagreesAboutTheCorpus(_ target: FuzzTarget) async throws {
    let inputs = try FuzzingFiles.corpus(of: target)
    #expect(!inputs.isEmpty)
    for input in inputs {
      let complaint = await complaint(of: target, about: input.bytes)
      #expect(complaint == nil, "\(input.name)")
    }
  }

  /// A few seconds of what the script does for hours, the same each time.
  @Test(arguments: FuzzTarget.allCases)
  func nothingDisagreesAboutDamagedInputs(_ target: FuzzTarget) async throws {
    let inputs = try FuzzingFiles.corpus(of: target) + FuzzingFiles.samples(for: target)
    let damage = InputDamage(tokens: try FuzzingFiles.dictionary(of: target))
    for seed in 0..<UInt64(Self.rounds * target.damagedInputs) {
      var random = SeededGenerator(seed: seed)
      var bytes = random.pick(inputs).bytes
      for _ in 0...random.below(4) { damage.apply(to: &bytes, &random) }
      let complaint = await complaint(of: target, about: bytes)
      #expect(complaint == nil, "seed \(seed): \(Data(bytes).base64EncodedString())")
      if complaint != nil { return }
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

extension FuzzTarget {
  /// Damaged inputs of one round: as many as take about a second without optimization.
  fileprivate var damagedInputs: Int {
    switch self {
    case .csv, .csvTwin, .jsonLines, .jsonTwin, .xml: 150
    case .profile, .run, .mappedRun: 30
    case .users, .gzip, .zstandard: 200
    }
  }
}
