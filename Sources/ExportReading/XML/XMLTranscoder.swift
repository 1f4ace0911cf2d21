internal import CXMLParser
internal import Glibc

/// Converts an XML document to UTF-8 while it is read.
///
/// The declaration still names the old encoding; the readers do not heed it.
@safe
package final class XMLTranscoder: ByteSource {
  private let source: any ByteSource
  private let encoding: XMLEncoding
  private let converter: iconv_t
  /// Bytes that were read and are not converted yet: `pending[pendingStart...]`.
  private var pending: [UInt8]
  private var pendingStart: Int
  private var sourceIsAtEnd = false
  /// What to throw once the bytes before it are delivered.
  private var failure: SourceError?

  /// What the source is read into.
  private let chunk: UnsafeMutableRawBufferPointer
  /// Converted bytes that no buffer has had room for: at most one character and its rest.
  private var spare: [UInt8] = []

  private static let chunkBytes = 64 << 10

  /// - Parameter source: The document from its first byte, byte order mark included.
  /// - Throws: `SourceError.corrupt` for an encoding that the system does not know, or what reading
  ///   the byte order mark throws.
  package init(_ source: any ByteSource, encoding: XMLEncoding) throws(SourceError) {
    let converter = unsafe iconv_open("UTF-8", encoding.name)
    guard Int(bitPattern: converter) != -1, let converter = unsafe converter else {
      throw .corrupt("the document's encoding \(encoding.name) is not known")
    }
    self.source = source
    self.encoding = encoding
    unsafe self.converter = converter
    unsafe chunk = .allocate(byteCount: Self.chunkBytes, alignment: 16)
    pending = []
    pendingStart = 0
    if encoding.markLength > 0 {
      _ = try unsafe source.read(
        into: UnsafeMutableRawBufferPointer(rebasing: chunk[..<encoding.markLength]))
    }
  }

  deinit {
    _ = unsafe iconv_close(converter)
    unsafe chunk.deallocate()
  }

  package var bytesTaken: Int { source.bytesTaken }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    var written = 0
    while written < buffer.count {
      if !spare.isEmpty {
        unsafe buffer[written] = spare.removeFirst()
        written += 1
        continue
      }
      if let failure {
        if written > 0 { return written }
        throw failure
      }
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[written...])
      let (count, end) = unsafe convert(into: rest)
      written += count
      switch end {
      case .full: convertSpare()
      case .undecodable:
        failure = .corrupt("bytes that are not valid \(encoding.name)")
      case .needsMore:
        if sourceIsAtEnd {
          if pendingStart == pending.count { return written }
          failure = .corrupt("the document ends inside a character of \(encoding.name)")
        } else {
          refill()
        }
      }
    }
    return written
  }

  private enum ConversionEnd { case full, needsMore, undecodable }

  /// Converts what is pending, as far as it is whole and there is room.
  private func convert(
    into buffer: UnsafeMutableRawBufferPointer
  ) -> (written: Int, end: ConversionEnd) {
    var inputLeft = pending.count - pendingStart
    guard inputLeft > 0 else { return (0, .needsMore) }
    var outputLeft = buffer.count
    var output = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
    let start = pendingStart
    // The converter does not write through the input, whatever its type says.
    let (result, code): (Int, Int32) = unsafe pending.withUnsafeMutableBytes { bytes in
      var input = unsafe bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
      let result = unsafe iconv(converter, &input, &inputLeft, &output, &outputLeft)
      return (Int(result), errno)
    }
    pendingStart = pending.count - inputLeft
    let written = buffer.count - outputLeft
    if result != -1 || code == EINVAL { return (written, .needsMore) }
    return (written, code == E2BIG ? .full : .undecodable)
  }

  /// Converts one more piece where the buffer lacks the room for a whole character.
  private func convertSpare() {
    var piece = [UInt8](repeating: 0, count: 8)
    let count = unsafe piece.withUnsafeMutableBytes { unsafe convert(into: $0).written }
    spare = Array(piece[..<count])
  }

  /// Reads more of the source behind what is pending; notes its failure for later.
  private func refill() {
    pending.removeFirst(pendingStart)
    pendingStart = 0
    do {
      let read = try unsafe source.read(into: chunk)
      sourceIsAtEnd = read == 0
      unsafe pending.append(contentsOf: chunk[..<read])
    } catch {
      failure = error
    }
  }
}
