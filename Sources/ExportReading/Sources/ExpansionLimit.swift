/// How far a compressed export may expand; a guard against files made to fill disks and nights.
package struct ExpansionLimit: Sendable, Equatable {
  /// Decompressed bytes for each compressed byte, above 0.
  package let ratioMax: Int
  /// Decompressed bytes before the ratio is looked at; short streams may be very regular.
  package let freeBytes: Int

  /// The limits of every run: gzip cannot pass 1032, orders rarely pass 30.
  package init() {
    self.init(.standard)
  }

  package init(ratioMax: Int, freeBytes: Int) {
    self.ratioMax = max(1, ratioMax)
    self.freeBytes = max(0, freeBytes)
  }

  /// The limits of a run.
  package init(_ limits: ReadLimits) {
    self.init(ratioMax: limits.decompressionRatioMax, freeBytes: limits.decompressedBytesFree)
  }

  /// The failure of a stream that has expanded too far; nil while it is within the limit.
  func failure(compressedBytes: Int, decompressedBytes: Int) -> SourceError? {
    guard decompressedBytes > freeBytes, decompressedBytes / ratioMax >= max(1, compressedBytes)
    else { return nil }
    return .limit("The export decompresses to more than \(ratioMax) times its compressed size.")
  }
}
