import ExportReading

/// Compressed streams: the same bytes and the same end, whatever the reader's buffers and engine.
enum DecompressionProbe {
  private static let limit = ExpansionLimit(ratioMax: 100, freeBytes: 1 << 16)

  static func gzipComplaint(about bytes: [UInt8]) -> String? {
    let zlib = outcome(bytes, bufferSize: 1 << 16) { source throws(SourceError) in
      GzipSource(source, codec: try GzipDecompressor(engine: .zlib), expansionLimit: limit)
    }
    let small = outcome(bytes, bufferSize: 7) { source throws(SourceError) in
      GzipSource(source, codec: try GzipDecompressor(engine: .zlib), expansionLimit: limit)
    }
    if small != zlib { return "zlib: \(small) instead of \(zlib)" }
    let fast = outcome(bytes, bufferSize: 1 << 16) { source throws(SourceError) in
      try GzipSource(source, expansionLimit: limit)
    }
    // Inside a damaged member each engine stops where it stops: see `GzipDecompressor.Engine`.
    if fast.failure == nil || zlib.failure == nil {
      return fast == zlib ? nil : "fast: \(fast) instead of \(zlib)"
    }
    return nil
  }

  static func zstandardComplaint(about bytes: [UInt8]) -> String? {
    let outcomes = [1 << 16, 7].map { size in
      outcome(bytes, bufferSize: size) { source throws(SourceError) in
        try ZstandardSource(source, expansionLimit: limit)
      }
    }
    return outcomes[0] == outcomes[1] ? nil : "\(outcomes[1]) instead of \(outcomes[0])"
  }

  private struct Outcome: Equatable, CustomStringConvertible {
    var bytes: [UInt8] = []
    var failure: SourceError?

    var description: String { "\(bytes.count) bytes, \(failure.map { "\($0)" } ?? "whole")" }
  }

  private static func outcome(
    _ bytes: [UInt8], bufferSize: Int,
    _ source: (ByteArraySource) throws(SourceError) -> any ByteSource
  ) -> Outcome {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
    defer { unsafe buffer.deallocate() }
    var outcome = Outcome()
    do throws(SourceError) {
      let source = try source(ByteArraySource(bytes))
      while true {
        let count = try unsafe source.read(into: buffer)
        if count == 0 { break }
        unsafe outcome.bytes.append(contentsOf: buffer[0..<count])
      }
    } catch {
      outcome.failure = error
    }
    return outcome
  }
}
