import CByteScan
import TestSupport
import Testing

/// The UTF-8 validator against its scalar twin and against the standard library.
@Suite struct UTF8PrefixTests {
  private func expectSame(_ bytes: [UInt8], _ what: @autoclosure () -> String) {
    let (fast, slow) = unsafe bytes.withUnsafeBufferPointer { buffer -> (Int, Int) in
      guard let base = buffer.baseAddress else { return (0, 0) }
      return unsafe (
        byte_scan_valid_utf8_prefix(base, buffer.count),
        byte_scan_valid_utf8_prefix_scalar(base, buffer.count)
      )
    }
    let isValid = String(validating: bytes, as: UTF8.self) != nil
    guard fast != slow || (fast == bytes.count) != isValid else { return }
    Issue.record("\(what()): \(fast), twin \(slow), valid \(isValid): \(bytes.prefix(80))")
  }

  private static let scalars: [Unicode.Scalar] = [
    "a", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}",
    "\u{FFFFF}", "\u{10FFFF}",
  ]

  private static func text(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      if random.once(in: 3) {
        bytes += String(random.pick(scalars)).utf8
      } else {
        bytes.append(0x61)
      }
    }
    return bytes
  }

  /// Everything that may follow a first byte, at every place in and around a block of 32 bytes.
  @Test func judgesEverySequenceAtEveryPlace() {
    let continuations: [UInt8] = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
    for first in 0x7E...0xFF as ClosedRange<UInt8> {
      for second in continuations {
        for rest in [[0x80, 0x80], [0xBF, 0x61], [0x61, 0x61], []] as [[UInt8]] {
          for place in [0, 27, 28, 29, 30, 31, 32, 33, 60, 61, 62, 63] {
            let bytes = [UInt8](repeating: 0x61, count: place) + [first, second] + rest
            expectSame(bytes, "\(first) \(second) at \(place)")
            expectSame(
              bytes + [UInt8](repeating: 0x61, count: 40), "\(first) \(second) inside, \(place)")
          }
        }
      }
    }
  }

  @Test func judgesRandomTextsAndTheirMutations() {
    for seed in 0..<300 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bytes = Self.text(random.below(300), &random)
      expectSame(bytes, "seed \(seed)")
      expectSame(Array(bytes.dropLast()), "seed \(seed), cut")
      for _ in 0..<3 where !bytes.isEmpty {
        bytes[random.below(bytes.count)] = UInt8(random.below(256))
        expectSame(bytes, "seed \(seed), mutated")
      }
    }
  }

  /// The validator works in spans of 4 KiB.
  @Test func judgesAcrossSpans() {
    for scalar in Self.scalars {
      let sequence = Array(String(scalar).utf8)
      for place in 4088...4100 {
        for tail in [0, 1, 31, 32, 5000] {
          var bytes = [UInt8](repeating: 0x61, count: place) + sequence
          bytes += [UInt8](repeating: 0x61, count: tail)
          expectSame(bytes, "\(scalar) at \(place)")
          for index in place..<place + sequence.count {
            var broken = bytes
            broken[index] ^= 0x40
            expectSame(broken, "\(scalar) broken at \(index)")
          }
          expectSame(Array(bytes[..<(place + sequence.count - 1)]), "\(scalar) cut at \(place)")
        }
      }
    }
  }

  @Test func judgesLongTexts() {
    for seed in 0..<10 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bytes = Self.text(20_000 + random.below(100), &random)
      expectSame(bytes, "seed \(seed)")
      bytes[random.below(bytes.count)] = 0xFF
      expectSame(bytes, "seed \(seed), broken")
    }
  }
}
