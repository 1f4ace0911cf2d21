import ExportReading
import TestSupport
import Testing

/// One of the two compressions, gzip by either engine, with what a test needs of it.
enum Codec: String, CaseIterable, Sendable {
  /// By isa-l where it is there.
  case gzip
  case gzipByZlib
  case zstandard

  func compress(_ bytes: [UInt8]) throws -> [UInt8] {
    switch self {
    case .gzip, .gzipByZlib: try gzipMember(bytes)
    case .zstandard: try zstandardFrame(bytes)
    }
  }

  func source(
    _ inner: any ByteSource, limit: ExpansionLimit = ExpansionLimit()
  ) throws -> any ByteSource {
    switch self {
    case .gzip: try GzipSource(inner, expansionLimit: limit)
    case .gzipByZlib:
      GzipSource(inner, codec: try GzipDecompressor(engine: .zlib), expansionLimit: limit)
    case .zstandard: try ZstandardSource(inner, expansionLimit: limit)
    }
  }

  func outcome(
    _ stored: [UInt8], pieceSize: Int = .max, bufferSize: Int = 1 << 20
  ) throws -> Outcome {
    try readToEnd(source(MemorySource(stored, pieceSize: pieceSize)), bufferSize: bufferSize)
  }
}

@Suite("Compressed sources")
struct CompressedSourceTests {
  @Test("One stream, any sizes of reads", arguments: Codec.allCases, [0, 1, 300_000])
  func wholeStream(codec: Codec, count: Int) throws {
    let plain = sampleBytes(count)
    let stored = try codec.compress(plain)
    for (pieceSize, bufferSize) in [(Int.max, 1 << 20), (1, 1 << 18), (4099, 977)] {
      let outcome = try codec.outcome(stored, pieceSize: pieceSize, bufferSize: bufferSize)
      #expect(outcome == Outcome(bytes: plain))
    }
  }

  @Test("Streams one after the other are one export", arguments: Codec.allCases)
  func severalStreams(codec: Codec) throws {
    let parts = [sampleBytes(10), [], sampleBytes(300_000), [7]]
    let stored = try parts.flatMap { try codec.compress($0) }
    for pieceSize in [Int.max, 1] {
      let outcome = try codec.outcome(stored, pieceSize: pieceSize)
      #expect(outcome == Outcome(bytes: Array(parts.joined())))
    }
  }

