/// How an export is compressed.
package enum Compression: String, CaseIterable, Sendable {
  case none
  case gzip
  case zstandard

  /// Decides by the first bytes of a file: they know better than its name.
  ///
  /// Only where there are too few bytes to tell is the name believed, so that an export of which
  /// just the first byte has arrived, or none, counts as cut and not as empty.
  /// - Parameters:
  ///   - firstBytes: The first bytes of the file; 4 are enough.
  ///   - expected: What the name says.
  package init(firstBytes: some Collection<UInt8>, expected: Compression) {
    let found = Compression.allCases.first { $0.begins(firstBytes) }
    let isUndecided = expected.couldBegin(firstBytes)
    self = found ?? (isUndecided ? expected : .none)
  }

  private func begins(_ bytes: some Collection<UInt8>) -> Bool {
    magics.contains { bytes.count >= $0.count && $0.matches(bytes) }
  }

  /// Whether the bytes are too few to say that the stream is not compressed so.
  private func couldBegin(_ bytes: some Collection<UInt8>) -> Bool {
    magics.contains { bytes.count < $0.count && $0.matches(bytes) }
  }

  private var magics: [Magic] {
    switch self {
    case .none: []
    case .gzip: [Magic([0x1f, 0x8b])]
    case .zstandard:
      // A frame; a skippable frame, whose lowest four bits are free.
      [Magic([0x28, 0xb5, 0x2f, 0xfd]), Magic([0x50, 0x2a, 0x4d, 0x18], firstByteMask: 0xf0)]
    }
  }
}

/// The bytes that a compressed stream begins with.
private struct Magic {
  private let bytes: [UInt8]
  private let firstByteMask: UInt8
  var count: Int { bytes.count }

  init(_ bytes: [UInt8], firstByteMask: UInt8 = 0xff) {
    self.bytes = bytes
    self.firstByteMask = firstByteMask
  }

  /// Compares as many bytes as both have.
  func matches(_ candidate: some Collection<UInt8>) -> Bool {
    zip(candidate, bytes).enumerated().allSatisfy { index, pair in
      (index == 0 ? pair.0 & firstByteMask : pair.0) == pair.1
    }
  }
}
