import CInflate
import CZlib
import Glibc

/// Inflates gzip members, one after the other; what stands between them is not its concern.
///
/// Checks header, data, checksum and length of each member.
protocol MemberInflater: AnyObject {
  /// Forgets the member before; the next input begins with a header.
  func beginMember()

  /// Takes what it can from the start of `input` and writes what it can to the start of `output`.
  ///
  /// A step that neither takes nor writes means that more input is needed.
  /// - Precondition: `output` is not empty; `beginMember()` was called since the last step that did
  ///   not answer `more`.
  func step(input: UnsafeRawBufferPointer, output: UnsafeMutableRawBufferPointer) -> InflateStep
}

/// What one step of an inflater did.
struct InflateStep {
  enum Outcome {
    case more, memberEnd, damaged, noMemory
  }

  /// Bytes taken from the input.
  var consumed: Int
  /// Bytes written to the output.
  var produced: Int
  var outcome: Outcome
}

/// Inflates by zlib, which is always there.
@safe
final class ZlibInflater: MemberInflater {
  /// On the heap because zlib's state points back at it.
  private let stream: UnsafeMutablePointer<z_stream>

  /// - Throws: `SourceError.system` when there is no memory for it.
  init() throws(SourceError) {
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

  func beginMember() {
    // Safe: the stream was initialized and is not in use by another call.
    unsafe inflateReset(stream)
  }

  func step(input: UnsafeRawBufferPointer, output: UnsafeMutableRawBufferPointer) -> InflateStep {
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
    unsafe stream.pointee.next_in = nil
    unsafe stream.pointee.next_out = nil
    let outcome: InflateStep.Outcome =
      switch status {
      case Z_OK, Z_BUF_ERROR: .more
      case Z_STREAM_END: .memberEnd
      case Z_MEM_ERROR: .noMemory
      default: .damaged
      }
    return unsafe InflateStep(
      consumed: Int(inputCount - stream.pointee.avail_in),
      produced: Int(outputCount - stream.pointee.avail_out), outcome: outcome)
  }
}

/// Inflates by isa-l, several times as fast as zlib, where it was there when the program was built
/// and is there when it runs.
@safe
final class FastInflater: MemberInflater {
  private let state: OpaquePointer

  /// Nil where the library is not available, or there is no memory for it.
  init?() {
    guard let state = unsafe fast_inflate_create() else { return nil }
    unsafe self.state = state
  }

  deinit {
    unsafe fast_inflate_destroy(state)
  }

  func beginMember() {
    // Safe: the state was made in `init` and is destroyed in `deinit` only.
    unsafe fast_inflate_begin_member(state)
  }

  func step(input: UnsafeRawBufferPointer, output: UnsafeMutableRawBufferPointer) -> InflateStep {
    // Safe: the library reads and writes within these counts, during the call only.
    let step = unsafe fast_inflate_run(
      state, input.bindMemory(to: UInt8.self).baseAddress, input.count,
      output.bindMemory(to: UInt8.self).baseAddress, output.count)
    let outcome: InflateStep.Outcome =
      switch step.outcome {
      case FAST_INFLATE_MORE: .more
      case FAST_INFLATE_MEMBER_END: .memberEnd
      default: .damaged
      }
    return InflateStep(consumed: step.consumed, produced: step.produced, outcome: outcome)
  }
}