  @Test("A stream cut at any byte is truncated after the right bytes", arguments: Codec.allCases)
  func everyPrefix(codec: Codec) throws {
    let first = sampleBytes(300)
    let plain = first + sampleBytes(200)
    let firstStored = try codec.compress(first)
    let stored = try firstStored + codec.compress(sampleBytes(200))
    for count in 0..<stored.count where count != firstStored.count {
      for pieceSize in [Int.max, 1] {
        let outcome = try codec.outcome(Array(stored.prefix(count)), pieceSize: pieceSize)
        #expect(outcome.failure?.kind == .truncated, "cut after \(count) bytes")
        #expect(plain.starts(with: outcome.bytes), "cut after \(count) bytes")
        if count > firstStored.count { #expect(outcome.bytes.count >= first.count) }
      }
    }
  }

  @Test("A flipped byte never gives wrong bytes without an error", arguments: Codec.allCases)
  func flippedBytes(codec: Codec) throws {
    let plain = sampleBytes(400)
    let stored = try codec.compress(plain)
    for index in stored.indices {
      for mask: UInt8 in [0x01, 0x80, 0xff] {
        var damaged = stored
        damaged[index] ^= mask
        let outcome = try codec.outcome(damaged)
        // Some header bytes, such as gzip's time stamp, mean nothing for the data.
        #expect(outcome.failure != nil || outcome.bytes == plain, "byte \(index), mask \(mask)")
      }
    }
  }

  @Test("Damage shows after the same bytes for all sizes of reads", arguments: Codec.allCases)
  func damageIsDeterministic(codec: Codec) throws {
    let plain = sampleBytes(900_000)
    var stored = try codec.compress(plain)
    stored[stored.count * 2 / 3] ^= 0x55
    let expected = try codec.outcome(stored)
    #expect(expected.failure?.kind == .corrupt)
    for bufferSize in [61, 1000, 256 << 10, 3_000_000] {
      #expect(try codec.outcome(stored, bufferSize: bufferSize) == expected)
    }
  }

  @Test(
    "What follows the last stream",
    arguments: [
      (Codec.gzip, "zeros", [UInt8](repeating: 0, count: 1000), SourceError.Kind?.none),
      (.gzip, "zeros, then text", [0, 0, 0, 65], .corrupt),
      (.gzip, "text", Array("order_id\n".utf8), .corrupt),
      (.gzip, "text that begins like gzip", [0x1f, 0x41, 0x41, 0x41], .corrupt),
      (.gzip, "a header with a reserved flag", [0x1f, 0x8b, 8, 0x20], .corrupt),
      (.gzipByZlib, "zeros", [UInt8](repeating: 0, count: 1000), nil),
      (.gzipByZlib, "zeros, then text", [0, 0, 0, 65], .corrupt),
      (.gzipByZlib, "text", Array("order_id\n".utf8), .corrupt),
      (.gzipByZlib, "text that begins like gzip", [0x1f, 0x41, 0x41, 0x41], .corrupt),
      (.gzipByZlib, "a header with a reserved flag", [0x1f, 0x8b, 8, 0x20], .corrupt),
      (.zstandard, "zeros", [UInt8](repeating: 0, count: 1000), .corrupt),
      (.zstandard, "text", Array("order_id\n".utf8), .corrupt),
      (.zstandard, "a skippable frame", [0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9], nil),
    ])
  func trailingBytes(
    codec: Codec, name: String, tail: [UInt8], expected: SourceError.Kind?
  ) throws {
    let plain = sampleBytes(5000)
    for pieceSize in [Int.max, 1] {
      let outcome = try codec.outcome(codec.compress(plain) + tail, pieceSize: pieceSize)
      #expect(outcome.bytes == plain, "\(name)")
      #expect(outcome.failure?.kind == expected, "\(name)")
    }
  }

  @Test("Text is not taken for a compressed stream", arguments: Codec.allCases)
  func notCompressed(codec: Codec) throws {
    let outcome = try codec.outcome(Array("order_id,amount\n1,2\n".utf8))
    #expect(outcome.bytes.isEmpty)
    #expect(outcome.failure?.kind == .corrupt)
  }

  @Test("A failed read below is thrown after the bytes before it", arguments: Codec.allCases)
  func innerFailure(codec: Codec) throws {
    let failure = SourceError.system(operation: "read", errno: 5)
    let plain = sampleBytes(100)
    let source = try codec.source(MemorySource(codec.compress(plain), failure: failure))
    #expect(readToEnd(source) == Outcome(bytes: plain, failure: failure))
    #expect(readToEnd(source) == Outcome(failure: failure))
  }

  @Test("A stream that expands too far ends", arguments: Codec.allCases)
  func expansionLimit(codec: Codec) throws {
    let stored = try codec.compress([UInt8](repeating: 32, count: 4 << 20))
    let free = 1 << 20
    let tight = readToEnd(
      try codec.source(
        MemorySource(stored), limit: ExpansionLimit(ratioMax: 100, freeBytes: free)))
    #expect(tight.failure?.kind == .limit)
    #expect(tight.bytes.count > free && tight.bytes.count < 2 * free)
    let wide = readToEnd(
      try codec.source(
        MemorySource(stored), limit: ExpansionLimit(ratioMax: 100_000, freeBytes: free)))
    #expect(wide.failure == nil && wide.bytes.count == 4 << 20)
  }

  @Test("A Zstandard frame with a window over 128 MiB is refused")
  func windowLimit() throws {
    // Magic; no checksum, size or dictionary; window descriptor: 2 to the power 10 + 18.
    let outcome = try Codec.zstandard.outcome([0x28, 0xb5, 0x2f, 0xfd, 0x00, 18 << 3, 1, 0, 0])
    #expect(outcome.failure?.kind == .limit)
  }

  @Test("Progress counts compressed bytes", arguments: Codec.allCases)
  func bytesTaken(codec: Codec) throws {
    let stored = try codec.compress(sampleBytes(1000))
    let source = try codec.source(MemorySource(stored))
    _ = readToEnd(source)
    #expect(source.bytesTaken == stored.count)
  }
}
