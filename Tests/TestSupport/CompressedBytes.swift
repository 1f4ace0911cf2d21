internal import CZlib
internal import CZstandard

/// Why a fixture could not be compressed.
package struct CompressionFailure: Error {
  /// What was attempted.
  package let operation: String
}

/// One gzip member, as zlib writes it.
package func gzipMember(_ bytes: [UInt8]) throws(CompressionFailure) -> [UInt8] {
  var stream = unsafe z_stream()
  let status = unsafe deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  guard status == Z_OK else { throw CompressionFailure(operation: "deflateInit2") }
  defer { _ = unsafe deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 1000 + 256)
  let outputCount = output.count
  let count: Int? = unsafe input.withUnsafeMutableBufferPointer { source in
    unsafe output.withUnsafeMutableBufferPointer { target in
      unsafe stream.next_in = source.baseAddress
      unsafe stream.avail_in = UInt32(source.count)
      unsafe stream.next_out = target.baseAddress
      unsafe stream.avail_out = UInt32(outputCount)
      guard unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END else { return nil }
      return unsafe outputCount - Int(stream.avail_out)
    }
  }
  guard let count else { throw CompressionFailure(operation: "deflate") }
  return Array(output.prefix(count))
}

/// One Zstandard frame with a checksum.
package func zstandardFrame(_ bytes: [UInt8]) throws(CompressionFailure) -> [UInt8] {
  guard let context = unsafe ZSTD_createCCtx() else {
    throw CompressionFailure(operation: "ZSTD_createCCtx")
  }
  defer { _ = unsafe ZSTD_freeCCtx(context) }
  _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
  let count = unsafe ZSTD_compress2(context, &output, output.count, bytes, bytes.count)
  guard ZSTD_isError(count) == 0 else { throw CompressionFailure(operation: "ZSTD_compress2") }
  return Array(output.prefix(count))
}
