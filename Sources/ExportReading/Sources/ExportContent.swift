package import BasketModel

/// What an export holds, as far as that is known from opening it; enough to read it once more.
///
/// Exports whose outlines differ hold different things, or are read differently. Where outlines are
/// equal, digests decide; each costs a further reading of its export.
package struct ExportContent: Sendable {
  /// How the export is read and how it begins.
  package struct Outline: Hashable, Sendable {
    private let format: ExportFormat
    private let delimiter: UInt8?
    /// Of the first 64 KiB, decompressed.
    private let firstBytes: KeyedHash.Value

    fileprivate init(_ opened: OpenedExport, key: KeyedHash.Key) {
      format = opened.format
      delimiter = opened.delimiter
      let bytes = opened.firstBytes
      firstBytes = KeyedHash.value(of: bytes.span, key: key)
    }
  }

  /// All bytes of an export, decompressed, and how they end.
  package struct Digest: Equatable, Sendable {
    private let hash: KeyedHash.Value
    private let byteCount: Int
    /// Two copies of one damaged export are damaged at the same place.
    private let failure: SourceError?

    /// - Throws: `SourceError.system`, which says nothing about the content.
    fileprivate init(
      _ source: any ByteSource, key: KeyedHash.Key
    ) throws(SourceError) {
      var chain = ChainedHash(key: key)
      var failure: SourceError?
      do throws(SourceError) {
        while try chain.absorb(source) > 0 {}
      } catch {
        if case .system = error { throw error }
        failure = error
      }
      hash = chain.value
      byteCount = chain.byteCount
      self.failure = failure
    }
  }

  /// How the export is read and how it begins.
  package let outline: Outline
  private let located: LocatedExport
  private let state: FileState
  private let compression: Compression
  private let expansionLimit: ExpansionLimit

  /// Nil for what cannot be read twice: pipes and standard input.
  ///
  /// - Parameter key: The same for all exports of a run.
  /// - Complexity: A hash of 64 KiB.
  package init?(
    _ located: LocatedExport, _ opened: OpenedExport, key: KeyedHash.Key,
    expansionLimit: ExpansionLimit
  ) {
    guard case .file = located.input, opened.stateAtOpen.kind == .regular else { return nil }
    self.located = located
    state = opened.stateAtOpen
    compression = opened.compression
    self.expansionLimit = expansionLimit
    outline = Outline(opened, key: key)
  }

  /// Whether the two can be the same; digests decide then.
  package func mayEqual(_ other: ExportContent) -> Bool {
    guard outline == other.outline else { return false }
    let arePlain = compression == .none && other.compression == .none
    return !arePlain || state.size == other.state.size
  }

  /// Reads the export once more.
  ///
  /// - Parameter wakeUp: A descriptor that ends the reading once it is readable.
  /// - Throws: Why that is not possible; also where the file is not the one that was opened any
  ///   more.
  /// - Complexity: O(*n*) in its decompressed bytes; memory for one buffer.
  package func digest(
    key: KeyedHash.Key, readAhead: Bool, wakeUp: Int32? = nil
  ) throws(SourceError) -> Digest {
    // The bytes as they are: XML, or by a profile, they would be rewritten.
    let opened = try OpenedExport(
      located, format: .jsonLines, readAhead: readAhead, wakeUp: wakeUp,
      expansionLimit: expansionLimit)
    guard opened.stateAtOpen == state else {
      throw .changed("The file has changed since it was opened.")
    }
    let digest = try Digest(opened.source, key: key)
    try opened.verifyUnchanged()
    return digest
  }
}

/// Hashes a stream block by block, each together with the hash of what came before.
private struct ChainedHash {
  private let key: KeyedHash.Key
  /// The value so far, then the block.
  private let buffer = OwnedBuffer(count: ChainedHash.valueBytes + ChainedHash.blockBytes)
  private(set) var value = KeyedHash.Value(high: 0, low: 0)
  private(set) var byteCount = 0

  private static let valueBytes = 16
  private static let blockBytes = 1 << 20

  init(key: KeyedHash.Key) { self.key = key }

  /// Takes the next block of the source; returns its bytes, 0 at the end.
  mutating func absorb(_ source: any ByteSource) throws(SourceError) -> Int {
    let count = try unsafe source.read(into: buffer.bytes.dropping(Self.valueBytes))
    byteCount += count
    // Safe: the buffer is this value's own, and larger than the two words and the block.
    unsafe buffer.bytes.storeBytes(of: value.high, as: UInt64.self)
    unsafe buffer.bytes.storeBytes(of: value.low, toByteOffset: 8, as: UInt64.self)
    let filled = unsafe buffer.bytes.keeping(Self.valueBytes + count)
    value = unsafe KeyedHash.value(of: filled.bindMemory(to: UInt8.self).span, key: key)
    return count
  }
}
