/// Shows the first bytes of another source without losing them; works on standard input too.
@safe
package final class PeekableSource: ByteSource {
  /// Most bytes that can be looked at.
  package static let firstBytesMax = 64 << 10

  package var bytesTaken: Int { inner.bytesTaken }

  private let inner: any ByteSource
  /// Nil until looked at.
  private var peeked: [UInt8]?
  /// Bytes of `peeked` that were read.
  private var peekedOffset = 0
  private var failure: SourceError?

  package init(_ inner: any ByteSource) {
    self.inner = inner
  }

  /// The first 64 KiB of the stream, or all of a shorter one; the same at each call.
  ///
  /// Waits until so many bytes have come, so that what is seen does not depend on timing. A failure
  /// before them is not lost: it is thrown by the read that comes to it.
  /// - Precondition: Called before the first `read`; after it, answers with what was seen before.
  package func firstBytes() -> [UInt8] {
    if let peeked { return peeked }
    let buffer = OwnedBuffer(count: PeekableSource.firstBytesMax)
    var count = 0
    do throws(SourceError) {
      count = try unsafe inner.read(into: buffer.bytes)
    } catch {
      failure = error
    }
    // Safe: the source has written `count` bytes at the start of the buffer.
    let bytes = unsafe [UInt8](buffer.bytes.keeping(count))
    peeked = bytes
    return bytes
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    var filled = unsafe takePeeked(into: buffer)
    if filled < buffer.count, failure == nil {
      do throws(SourceError) {
        filled += try unsafe inner.read(into: buffer.dropping(filled))
      } catch {
        failure = error
      }
    }
    if filled == 0, let failure { throw failure }
    return filled
  }

  private func takePeeked(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let peeked, peekedOffset < peeked.count else {
      if self.peeked == nil { self.peeked = [] }
      return 0
    }
    let count = min(buffer.count, peeked.count - peekedOffset)
    unsafe buffer.copyBytes(from: peeked[peekedOffset..<peekedOffset + count])
    peekedOffset += count
    return count
  }
}
