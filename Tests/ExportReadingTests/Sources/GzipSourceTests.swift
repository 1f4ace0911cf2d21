import ExportReading
import Foundation
import TestSupport
import Testing

/// What the two engines of gzip must have in common; each alone is tested with the other codecs.
@Suite("gzip engines")
struct GzipSourceTests {
  /// gzip's optional header fields, which no usual writer puts all into one header.
  private static let header: [UInt8] =
    [0x1f, 0x8b, 8, 0x1e, 1, 2, 3, 4, 0, 3] + [3, 0, 7, 8, 9] + Array("a.csv\0note\0".utf8)
    + [0x79, 0x60]

  @Test("A stream cut at any byte gives the same bytes and the same sentence")
  func everyPrefix() throws {
    let member = try gzipMember(sampleBytes(700))
    // Text after it, whose first byte is no gzip, is damage.
    let stored = Self.header + member.dropFirst(10) + member + [0x41]
    for count in 0...stored.count {
      for pieceSize in [Int.max, 1, 7] {
        let prefix = Array(stored.prefix(count))
        let fast = try Codec.gzip.outcome(prefix, pieceSize: pieceSize)
        let zlib = try Codec.gzipByZlib.outcome(prefix, pieceSize: pieceSize)
        #expect(zlib == fast, "cut after \(count) bytes")
      }
    }
  }

  @Test("Damage is found by both, and told in the same words")
  func flippedBytes() throws {
    let plain = sampleBytes(3000) + Array(String(repeating: "{\"id\": 1}\n", count: 90).utf8)
    let stored = try Self.header + gzipMember([1]).dropFirst(10) + gzipMember(plain)
    for index in stored.indices {
      for bit in 0..<8 {
        var damaged = stored
        damaged[index] ^= 1 << bit
        let fast = try Codec.gzip.outcome(damaged)
        let zlib = try Codec.gzipByZlib.outcome(damaged)
        let name: Comment = "byte \(index), bit \(bit)"
        #expect((fast.failure == nil) == (zlib.failure == nil), name)
        if fast.failure == nil || fast.failure?.kind == zlib.failure?.kind {
          #expect(fast.failure == zlib.failure, name)
        }
        if fast.failure == nil { #expect(fast.bytes == zlib.bytes, name) }
      }
    }
  }

  @Test(
    "A wrong trailer is damage", arguments: [Codec.gzip, .gzipByZlib],
    [
      ("first byte of the checksum", 8), ("last byte of the checksum", 5),
      ("first byte of the length", 4), ("last byte of the length", 1),
    ])
  func wrongTrailer(codec: Codec, place: (name: String, fromEnd: Int)) throws {
    let plain = sampleBytes(100_000)
    var stored = try gzipMember(plain)
    stored[stored.count - place.fromEnd] ^= 0x10
    for pieceSize in [Int.max, 5] {
      let outcome = try codec.outcome(stored + gzipMember([3]), pieceSize: pieceSize)
      let sentence = "gzip member 1, which begins at byte 0, is damaged."
      #expect(outcome == Outcome(bytes: plain, failure: .corrupt(sentence)), "\(place.name)")
    }
  }

  @Test("The damaged member is told by its number and its first byte")
  func secondMember() throws {
    let first = try gzipMember(sampleBytes(50))
    var second = try gzipMember(sampleBytes(60))
    second[second.count - 6] ^= 1
    let sentence = "gzip member 2, which begins at byte \(first.count), is damaged."
    for codec in [Codec.gzip, .gzipByZlib] {
      #expect(try codec.outcome(first + second).failure == .corrupt(sentence))
    }
  }

  @Test("Damage of any kind never makes the two accept different bytes")
  func randomDamage() throws {
    var stored = try gzipMember(Array(String(repeating: "a,b,0.10\n", count: 300).utf8))
    stored += try gzipMember(sampleBytes(40_000))
    var state: UInt64 = 42
    for round in 0..<300 {
      var damaged = stored
      for _ in 0..<(1 + round % 4) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        damaged[Int(state >> 33) % damaged.count] = UInt8(truncatingIfNeeded: state >> 25)
      }
      let fast = try Codec.gzip.outcome(damaged, pieceSize: 1 + round * 37)
      let zlib = try Codec.gzipByZlib.outcome(damaged)
      #expect((fast.failure == nil) == (zlib.failure == nil), "round \(round)")
      if fast.failure == nil { #expect(fast.bytes == zlib.bytes, "round \(round)") }
    }
  }
}
