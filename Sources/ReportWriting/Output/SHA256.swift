internal import CByteScan

/// SHA-256 (FIPS 180-4) of bytes that come in pieces of any size.
package struct SHA256: Sendable {
  private var state = State()
  /// Bytes that do not fill a block yet, at most 63.
  private var rest: [UInt8] = []
  private var byteCount: UInt64 = 0

  private static let blockSize = 64

  /// - Parameter isPortable: Whether the processor's instructions are left aside, for tests.
  package init(isPortable: Bool = false) {
    state.usesInstructions = !isPortable && Self.processorHasInstructions
  }

  /// Takes the next bytes.
  ///
  /// - Complexity: O(*n*) in bytes; whole blocks are read where they stand.
  package mutating func update(with bytes: Span<UInt8>) {
    byteCount += UInt64(bytes.count)
    var index = 0
    if !rest.isEmpty {
      index = min(Self.blockSize - rest.count, bytes.count)
      for offset in 0..<index { rest.append(bytes[offset]) }
      guard rest.count == Self.blockSize else { return }
      let block = rest
      rest = []
      unsafe state.absorb(block.span.bytes)
    }
    let end = index + (bytes.count - index) / Self.blockSize * Self.blockSize
    unsafe state.absorb(bytes.extracting(index..<end).bytes)
    for offset in end..<bytes.count { rest.append(bytes[offset]) }
  }

  /// The digest of all bytes so far, in lower-case hexadecimal.
  package func finished() -> String {
    var final = state
    var tail = rest
    tail.append(0x80)
    while tail.count % Self.blockSize != 56 { tail.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: (byteCount &* 8) >> UInt64(shift)))
    }
    unsafe final.absorb(tail.span.bytes)
    return final.hexadecimal
  }

  /// The eight working words and what one block does to them.
  private struct State {
    var usesInstructions = false
    private var words: InlineArray<8, UInt32> = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
      0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// Takes whole blocks; `bytes` is a multiple of 64 long.
    mutating func absorb(_ bytes: RawSpan) {
      if usesInstructions {
        absorbByInstructions(bytes)
      } else {
        absorbPortably(bytes)
      }
    }

    /// The same with the processor's instructions.
    private mutating func absorbByInstructions(_ bytes: RawSpan) {
      var span = words.mutableSpan
      // Safe: eight words of state, and as many whole blocks as the bytes hold.
      unsafe span.withUnsafeMutableBufferPointer { state in
        unsafe bytes.withUnsafeBytes { block in
          guard let state = state.baseAddress, let first = block.baseAddress else { return }
          unsafe sha256_blocks_absorb(
            state, first.assumingMemoryBound(to: UInt8.self), block.count / SHA256.blockSize)
        }
      }
    }

    /// The same in portable code.
    mutating func absorbPortably(_ bytes: RawSpan) {
      let constants = SHA256.constants
      var schedule = InlineArray<64, UInt32>(repeating: 0)
      var start = 0
      while start < bytes.byteCount {
        fill(&schedule, from: bytes, at: start)
        mix(schedule, constants)
        start += SHA256.blockSize
      }
    }

    private func fill(
      _ schedule: inout InlineArray<64, UInt32>, from bytes: RawSpan, at start: Int
    ) {
      for index in 0..<16 {
        let word = unsafe bytes.unsafeLoadUnaligned(
          fromByteOffset: start + 4 * index, as: UInt32.self)
        schedule[index] = word.bigEndian
      }
      for index in 16..<64 {
        let early = schedule[index - 15]
        let late = schedule[index - 2]
        let first = Self.rotate(early, 7) ^ Self.rotate(early, 18) ^ early >> 3
        let second = Self.rotate(late, 17) ^ Self.rotate(late, 19) ^ late >> 10
        schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
      }
    }

    /// The 64 rounds, eight at a time: turning the names around saves moving the words.
    private mutating func mix(
      _ schedule: borrowing InlineArray<64, UInt32>, _ constants: borrowing InlineArray<64, UInt32>
    ) {
      var (a, b, c, d) = (words[0], words[1], words[2], words[3])
      var (e, f, g, h) = (words[4], words[5], words[6], words[7])
      var index = 0
      while index < 64 {
        Self.round(a, b, c, &d, e, f, g, &h, schedule[index] &+ constants[index])
        Self.round(h, a, b, &c, d, e, f, &g, schedule[index + 1] &+ constants[index + 1])
        Self.round(g, h, a, &b, c, d, e, &f, schedule[index + 2] &+ constants[index + 2])
        Self.round(f, g, h, &a, b, c, d, &e, schedule[index + 3] &+ constants[index + 3])
        Self.round(e, f, g, &h, a, b, c, &d, schedule[index + 4] &+ constants[index + 4])
        Self.round(d, e, f, &g, h, a, b, &c, schedule[index + 5] &+ constants[index + 5])
        Self.round(c, d, e, &f, g, h, a, &b, schedule[index + 6] &+ constants[index + 6])
        Self.round(b, c, d, &e, f, g, h, &a, schedule[index + 7] &+ constants[index + 7])
        index += 8
      }
      words[0] &+= a
      words[1] &+= b
      words[2] &+= c
      words[3] &+= d
      words[4] &+= e
      words[5] &+= f
      words[6] &+= g
      words[7] &+= h
    }

    @inline(__always)
    private static func round(
      _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
      _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
    ) {
      let choice = g ^ (e & (f ^ g))
      h = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ word
      d = d &+ h
      let majority = (a & b) | (c & (a | b))
      h = h &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
    }

    @inline(__always)
    private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 {
      word &>> bits | word &<< (32 &- bits)
    }

    var hexadecimal: String {
      var digits: [UInt8] = []
      for index in words.indices {
        for shift in stride(from: UInt32(28), through: 0, by: -4) {
          let nibble = UInt8(truncatingIfNeeded: words[index] >> shift & 15)
          digits.append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
        }
      }
      return String(decoding: digits, as: UTF8.self)
    }
  }
}

extension SHA256 {
  /// Whether the processor has instructions for SHA-256.
  private static let processorHasInstructions = sha256_blocks_available() != 0

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
