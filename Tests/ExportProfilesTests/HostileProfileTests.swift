import ExportProfiles
import Testing

/// Bytes that want to crash the reader, or to keep it busy. A trap ends the test run.
struct HostileProfileTests {
  private func problems(of yaml: [UInt8]) -> [ProfileProblem] {
    do {
      _ = try ProfileReader.profile(fromYAML: yaml, source: "hostile.yaml")
      return []
    } catch {
      return error.problems
    }
  }

  private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test(.timeLimit(.minutes(60)))
  func hugeAndDeepTextsAreRefused() {
    let stairs = (0..<100).map { repeated(" ", $0) + "a:\n" }.joined()
    let bomb =
      "a0: &a0 [x, x]\n"
      + (1..<30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    let few =
      "a0: &a0 [\(repeated("x,", 100_000))]\n"
      + (1..<6).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    let cases: [(String, String, String)] = [
      ("1 MiB and a byte", repeated("a", (1 << 20) + 1), "larger than 1 MiB"),
      ("open brackets", repeated("[", 100_000), "opening brackets"),
      ("open braces", repeated("{a: ", 100_000), "opening brackets"),
      ("closed in quotes", repeated("[']', ", 100_000), "opening brackets"),
      ("65 brackets", repeated("[", 65) + repeated("]", 65), "more than 64 levels"),
      ("lists in one line", repeated("- ", 100_000), "indentation"),
      ("keys in one line", repeated("? ", 100_000), "indentation"),
      ("stairs", stairs, "more than 64 levels"),
      ("alias bomb", bomb, "anchors and aliases"),
      ("few aliases of much, as a key", few + "? *a5\n: b\n", "anchors and aliases"),
      ("alias bomb as a key", bomb + "? *a29\n: b\n", "anchors and aliases"),
    ]
    for (name, yaml, message) in cases {
      let problems = problems(of: Array(yaml.utf8))
      #expect(problems.contains { $0.message.contains(message) }, "\(name): \(problems)")
    }
  }

  /// Thousands of damaged copies of a right profile: each is read or refused, with places inside
  /// the text, and none ends the program.
  @Test(.timeLimit(.minutes(60)))
  func damagedProfilesAreReadOrRefused() throws {
    let original = try BuiltInProfiles.yaml(named: "akinon")
    let pieces = ["\"", "'", "[", "]", "{", "}", "&a ", "*a", "!x ", "|\n", "? ", "- ", ": ", "\t"]
      .map { Array($0.utf8) }
    var random = SplitMix(state: 20_260_101)
    var refused = 0
    for _ in 0..<3000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<min(place + 20, bytes.count))
        case 2: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
        case 3: bytes.insert(contentsOf: bytes[place..<min(place + 80, bytes.count)], at: place)
        default: bytes.removeSubrange((place / 2)...)
        }
        if bytes.isEmpty { bytes = [0x0A] }
      }
      let problems = problems(of: bytes)
      refused += problems.isEmpty ? 0 : 1
      let lines = bytes.count { $0 == 0x0A || $0 == 0x0D || $0 == 0x85 } + 1
      for problem in problems {
        guard let place = problem.place else { continue }
        #expect((1...lines).contains(place.line) && place.column >= 1, "\(problem)")
      }
    }
    #expect(refused > 1000)
  }
}

/// A small generator with a seed, so that a failure comes again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
