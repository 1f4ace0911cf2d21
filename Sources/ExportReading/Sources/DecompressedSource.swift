/// The decompressed bytes of another source.
///
/// The decompressor always works in the same steps, whatever buffers the caller reads into, so that
/// a damaged stream gives the same bytes before its error on every run.
@safe
package final class DecompressedSource<Codec: Decompressor>: ByteSource {
  package var bytesTaken: Int { inner.bytesTaken }

  private let inner: any ByteSource
  private let codec: Codec
  private let expansionLimit: ExpansionLimit
  private let input = OwnedBuffer(count: DecompressionSizes.input)
  private var unreadInput = 0..<0
  /// Output that did not fit into the caller's buffer.
  private let staging = OwnedBuffer(count: DecompressionSizes.piece)
  private var unreadStaging = 0..<0
  private var consumedBytes = 0
  private var producedBytes = 0
  private var failure: SourceError?
  private var hasReachedEnd = false

  /// - Throws: `SourceError.system` when there is no memory for the decompressor.
  package convenience init(
    _ inner: any ByteSource, expansionLimit: ExpansionLimit = ExpansionLimit()
  ) throws(SourceError) {
    self.init(inner, codec: try Codec(), expansionLimit: expansionLimit)
  }

  /// - Parameter codec: A new one, this object's from now on.
  package init(_ inner: any ByteSource, codec: Codec, expansionLimit: ExpansionLimit) {
    self.inner = inner
    self.codec = codec
    self.expansionLimit = expansionLimit
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = unsafe buffer.dropping(filled)
      if !unreadStaging.isEmpty {
        filled += unsafe takeStaged(into: rest)
      } else if hasReachedEnd || failure != nil {
        break
      } else if rest.count >= DecompressionSizes.piece {
        filled += unsafe producePiece(into: rest.keeping(DecompressionSizes.piece))
      } else {
        unreadStaging = unsafe 0..<producePiece(into: staging.bytes)
      }
    }
    if filled == 0, let failure { throw failure }
    return filled
  }

  private func takeStaged(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, unreadStaging.count)
    let part = unreadStaging.lowerBound..<unreadStaging.lowerBound + count
    // Safe: `part` lies in the staging buffer, and `count` bytes fit (`copyMemory` checks).
    unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: staging.bytes[part]))
    unreadStaging = part.upperBound..<unreadStaging.upperBound
    return count
  }

  /// Fills `output` wholly unless the stream ends or fails, which is then remembered.
  private func producePiece(into output: UnsafeMutableRawBufferPointer) -> Int {
    var produced = 0
    while produced < output.count, failure == nil, !hasReachedEnd {
      // Safe: `unreadInput` lies in the input buffer, which this object owns.
      let step = unsafe codec.step(
        input: UnsafeRawBufferPointer(rebasing: input.bytes[unreadInput]),
        output: output.dropping(produced))
      unreadInput = unreadInput.lowerBound + step.consumed..<unreadInput.upperBound
      consumedBytes += step.consumed
      produced += step.produced
      producedBytes += step.produced
      failure =
        step.failure
        ?? expansionLimit.failure(
          compressedBytes: consumedBytes, decompressedBytes: producedBytes)
      if failure == nil, step.consumed == 0, step.produced == 0 { refill() }
    }
    return produced
  }

  private func refill() {
    guard unreadInput.isEmpty else {
      // No step may leave input untouched without output; reading on would never end.
      failure = .corrupt("The compressed stream stops making progress.")
      return
    }
    do throws(SourceError) {
      unreadInput = unsafe 0..<(try inner.read(into: input.bytes))
    } catch {
      failure = error
      return
    }
    if unreadInput.isEmpty {
      hasReachedEnd = true
      failure = codec.failureAtEnd
    }
  }
}

/// Sizes in bytes of what a decompressor works on.
private enum DecompressionSizes {
  static let input = 256 << 10
  /// Divides the usual buffers of readers, which are then written without a copy.
  static let piece = 256 << 10
}
