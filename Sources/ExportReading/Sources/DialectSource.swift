package import ExportProfiles

/// Rewrites the rows of a table into plain CSV (RFC 4180) while it is read: other quotes, no
/// quotes, backslash escapes, comment lines, and rows that end with a lone carriage return.
///
/// Lines stay lines, so findings name them; offsets of bytes are those of the rewritten text.
package final class DialectSource: ByteSource {
  private let source: any ByteSource
  private let quote: UInt8?
  private let hasBackslashEscapes: Bool
  private let comment: [UInt8]
  private let delimiter: UInt8
  private let endsRowsByCarriageReturn: Bool

  /// Rewritten bytes that nobody has taken yet: `output[outputStart...]`.
  private var output: [UInt8] = []
  private var outputStart = 0
  private var chunk: [UInt8]
  private var isAtEnd = false
  private var failure: SourceError?

  // Where the rewriting stands.
  private var isInQuotes = false
  private var isAfterQuote = false
  private var isAfterBackslash = false
  /// The bytes of the cell so far, where it has no quotes.
  private var cell: [UInt8] = []
  private var cellHasQuote = false
  private var isAtCellStart = true
  private var isAtRowStart = true
  private var isInComment = false

  private static let chunkBytes = 64 << 10

  /// - Parameter delimiter: The byte between cells.
  package init(
    _ source: any ByteSource, options: TableOptions, delimiter: UInt8,
    endsRowsByCarriageReturn: Bool
  ) {
    self.source = source
    quote = options.quote
    hasBackslashEscapes = options.hasBackslashEscapes
    comment = Array(options.comment.utf8)
    self.delimiter = delimiter
    self.endsRowsByCarriageReturn = endsRowsByCarriageReturn
    chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
  }

  /// Whether a table needs rewriting at all.
  ///
  /// - Parameter firstBytes: Of the export, to see how its rows end.
  package static func isNeeded(for options: TableOptions, firstBytes: [UInt8]) -> Bool {
    options.quote != 0x22 || options.hasBackslashEscapes || !options.comment.isEmpty
      || endsRowsByCarriageReturn(firstBytes)
  }

  /// Whether there are carriage returns and no line feeds.
  package static func endsRowsByCarriageReturn(_ firstBytes: [UInt8]) -> Bool {
    firstBytes.contains(0x0D) && !firstBytes.contains(0x0A)
  }

  package var bytesTaken: Int { source.bytesTaken }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    while outputStart == output.count, !isAtEnd, failure == nil { refill() }
    let count = min(buffer.count, output.count - outputStart)
    if count == 0, let failure { throw failure }
    unsafe buffer.copyBytes(from: output[outputStart..<outputStart + count])
    outputStart += count
    guard count < buffer.count, !isAtEnd, failure == nil else { return count }
    let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
    return count + (try unsafe read(into: rest))
  }

  private func refill() {
    output.removeAll(keepingCapacity: true)
    outputStart = 0
    let source = self.source
    var read = 0
    do throws(SourceError) {
      read = try Self.fill(&chunk, from: source)
    } catch {
      failure = error
      endCell()
      return
    }
    if read == 0 {
      isAtEnd = true
      endCell()
      return
    }
    for index in 0..<read { rewrite(chunk[index]) }
  }

  private static func fill(
    _ chunk: inout [UInt8], from source: any ByteSource
  ) throws(SourceError) -> Int {
    var count = 0
    var failure: SourceError?
    unsafe chunk.withUnsafeMutableBytes { bytes in
      do throws(SourceError) {
        count = try unsafe source.read(into: bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return count
  }

  // MARK: Bytes

  private func rewrite(_ stated: UInt8) {
    let byte = endsRowsByCarriageReturn && stated == 0x0D ? 0x0A : stated
    if isInComment {
      guard byte == 0x0A else { return }
      isInComment = false
      output.append(byte)
      return
    }
    if isInQuotes { return rewriteQuoted(byte) }
    if isAtCellStart, !isAfterQuote, let quote, byte == quote {
      isInQuotes = true
      isAtCellStart = false
      isAtRowStart = false
      output.append(0x22)
      return
    }
    switch byte {
    case 0x0A:
      endCell()
      output.append(byte)
      isAtRowStart = true
    case delimiter:
      endCell()
      output.append(byte)
      isAtRowStart = false
    default:
      isAtCellStart = false
      if byte == 0x22 { cellHasQuote = true }
      cell.append(byte)
      if isAtRowStart, !comment.isEmpty, cell == comment {
        cell.removeAll(keepingCapacity: true)
        cellHasQuote = false
        isAtCellStart = true
        isInComment = true
      } else if isAtRowStart, !comment.starts(with: cell) {
        isAtRowStart = false
      }
    }
  }

  /// A byte of a quoted cell; a quote of the export that may end it was kept back.
  private func rewriteQuoted(_ byte: UInt8) {
    if isAfterQuote {
      isAfterQuote = false
      if byte == quote {
        appendQuoted(byte)
        return
      }
      isInQuotes = false
      output.append(0x22)
      // What follows a quoted cell is for the reader to judge.
      if byte == delimiter || byte == 0x0A {
        isAtCellStart = true
        isAtRowStart = byte == 0x0A
      }
      output.append(byte)
      return
    }
    if isAfterBackslash {
      isAfterBackslash = false
      appendQuoted(byte)
    } else if byte == quote {
      isAfterQuote = true
    } else {
      isAfterBackslash = hasBackslashEscapes && byte == 0x5C
      appendQuoted(byte)
    }
  }

  private func appendQuoted(_ byte: UInt8) {
    if byte == 0x22 { output.append(byte) }
    output.append(byte)
  }

  /// Writes the cell without quotes that ends here; in quotes where it holds one.
  private func endCell() {
    if isInQuotes, isAfterQuote {
      output.append(0x22)
      isInQuotes = false
      isAfterQuote = false
    }
    isAtCellStart = true
    guard !cell.isEmpty else { return }
    if cellHasQuote {
      let hasReturn = cell.last == 0x0D
      if hasReturn { cell.removeLast() }
      output.append(0x22)
      for byte in cell { appendQuoted(byte) }
      output.append(0x22)
      if hasReturn { output.append(0x0D) }
    } else {
      output += cell
    }
    cell.removeAll(keepingCapacity: true)
    cellHasQuote = false
  }
}
