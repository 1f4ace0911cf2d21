import Glibc

/// The decompressed bytes of a gzip stream, all its members.
package typealias GzipSource = DecompressedSource<GzipDecompressor>

/// gzip (RFC 1952): members, one after the other, each checked to its checksum and length.
///
/// Zero bytes after the last member are padding, as on tapes; anything else there is damage.
package final class GzipDecompressor: Decompressor {
  /// What inflates the members. All engines accept the same streams. How many bytes come before the
  /// damage inside a member is theirs, and so is whether a member that is damaged and cut counts as
  /// the one or the other.
  package enum Engine: CaseIterable, Sendable {
    /// The fastest there is.
    case best
    /// Always there.
    case zlib
  }

  private enum Phase {
    case betweenMembers, insideMember, padding
  }

  private let inflater: any MemberInflater
  private var phase = Phase.betweenMembers
  private var memberCount = 0
  private var consumedBytes = 0
  /// Offset of the member's first byte, from 0.
  private var memberStart = 0

  package convenience init() throws(SourceError) {
    try self.init(engine: .best)
  }

  /// - Throws: `SourceError.system` when there is no memory for it.
  package init(engine: Engine) throws(SourceError) {
    if engine == .best, let fast = FastInflater() {
      inflater = fast
    } else {
      inflater = try ZlibInflater()
    }
  }

  package var failureAtEnd: SourceError? {
    switch phase {
    case .insideMember:
      .truncated(
        "The gzip stream ends inside member \(memberCount), after \(consumedBytes) bytes.")
    case .betweenMembers where memberCount == 0: .truncated("The gzip stream is empty.")
    case .betweenMembers, .padding: nil
    }
  }

  package func step(
    input: UnsafeRawBufferPointer, output: UnsafeMutableRawBufferPointer
  ) -> DecompressionStep {
    if phase == .betweenMembers, let first = unsafe input.first {
      if let failure = beginMember(firstByte: first) { return DecompressionStep(failure: failure) }
    }
    let step: DecompressionStep
    switch phase {
    case .betweenMembers: step = DecompressionStep()
    case .insideMember: step = unsafe inflateOnce(input: input, output: output)
    case .padding: step = unsafe skipPadding(input)
    }
    consumedBytes += step.consumed
    return step
  }

  /// The first member must be one, which the inflater finds out; what follows it may be padding.
  private func beginMember(firstByte: UInt8) -> SourceError? {
    if memberCount > 0, firstByte == 0 {
      phase = .padding
      return nil
    }
    if memberCount > 0, firstByte != 0x1f { return trailingBytesFailure(at: consumedBytes) }
    inflater.beginMember()
    memberCount += 1
    memberStart = consumedBytes
    phase = .insideMember
    return nil
  }

  private func skipPadding(_ input: UnsafeRawBufferPointer) -> DecompressionStep {
    let zeroCount = unsafe input.firstIndex { $0 != 0 } ?? input.count
    guard zeroCount < input.count else { return DecompressionStep(consumed: zeroCount) }
    return DecompressionStep(
      consumed: zeroCount, failure: trailingBytesFailure(at: consumedBytes + zeroCount))
  }

  private func trailingBytesFailure(at offset: Int) -> SourceError {
    .corrupt("Bytes that are not gzip follow the last gzip member, at byte \(offset).")
  }

  private func inflateOnce(
    input: UnsafeRawBufferPointer, output: UnsafeMutableRawBufferPointer
  ) -> DecompressionStep {
    let inflated = unsafe inflater.step(input: input, output: output)
    var step = DecompressionStep(consumed: inflated.consumed, produced: inflated.produced)
    switch inflated.outcome {
    case .more: break
    case .memberEnd: phase = .betweenMembers
    case .noMemory: step.failure = .system(operation: "inflate", errno: ENOMEM)
    case .damaged:
      // Engines find the same damage at different bytes, so the offset is that of the member.
      step.failure = .corrupt(
        "gzip member \(memberCount), which begins at byte \(memberStart), is damaged.")
    }
    return step
  }
}
