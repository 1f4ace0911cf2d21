internal import CByteScan

// Orders larger than the limit.
extension CSVCutter {
  /// Passes over an order, or a row, that is larger than a record may be.
  ///
  /// Called first with the bytes that begin with it, then with what follows until it is over: until
  /// a row of another order, that is; unreadable rows on the way are passed over with it.
  mutating func skip(_ bytes: PaddedBytes, isFirst: Bool, isEnd: Bool) -> OversizedSkip {
    if isFirst {
      oversizedID = nil
      isInsideOversizedRow = false
    }
    if isInsideOversizedRow {
      let lineFeed = bytes.first(0x0A, in: 0..<bytes.count)
      isInsideOversizedRow = lineFeed == bytes.count
      let isOver = oversizedID == nil && !isInsideOversizedRow
      return OversizedSkip(end: min(lineFeed + 1, bytes.count), isOver: isOver)
    }
    findRows(bytes)
    let openID = openRowID(bytes)
    if isEnd { findLastRows(bytes) }
    if isFirst, let skip = beginSkip(bytes, openID: openID) { return skip }
    for row in 0..<rowStarts.count - 1 {
      guard case .readable(let id) = kind(of: row, bytes), id.text(bytes) != oversizedID else {
        continue
      }
      return OversizedSkip(end: rowStarts[row], isOver: true)
    }
    if isEnd { return OversizedSkip(end: bytes.count, isOver: false) }
    if let end = rowStarts.last, end > 0 { return OversizedSkip(end: end, isOver: false) }
    if let openID, openID != oversizedID { return OversizedSkip(end: 0, isOver: true) }
    // Without a whole row, more bytes are needed, or the row itself is too long.
    isInsideOversizedRow = bytes.count > scanner.cellBytesMax
    return OversizedSkip(end: isInsideOversizedRow ? bytes.count : 0, isOver: false)
  }

  /// Finds out what is too large; nil for the order or row that the bytes begin with.
  ///
  /// Where it is neither, but unreadable rows keep orders together, they are parted.
  private mutating func beginSkip(_ bytes: PaddedBytes, openID: [UInt8]?) -> OversizedSkip? {
    let wholeRows = rowStarts.count - 1
    guard wholeRows > 0 else {
      oversizedID = openID
      return nil
    }
    var ownEnd = 0
    var next = wholeRows
    if case .readable(let first) = kind(of: 0, bytes) {
      for row in 0..<wholeRows {
        guard case .readable(let id) = kind(of: row, bytes) else { continue }
        guard row == 0 || areSameID(bytes, id, first) else {
          next = row
          break
        }
        ownEnd = rowStarts[row + 1] - 1
      }
      oversizedID = first.text(bytes)
      if next == wholeRows, openID == oversizedID { ownEnd = bytes.count }
    } else {
      next =
        (1..<wholeRows).first { if case .readable = kind(of: $0, bytes) { true } else { false } }
        ?? wholeRows
    }
    if ownEnd > scanner.cellBytesMax { return nil }
    return OversizedSkip(end: rowStarts[next], isOver: true, holdsRecords: true)
  }

  /// The id of the row that is not whole yet, where its cell is; the id is not blank.
  private mutating func openRowID(_ bytes: PaddedBytes) -> [UInt8]? {
    let start = rowStarts[rowStarts.count - 1]
    guard start < bytes.count else { return nil }
    ends.removeAll(keepingCapacity: true)
    _ = scanner.scanRow(bytes, from: start, isEnd: false, into: &ends)
    guard plan.idColumn < ends.count else { return nil }
    let idStart = plan.idColumn == 0 ? start : ends[plan.idColumn - 1].index + 1
    let id = CSVCell.text(bytes, from: idStart, to: ends[plan.idColumn])
    return id.allSatisfy(DecimalParser.isBlank) ? nil : id
  }

  /// Finds the rows that end with the export, which `findRows` leaves open.
  private mutating func findLastRows(_ bytes: PaddedBytes) {
    while let start = rowStarts.last, start < bytes.count {
      ends.removeAll(keepingCapacity: true)
      switch scanner.scanRow(bytes, from: start, isEnd: true, into: &ends) {
      case .row(let next):
        // As if a line feed stood behind the last byte.
        let isOpen = next == bytes.count && ends.last?.index == bytes.count
        rowStarts.append(isOpen ? next + 1 : next)
      case .fault(_, _, let next):
        faultyRows.insert(rowStarts.count - 1)
        rowStarts.append(next)
      case .needsMore: return
      }
    }
  }
}
