package import ExportProfiles

/// An export that is open for reading, with all that its first bytes and its name tell about it.
package final class OpenedExport {
  /// As in reports.
  package let displayPath: String
  /// The decompressed bytes, from the first on. To be read by one owner at a time.
  package let source: any ByteSource
  package let format: ExportFormat
  package let compression: Compression
  /// The cell separator that the first bytes show, where the profile allows several; else the one
  /// that the name implies. Nil where it implies none or the format is not CSV.
  package let delimiter: UInt8?
  /// The encoding that `source` converts from; nil for UTF-8. Offsets of bytes are unknown then.
  package let encoding: XMLEncoding?
  /// Whether `source` gives other bytes than the file holds, so that offsets of bytes are unknown.
  package let isRewritten: Bool
  /// Up to 64 KiB of decompressed bytes; `source` gives them again.
  package let firstBytes: [UInt8]
  /// Bytes as stored, for progress beside `source.bytesTaken`; nil where it cannot be known.
  package let fileSize: Int?
  /// Which file it is.
  package let identity: FileIdentity

  /// The file when it was opened.
  var stateAtOpen: FileState { file.stateAtOpen }

  /// What `source` is made of: the bytes as stored, decompressed, but for a byte order mark that
  /// `source` has taken. For looking at an export that is not read.
  let decompressed: any ByteSource
  private let file: FileSource
  private let readAhead: ReadAhead?

  /// Opens the export and looks at its first bytes, for which it may have to wait.
  ///
  /// Damage in the first bytes is no failure here: `source` throws it where a reader comes to it.
  /// - Parameters:
  ///   - format: Overrides what name and bytes say.
  ///   - profile: Says how the export is encoded and written, where it is not as usual.
  ///   - readAhead: Whether a compressed export or a pipe gets a thread of its own.
  ///   - wakeUp: A descriptor that ends all waiting with `ECANCELED` once it is readable; stays the
  ///     caller's, who keeps it open while this export is in use.
  /// - Throws: `SourceError.system` when it cannot be opened.
  package init(
    _ located: LocatedExport, format: ExportFormat? = nil, profile: Profile? = nil,
    readAhead: Bool, wakeUp: Int32? = nil,
    expansionLimit: ExpansionLimit = ExpansionLimit()
  ) throws(SourceError) {
    let stopRequest = try StopRequest()
    let name: ExportName
    switch located.input {
    case .file(let path):
      file = try FileSource(path: path, wakeUp: wakeUp, stopRequest: stopRequest)
      name = ExportName(located.displayPath)
    case .standardInput:
      file = try FileSource.standardInput(wakeUp: wakeUp, stopRequest: stopRequest)
      name = ExportName("")
    }
    let stored = PeekableSource(file)
    let storedFirstBytes = stored.firstBytes()
    compression = Compression(firstBytes: storedFirstBytes, expected: name.compression)

    var innermost: any ByteSource = stored
    switch compression {
    case .none: break
    case .gzip: innermost = try GzipSource(stored, expansionLimit: expansionLimit)
    case .zstandard: innermost = try ZstandardSource(stored, expansionLimit: expansionLimit)
    }
    let isSlow = compression != .none || !file.isRegularFile
    self.readAhead = readAhead && isSlow ? try ReadAhead(innermost, stopRequest: stopRequest) : nil
    let bytes = self.readAhead ?? innermost
    let decompressed: any ByteSource
    if compression == .none {
      decompressed = bytes
      firstBytes = storedFirstBytes
    } else {
      let peekable = PeekableSource(bytes)
      firstBytes = peekable.firstBytes()
      decompressed = peekable
    }
    self.format = format ?? name.format ?? ExportFormat(firstBytes: firstBytes)
    self.decompressed = decompressed
    let text = try TextSource(
      decompressed, firstBytes: firstBytes, format: self.format, delimiter: name.delimiter,
      profile: profile)
    source = text.source
    encoding = text.encoding
    delimiter = text.delimiter
    isRewritten = text.isRewritten
    displayPath = located.displayPath
    fileSize = file.size
    identity = file.identity
  }

  /// Checks that what was read is the whole file as it was when it was opened.
  ///
  /// Ends the reading: to be called when nothing more is wanted from `source`.
  /// - Throws: `SourceError.changed`, or `system` when the file cannot be examined any more.
  package func verifyUnchanged() throws(SourceError) {
    // The file belongs to the thread until that is gone.
    readAhead?.stop()
    try file.verifyUnchanged()
  }
}
