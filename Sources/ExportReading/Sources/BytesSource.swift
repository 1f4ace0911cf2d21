/// Bytes in memory as a source: the start of an export that is looked at, an example of a profile.
package final class BytesSource: ByteSource {
  private let bytes: [UInt8]
  private var offset = 0

  package var bytesTaken: Int { offset }

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let count = min(buffer.count, bytes.count - offset)
    unsafe buffer.copyBytes(from: bytes[offset..<offset + count])
    offset += count
    return count
  }
}
