import CZstandard
import Glibc

/// The decompressed bytes of a Zstandard stream, all its frames.
package typealias ZstandardSource = DecompressedSource<ZstandardDecompressor>

/// Zstandard (RFC 8878) by libzstd; skippable frames are skipped.
///
/// A frame may ask for a window of at most 128 MiB, which bounds the memory of this object.
@safe
package final class ZstandardDecompressor: Decompressor {
  /// The window's size is 2 to this power: 128 MiB.
  private static let windowLogMax: Int32 = 27

  private let context: OpaquePointer
  private var isInsideFrame = false
  /// Frames that were read to their end.
  private var frameCount = 0
  private var consumedBytes = 0

  package init() throws(SourceError) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw .system(operation: "ZSTD_createDCtx", errno: ENOMEM)
    }
    // Safe: the context was just made and is freed in `deinit` only.
    unsafe self.context = context
    // Also libzstd's default; stated so that no other version of it decides.
    let status = unsafe ZSTD_DCtx_setParameter(
      context, ZSTD_d_windowLogMax, ZstandardDecompressor.windowLogMax)
    guard ZSTD_isError(status) == 0 else {
      throw .system(operation: "ZSTD_DCtx_setParameter", errno: EINVAL)
    }
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
  }

  package var failureAtEnd: SourceError? {
    if isInsideFrame {
      return .truncated(
        "The Zstandard stream ends inside frame \(frameCount + 1), after \(consumedBytes) bytes.")
    }
    return frameCount == 0 ? .truncated("The Zstandard stream is empty.") : nil
  }

  package func step(
    input: UnsafeRawBufferPointer, output: UnsafeMutableRawBufferPointer
  ) -> DecompressionStep {
    var inputPart = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var outputPart = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    // Safe: libzstd reads and writes within these sizes, during the call only.
    let status = unsafe ZSTD_decompressStream(context, &outputPart, &inputPart)
    var step = unsafe DecompressionStep(consumed: inputPart.pos, produced: outputPart.pos)
    consumedBytes += step.consumed
    if ZSTD_isError(status) != 0 {
      step.failure = failure(status)
    } else if status == 0, step.consumed > 0 || isInsideFrame {
      isInsideFrame = false
      frameCount += 1
    } else if step.consumed > 0 {
      isInsideFrame = true
    }
    return step
  }

  private func failure(_ status: Int) -> SourceError {
    switch ZSTD_getErrorCode(status) {
    case ZSTD_error_memory_allocation:
      return .system(operation: "ZSTD_decompressStream", errno: ENOMEM)
    case ZSTD_error_frameParameter_windowTooLarge:
      return .limit("Zstandard frame \(frameCount + 1) needs a window of more than 128 MiB.")
    case ZSTD_error_prefix_unknown where frameCount > 0:
      return .corrupt(
        "Bytes that are not Zstandard follow the last frame, near byte \(consumedBytes).")
    default:
      // Safe: libzstd's messages are constant, zero-terminated C strings.
      let reason = unsafe String(cString: ZSTD_getErrorName(status))
      return .corrupt(
        "Zstandard frame \(frameCount + 1) is damaged near byte \(consumedBytes): \(reason).")
    }
  }
}
