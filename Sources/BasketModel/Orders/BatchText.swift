/// Reads the texts of one batch: those in its buffer and those that had to be decoded.
///
/// Borrows the buffer; whoever makes a value keeps the buffer alive and unchanged while it is in
/// use.
@safe
package struct BatchText {
  private let buffer: UnsafeBufferPointer<UInt8>
  private let decoded: [UInt8]

  /// - Parameters:
  ///   - buffer: The bytes that `TextRange.inBuffer` counts from.
  ///   - decoded: `OrderBatch.decodedText`.
  package init(buffer: UnsafeBufferPointer<UInt8>, decoded: [UInt8]) {
    unsafe self.buffer = buffer
    self.decoded = decoded
  }

  /// Calls `body` with the bytes of `range`; with no bytes where the text is absent.
  ///
  /// - Precondition: `range` was made for this batch (checked: a range outside traps).
  /// - Complexity: O(1) besides `body`; no allocation.
  package func withBytes<Result>(of range: TextRange, _ body: (Span<UInt8>) -> Result) -> Result {
    if range.isDecoded {
      return body(decoded.span.extracting(range.offset..<range.offset + range.count))
    }
    // Safe: `extracting` checks the range against the buffer, which the owner keeps alive.
    let whole = unsafe buffer.span
    return body(whole.extracting(range.offset..<range.offset + range.count))
  }

  /// A copy of the bytes of `range`; nil where the text is absent. For findings only.
  package func bytes(of range: TextRange) -> [UInt8]? {
    guard range.isPresent else { return nil }
    return withBytes(of: range) { span in
      var copy: [UInt8] = []
      copy.reserveCapacity(span.count)
      for index in span.indices { copy.append(span[index]) }
      return copy
    }
  }
}
