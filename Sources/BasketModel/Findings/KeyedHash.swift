/// SipHash with a 128-bit key and a 128-bit result (Aumasson and Bernstein, 2012).
///
/// Used with a random key for the duplicate index (so that nobody can prepare collisions) and with
/// a fixed public key for trace ids (so that they repeat).
package struct KeyedHash: Sendable {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64
  private let finalRounds: Int
  private let blockRounds: Int

  /// A 128-bit result; `high` decides the place in the duplicate index.
  package struct Value: Sendable, Hashable, BitwiseCopyable {
    package var high: UInt64
    package var low: UInt64

    @inlinable
    package init(high: UInt64, low: UInt64) {
      self.high = high
      self.low = low
    }
  }

  /// A 128-bit key.
  package struct Key: Sendable {
    package var first: UInt64
    package var second: UInt64

    package init(first: UInt64, second: UInt64) {
      self.first = first
      self.second = second
    }

    /// A key nobody knows, new for each run.
    package static func random() -> Key {
      Key(first: .random(in: .min ... .max), second: .random(in: .min ... .max))
    }
  }

  private init(key: Key, blockRounds: Int, finalRounds: Int) {
    v0 = key.first ^ 0x736f_6d65_7073_6575
    v1 = key.second ^ 0x646f_7261_6e64_6f6d ^ 0xee
    v2 = key.first ^ 0x6c79_6765_6e65_7261
    v3 = key.second ^ 0x7465_6462_7974_6573
    self.blockRounds = blockRounds
    self.finalRounds = finalRounds
  }

  /// The hash of `bytes` under `key` with 1 round for each block and 3 at the end, which is what
  /// hash tables use.
  ///
  /// - Complexity: O(*n*) in bytes; about a nanosecond per byte for short ids.
  package static func value(of bytes: Span<UInt8>, key: Key) -> Value {
    value(of: bytes, key: key, blockRounds: 1, finalRounds: 3)
  }

  /// The hash of `bytes` under `key` with 2 rounds for each block and 4 at the end, the authors'
  /// conservative choice.
  ///
  /// - Complexity: O(*n*) in bytes.
  package static func conservativeValue(of bytes: Span<UInt8>, key: Key) -> Value {
    value(of: bytes, key: key, blockRounds: 2, finalRounds: 4)
  }

  /// Inlined, so that the rounds are constants and no loops.
  @inline(__always)
  private static func value(
    of bytes: Span<UInt8>, key: Key, blockRounds: Int, finalRounds: Int
  ) -> Value {
    var hash = KeyedHash(key: key, blockRounds: blockRounds, finalRounds: finalRounds)
    let wordEnd = bytes.count & ~7
    var index = 0
    let raw = unsafe bytes.bytes
    while index < wordEnd {
      // Safe: every bit pattern is a UInt64, and the call checks its bounds.
      let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      hash.absorb(UInt64(littleEndian: word))
      index += 8
    }
    hash.absorb(tail(of: bytes, from: index) | UInt64(truncatingIfNeeded: bytes.count) << 56)
    return hash.finished()
  }

  /// Fewer than eight bytes from `start` to the end, as a little-endian word.
  @inline(__always)
  private static func tail(of bytes: Span<UInt8>, from start: Int) -> UInt64 {
    let count = bytes.count - start
    if count == 0 { return 0 }
    guard bytes.count >= 8 else { return shortWord(bytes) }
    // The last eight bytes, less those that were absorbed.
    let raw = unsafe bytes.bytes
    // Safe: as above.
    let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
    return UInt64(littleEndian: word) >> UInt64(64 - 8 * count)
  }

  /// Fewer than eight bytes.
  private static func shortWord(_ bytes: Span<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for index in bytes.indices { word |= UInt64(bytes[index]) << UInt64(8 * index) }
    return word
  }

  @inline(__always)
  private mutating func absorb(_ word: UInt64) {
    v3 ^= word
    for _ in 0..<blockRounds { mix() }
    v0 ^= word
  }

  @inline(__always)
  private mutating func finished() -> Value {
    v2 ^= 0xee
    for _ in 0..<finalRounds { mix() }
    let high = v0 ^ v1 ^ v2 ^ v3
    v1 ^= 0xdd
    for _ in 0..<finalRounds { mix() }
    return Value(high: high, low: v0 ^ v1 ^ v2 ^ v3)
  }

  @inline(__always)
  private mutating func mix() {
    v0 &+= v1
    v1 = v1 << 13 | v1 >> 51
    v1 ^= v0
    v0 = v0 << 32 | v0 >> 32
    v2 &+= v3
    v3 = v3 << 16 | v3 >> 48
    v3 ^= v2
    v0 &+= v3
    v3 = v3 << 21 | v3 >> 43
    v3 ^= v0
    v2 &+= v1
    v1 = v1 << 17 | v1 >> 47
    v1 ^= v2
    v2 = v2 << 32 | v2 >> 32
  }
}
