import CZlib
import Glibc

/// The decompressed bytes of a gzip stream, all its members.
package typealias GzipSource = DecompressedSource<GzipDecompressor>

/// gzip (RFC 1952) by zlib, which checks header, data and checksum of each member.
///
/// Zero bytes after the last member are padding, as on tapes; anything else there is damage.
@safe
package final class GzipDecompressor: Decompressor {
  private enum Phase {
    case betweenMembers, insideMember, padding
  }

  /// On the heap because zlib's state points back at it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var phase = Phase.betweenMembers
  private var memberCount = 0
  private var consumedBytes = 0

  package init() throws(SourceError) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15: the largest window; 16 more: gzip only, neither zlib nor raw deflate.
    // Safe: the stream is initialized, and its size is that of the header compiled against.
    let status = unsafe inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      unsafe stream.deallocate()
      throw .system(operation: "inflateInit2", errno: ENOMEM)
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
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

  /// The first member must be one, which zlib finds out; what follows it may be padding.
  private func beginMember(firstByte: UInt8) -> SourceError? {
    if memberCount > 0, firstByte == 0 {
      phase = .padding
      return nil
    }
    if memberCount > 0, firstByte != 0x1f { return trailingBytesFailure(at: consumedBytes) }
    // Safe: the stream was initialized and is not in use by another call.
    unsafe inflateReset(stream)
    memberCount += 1
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
    // zlib counts in 32 bits; what does not fit waits for the next step.
    let inputCount = UInt32(clamping: input.count)
    let outputCount = UInt32(clamping: output.count)
    // Safe: zlib reads and writes within these counts, during the call only; it never writes to
    // its input, so the cast that its C signature asks for changes nothing.
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.bindMemory(to: Bytef.self).baseAddress)
    unsafe stream.pointee.avail_in = inputCount
    unsafe stream.pointee.next_out = output.bindMemory(to: Bytef.self).baseAddress
    unsafe stream.pointee.avail_out = outputCount
    let status = unsafe inflate(stream, Z_NO_FLUSH)
    var step = unsafe DecompressionStep(
      consumed: Int(inputCount - stream.pointee.avail_in),
      produced: Int(outputCount - stream.pointee.avail_out))
    unsafe stream.pointee.next_in = nil
    unsafe stream.pointee.next_out = nil
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: phase = .betweenMembers
    case Z_MEM_ERROR: step.failure = .system(operation: "inflate", errno: ENOMEM)
    default: step.failure = damageFailure(near: consumedBytes + step.consumed)
    }
    return step
  }

  private func damageFailure(near offset: Int) -> SourceError {
    // Safe: zlib's messages are constant, zero-terminated C strings.
    let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "invalid data"
    return .corrupt("gzip member \(memberCount) is damaged near byte \(offset): \(reason).")
  }
}
