/// A stream of decompressed bytes: a file, standard input, or a decompressor over one.
///
/// Owned by one task or thread at a time. One call per buffer, so the existential costs nothing.
package protocol ByteSource: AnyObject {
  /// Fills `buffer` from its start with the next bytes of the stream.
  ///
  /// Fills it wholly unless the stream ends or an error comes first; bytes that came before an
  /// error are returned first, and the error is thrown by the next call.
  ///
  /// - Returns: The number of bytes written; 0 only at the end of the stream.
  /// - Throws: `SourceError`; the stream must not be read again after it.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int

  /// Compressed (or plain) bytes taken from the file so far; for progress.
  var bytesTaken: Int { get }
}

/// Why a stream of bytes ended before its end.
package enum SourceError: Error, Sendable, Equatable {
  /// A system call failed.
  case system(operation: String, errno: Int32)
  /// A compressed stream ends before its end; the sentence says what is missing.
  case truncated(String)
  /// A compressed stream is damaged; the sentence says how.
  case corrupt(String)
  /// A limit was exceeded; the sentence names it.
  case limit(String)
  /// The file changed while it was read; the sentence says how.
  case changed(String)
}
