// The grammar of CSV (RFC 4180), one row at a time, byte by byte.
//
//   state      delimiter    quote            CR LF, LF    other        end
//   at start   empty cell   quoted           row ends     unquoted     row ends
//   unquoted   cell ends    fault            row ends     unquoted     row ends
//   quoted     quoted       after quote      quoted       quoted       fault (never closed)
//   after "    cell ends    quoted ("" = ")  row ends     fault        row ends
//
// This is the slow, obvious twin of `CSVIndex`: the readers come here when the masks of a buffer
// show a quote where none may stand, and the cutter asks it about single rows. A fault says where
// reading resumes: at the physical line after the one that holds the illegal quote, or, where a
// quoted cell never closes, at the line after the one that holds its opening quote.

internal import BasketModel

/// The end of one cell: its index, and whether the row ends there.
///
/// Cells lie between ends: a cell begins after the end of the one before it. The top bit marks the
/// end of a row, so that buffers may hold at most 2 GiB.
struct CellEnd: BitwiseCopyable, Equatable {
  let rawValue: UInt32

  @inline(__always)
  init(_ index: Int, endsRow: Bool) {
    rawValue = UInt32(truncatingIfNeeded: index) | (endsRow ? 0x8000_0000 : 0)
  }

  /// Index of the delimiter or line feed, or the end of the bytes; from 0.
  @inline(__always) var index: Int { Int(rawValue & 0x7FFF_FFFF) }
  /// Whether the row ends there.
  @inline(__always) var endsRow: Bool { rawValue >> 31 != 0 }
  /// Where the next cell begins; 0 after the end before the first byte.
  @inline(__always) var nextStart: Int { Int((rawValue &+ 1) & 0x7FFF_FFFF) }
}

/// What became of one row.
enum CSVRowOutcome: Equatable {
  /// The row is whole; the next begins at `next`.
  case row(next: Int)
  /// The bytes end inside the row; more may follow.
  case needsMore
  /// The row breaks the grammar at `byte`; reading resumes at `next`.
  case fault(CSVFault, byte: Int, next: Int)
}

/// Why bytes are no CSV row.
enum CSVFault: Equatable {
  case quoteInsideCell
  case bytesAfterClosingQuote
  case quoteNeverClosed

  /// An English sentence part.
  var description: String {
    switch self {
    case .quoteInsideCell: "a quote inside a cell that does not begin with one"
    case .bytesAfterClosingQuote:
      "a closing quote is not followed by a delimiter or the end of the row"
    case .quoteNeverClosed: "a quoted cell is never closed"
    }
  }
}

/// Scans single rows.
struct CSVRowScanner {
  let delimiter: UInt8
  /// Bytes that a quoted cell may have.
  let cellBytesMax: Int

  /// Scans the row that begins at `start`, and appends the ends of its cells.
  ///
  /// - Parameters:
  ///   - isEnd: Whether nothing follows the bytes.
  ///   - ends: Receives the ends; after a fault those of the cells that were whole before it.
  /// - Complexity: O(*n*) in the row's bytes.
  func scanRow(
    _ bytes: PaddedBytes, from start: Int, isEnd: Bool, into ends: inout [CellEnd]
  ) -> CSVRowOutcome {
    var index = start
    while true {
      if index < bytes.count, bytes[index] == 0x22 {
        switch scanQuoted(bytes, from: index, isEnd: isEnd) {
        case .closed(let after): index = after
        case .stopped(let outcome): return outcome
        }
      } else {
        while index < bytes.count, bytes[index] != delimiter, bytes[index] != 0x0A {
          if bytes[index] == 0x22 {
            return fault(.quoteInsideCell, bytes, byte: index, isEnd: isEnd)
          }
          index += 1
        }
      }
      if index >= bytes.count {
        guard isEnd else { return .needsMore }
        ends.append(CellEnd(bytes.count, endsRow: true))
        return .row(next: bytes.count)
      }
      let endsRow = bytes[index] == 0x0A
      ends.append(CellEnd(index, endsRow: endsRow))
      index += 1
      if endsRow { return .row(next: index) }
    }
  }

  private enum Quoted {
    /// The index of the delimiter, line feed or end after the cell.
    case closed(Int)
    case stopped(CSVRowOutcome)
  }

  private func scanQuoted(_ bytes: PaddedBytes, from quote: Int, isEnd: Bool) -> Quoted {
    let limit = min(bytes.count, quote + cellBytesMax)
    var index = quote + 1
    while true {
      index = bytes.first(0x22, in: min(index, limit)..<limit)
      guard index < limit else {
        guard isEnd || limit < bytes.count || bytes.count - quote >= cellBytesMax else {
          return .stopped(.needsMore)
        }
        return .stopped(fault(.quoteNeverClosed, bytes, byte: quote, isEnd: isEnd))
      }
      if index + 1 >= bytes.count {
        return isEnd ? .closed(index + 1) : .stopped(.needsMore)
      }
      switch bytes[index + 1] {
      case 0x22: index += 2
      case delimiter, 0x0A: return .closed(index + 1)
      case 0x0D where bytes[index + 2] == 0x0A: return .closed(index + 2)
      case 0x0D where index + 2 >= bytes.count:
        return isEnd ? .closed(bytes.count) : .stopped(.needsMore)
      default:
        return .stopped(fault(.bytesAfterClosingQuote, bytes, byte: index, isEnd: isEnd))
      }
    }
  }

  private func fault(_ fault: CSVFault, _ bytes: PaddedBytes, byte: Int, isEnd: Bool)
    -> CSVRowOutcome
  {
    let lineFeed = bytes.first(0x0A, in: byte..<bytes.count)
    guard lineFeed < bytes.count else {
      return isEnd ? .fault(fault, byte: byte, next: bytes.count) : .needsMore
    }
    return .fault(fault, byte: byte, next: lineFeed + 1)
  }
}

/// Cells as text.
enum CSVCell {
  /// Appends the text of a quoted cell, doubled quotes once.
  static func appendDecoded(_ range: Range<Int>, of bytes: PaddedBytes, to output: inout [UInt8]) {
    var index = range.lowerBound
    while index < range.upperBound {
      let quote = bytes.first(0x22, in: index..<range.upperBound)
      bytes.append(index..<min(quote + 1, range.upperBound), to: &output)
      index = quote + 2
    }
  }

  /// A copy of a cell's text.
  static func text(_ bytes: PaddedBytes, from start: Int, to end: CellEnd) -> [UInt8] {
    CSVContent(bytes, from: start, to: end).text(bytes)
  }
}
