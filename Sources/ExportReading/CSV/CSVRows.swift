/// One row of a buffer: where it stands and which ends are its cells'.
struct CSVRow: Equatable {
  /// First byte, from 0.
  var start: Int
  /// Index of the line feed, or the end of the bytes.
  var end: Int
  /// Index of its first end in `CSVIndex`.
  var place: Int
  /// Number of cells.
  var cells: Int
  /// Its first line, from 0 in the buffer.
  var line = 0
  /// Its lines. A last line without line feed is one, too.
  var lines = 1
}

/// One row that `CSVRows` found.
enum CSVFoundRow {
  case row(CSVRow)
  /// A row whose quotes break the grammar at `byte` of the buffer; it has the cells before it.
  case fault(CSVRow, CSVFault, byte: Int)
}

/// The rows of a buffer, one after the other.
///
/// `CSVIndex` finds the rows up to the first whose quotes break the grammar, `CSVRowScanner` that
/// one, and so on. Reused from buffer to buffer.
struct CSVRows {
  /// The cells of the rows so far, and of those that the masks have shown behind them.
  private(set) var index = CSVIndex()
  /// Lines of the rows so far.
  private(set) var lineCount = 0

  private let scanner: CSVRowScanner
  /// Bytes of a buffer that the masks may index: they know no limits, and what may hold a cell
  /// beyond them is for the scanner.
  private let indexedBytesMax: Int
  /// Where the row after the current one begins.
  private var start = 0
  /// Rows of the index's last run, and line feeds inside their quotes, that were passed.
  private var passed = 0
  private var passedLineFeeds = 0
  /// Where the ends of the next row of the run begin.
  private var place = 0
  /// Whether the row behind the run is for the scanner.
  private var needsScanner = false

  init(delimiter: UInt8, limits: ReadLimits) {
    scanner = CSVRowScanner(delimiter: delimiter, cellBytesMax: limits.recordBytesMax)
    indexedBytesMax = limits.recordBytesMax
  }

  /// Goes to the beginning of a buffer.
  mutating func begin() {
    index.begin()
    lineCount = 0
    start = 0
    passed = 0
    needsScanner = false
  }

  /// The next row of the buffer; nil behind the last.
  ///
  /// - Parameter bytes: The same buffer from one `begin` to the next.
  /// - Complexity: O(*n*) in the buffer's bytes for all its rows together.
  @inline(__always)
  mutating func next(_ bytes: PaddedBytes) -> CSVFoundRow? {
    if passed >= index.rowCount, !needsScanner {
      guard start < bytes.count else { return nil }
      beginRun(bytes)
    }
    return passed < index.rowCount ? .row(nextOfRun(bytes)) : scannedRow(bytes)
  }

  /// Lets the masks find rows from `start` on.
  @inline(never)
  private mutating func beginRun(_ bytes: PaddedBytes) {
    place = index.count + 1
    passed = 0
    passedLineFeeds = 0
    if bytes.count <= indexedBytesMax {
      needsScanner = !index.build(bytes, from: start, delimiter: scanner.delimiter)
    } else {
      needsScanner = true
    }
  }

  @inline(__always)
  private mutating func nextOfRun(_ bytes: PaddedBytes) -> CSVRow {
    let last = Int(index.lastPlaces[passed])
    let end = index.ends[last].index
    var row = CSVRow(
      start: start, end: end, place: place, cells: last &- place &+ 1, line: lineCount)
    passed &+= 1
    place = last &+ 1
    start = min(end &+ 1, bytes.count)
    while passedLineFeeds < index.quotedLineFeeds.count,
      index.quotedLineFeeds[passedLineFeeds] < end
    {
      row.lines &+= 1
      passedLineFeeds &+= 1
    }
    lineCount &+= row.lines
    return row
  }

  /// The cell of a column, from 0, of a row that has it.
  @inline(__always)
  func content(_ bytes: PaddedBytes, _ row: CSVRow, _ column: Int) -> CSVContent {
    CSVContent(bytes, index.ends.span, place: row.place &+ column)
  }

  /// Whether all cells of a row are blank.
  func isBlank(_ bytes: PaddedBytes, _ row: CSVRow) -> Bool {
    (0..<row.cells).allSatisfy { content(bytes, row, $0).isBlank(bytes) }
  }

  /// The one row that begins at `start`, by the scanner.
  @inline(never)
  private mutating func scannedRow(_ bytes: PaddedBytes) -> CSVFoundRow {
    needsScanner = false
    let first = start
    var ends: [CellEnd] = []
    let outcome = scanner.scanRow(bytes, from: first, isEnd: true, into: &ends)
    index.append(ends, from: first)
    var row = CSVRow(
      start: first, end: first, place: index.count - ends.count, cells: ends.count,
      line: lineCount)
    defer { lineCount += row.lines }
    switch outcome {
    case .row(let next):
      start = next
      row.end = index.ends[index.count - 1].index
      row.lines = bytes.countOf(0x0A, in: first..<row.end) + 1
      return .row(row)
    case .fault(let fault, let byte, let next):
      start = next
      row.end = next
      let isOpen = bytes[next - 1] != 0x0A
      row.lines = bytes.countOf(0x0A, in: first..<next) + (isOpen ? 1 : 0)
      return .fault(row, fault, byte: byte)
    case .needsMore:
      preconditionFailure("the scanner was told that nothing follows")
    }
  }
}
