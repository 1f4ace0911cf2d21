/// Reads the rows of a user directory one after the other: CSV with a header, or JSON Lines.
///
/// The format comes from the name, else from the first bytes; gzip and zstd are read too. Stricter
/// than the reading of exports: the first thing that is wrong ends it, because a directory that was
/// read in part would make findings of orders that are fine. Owned by one task.
package final class UserDirectoryReader {
  private let opened: OpenedExport
  private let window: UserFileWindow
  private var table: UserTable?
  /// Line of the next row, from 1.
  private var line = 1
  private var rowCount = 0

  /// Opens the file.
  ///
  /// - Parameter wakeUp: A descriptor that ends waiting for a pipe once it is readable.
  /// - Throws: Why it cannot be read.
  package init(path: String, wakeUp: Int32? = nil) throws(UserFileError) {
    do throws(SourceError) {
      opened = try OpenedExport(
        ExportLocator.standing(for: path), readAhead: false, wakeUp: wakeUp)
    } catch {
      throw UserFileError(error.userFileReason)
    }
    guard opened.format != .xml else {
      throw UserFileError("a user directory is CSV or JSON Lines, and this looks like XML")
    }
    window = UserFileWindow(source: opened.source, limit: ReadLimits.standard.recordBytesMax)
  }

  /// The next row; nil after the last.
  ///
  /// - Throws: What is wrong with the file; nothing may be asked of this reader after it.
  /// - Complexity: O(*n*) in the row's bytes; memory for one buffer and the longest row.
  package func next() throws(UserFileError) -> UserRow? {
    while let outcome = try readRow() {
      switch outcome {
      case .needsMore: try window.readMore(line: line)
      case .row(let row, let next):
        line += window.advance(to: next)
        guard let row else { continue }
        rowCount += 1
        return row
      }
    }
    do throws(SourceError) {
      try opened.verifyUnchanged()
    } catch {
      throw UserFileError(error.userFileReason)
    }
    guard rowCount > 0 else { throw UserFileError("no user in the file") }
    return nil
  }

  /// What stands at the window's start; nil at the end of the file.
  private func readRow() throws(UserFileError) -> UserRowOutcome? {
    if line == 1 { try window.dropByteOrderMark(line: line) }
    guard try window.hasBytes(line: line) else { return nil }
    return opened.format == .csv ? try readTableRow() : try UserObject.read(window, line: line)
  }

  private func readTableRow() throws(UserFileError) -> UserRowOutcome {
    let scanner = CSVRowScanner(
      delimiter: opened.delimiter ?? 0x2C, cellBytesMax: ReadLimits.standard.recordBytesMax)
    var ends: [CellEnd] = []
    let bytes = window.bytes
    switch scanner.scanRow(bytes, from: window.start, isEnd: window.isAtEnd, into: &ends) {
    case .needsMore: return .needsMore
    case .fault(let fault, _, _): throw UserFileError(fault.description, line: line)
    case .row(let next):
      try window.checkText(upTo: next, line: line)
      let cells = UserTable.cells(bytes, from: window.start, ends)
      if cells.count == 1, cells[0].allSatisfy(DecimalParser.isBlank) {
        return .row(nil, next: next)
      }
      guard let table else {
        table = try UserTable(header: cells, line: line)
        return .row(nil, next: next)
      }
      return .row(try table.row(cells, line: line), next: next)
    }
  }
}

/// What became of one row.
enum UserRowOutcome {
  /// The bytes end inside the row; more may follow.
  case needsMore
  /// A row, or nil for one that names no user (a blank line, a header); the next begins at `next`.
  case row(UserRow?, next: Int)
}

/// The columns of a user directory in CSV.
struct UserTable {
  private let idColumn: Int
  private let tokenColumn: Int?
  private let columnCount: Int

  /// - Throws: A fault where `user_id` is missing or a column that counts stands twice.
  init(header: [[UInt8]], line: Int) throws(UserFileError) {
    let names = header.map(DecimalParser.trimmed)
    func places(_ name: String) -> [Int] { names.indices.filter { names[$0] == Array(name.utf8) } }
    let ids = places("user_id")
    let tokens = places("access_token")
    guard let idColumn = ids.first else {
      throw UserFileError("the header has no column user_id", line: line)
    }
    for (name, found) in [("user_id", ids), ("access_token", tokens)] where found.count > 1 {
      throw UserFileError("the header has the column \(name) more than once", line: line)
    }
    self.idColumn = idColumn
    tokenColumn = tokens.first
    columnCount = header.count
  }

  /// - Throws: A fault where the row has another number of cells than the header.
  func row(_ cells: [[UInt8]], line: Int) throws(UserFileError) -> UserRow {
    guard cells.count == columnCount else {
      let count = "\(cells.count) cell\(cells.count == 1 ? "" : "s")"
      throw UserFileError("the row has \(count), the header has \(columnCount)", line: line)
    }
    return UserRow(userID: cells[idColumn], accessToken: tokenColumn.map { cells[$0] }, line: line)
  }

  /// Copies of a row's cells.
  static func cells(_ bytes: PaddedBytes, from start: Int, _ ends: [CellEnd]) -> [[UInt8]] {
    var cellStart = start
    return ends.map { end in
      defer { cellStart = end.index + 1 }
      return CSVCell.text(bytes, from: cellStart, to: end)
    }
  }
}

extension DecimalParser {
  /// A text without the blanks around it.
  static func trimmed(_ text: [UInt8]) -> [UInt8] {
    guard let start = text.firstIndex(where: { !isBlank($0) }),
      let end = text.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return Array(text[start...end])
  }
}

extension SourceError {
  /// An English sentence part about a user directory.
  var userFileReason: String {
    switch self {
    case .system(_, let errno): "cannot be read: \(SystemErrorText.text(errno))"
    case .truncated(let sentence), .corrupt(let sentence), .limit(let sentence),
      .changed(let sentence):
      sentence
    }
  }
}
