import ExportReading

/// Reads one export in all the ways that must not matter.
struct ReaderProbe {
  private let format: ExportStreamFormat

  init(_ format: ExportStreamFormat) { self.format = format }

  func complaint(about bytes: [UInt8]) -> String? {
    // Small limits, so that short inputs reach them.
    for recordBytesMax in [1 << 16, 256] {
      let limits = Self.limits(recordBytesMax: recordBytesMax)
      // How much of what stands around an oversized CSV or XML record is passed over with it
      // depends on the buffers (ARCHITECTURE, known limits).
      let isSplittable = if case .jsonLines = format { true } else { recordBytesMax > bytes.count }
      let found =
        isSplittable
        ? bufferComplaint(about: bytes, limits)
        : ReadingTrace(bytes, format, limits: limits).complaint
      if let found = found ?? parserComplaint(about: bytes, limits) {
        return "records of at most \(recordBytesMax) bytes: \(found)"
      }
    }
    return nil
  }

  /// What differs between one large buffer and small ones.
  private func bufferComplaint(about bytes: [UInt8], _ limits: ReadLimits) -> String? {
    let whole = ReadingTrace(bytes, format, limits: limits)
    if let complaint = whole.complaint { return complaint }
    for bufferBytes in [1, 61] {
      var small = limits
      small.bufferBytes = bufferBytes
      // With a reader of its own for each buffer nothing is learnt from the records before.
      let parts = ReadingTrace(bytes, format, limits: small, readerPerBuffer: bufferBytes == 1)
      if let complaint = parts.complaint { return "buffers of \(bufferBytes) bytes: \(complaint)" }
      if let difference = FuzzTarget.difference(
        "buffers of \(bufferBytes) bytes", parts.entries, from: whole.entries)
      {
        return difference
      }
    }
    return nil
  }

  /// What differs between our own tier and libxml2 alone.
  private func parserComplaint(about bytes: [UInt8], _ limits: ReadLimits) -> String? {
    guard case .xml = format else { return nil }
    for bufferBytes in [limits.bufferBytes, 61] {
      var fast = limits
      fast.bufferBytes = bufferBytes
      var slow = fast
      slow.xmlParser = .libxml2
      let judged = ReadingTrace(bytes, format, limits: slow)
      if let complaint = judged.complaint { return "libxml2: \(complaint)" }
      if let difference = FuzzTarget.difference(
        "our own reader", ReadingTrace(bytes, format, limits: fast).entries, from: judged.entries)
      {
        return difference
      }
    }
    return nil
  }

  static func limits(recordBytesMax: Int) -> ReadLimits {
    ReadLimits(
      recordBytesMax: recordBytesMax, bufferBytes: 1 << 16, nestingDepthMax: 12,
      columnCountMax: 64, attributeCountMax: 32, nameBytesMax: 64, textBytesMax: 160,
      itemCountMax: 6, preambleBytesMax: 1 << 16)
  }
}
