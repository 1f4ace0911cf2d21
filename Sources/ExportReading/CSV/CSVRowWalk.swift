internal import BasketModel
internal import CByteScan

/// Walks over the cells of rows and stores their values.
///
/// Compiled from a header: for each 64 columns masks of what they feed, so that bit arithmetic
/// passes over cells that are empty or mapped to nothing, which most cells of a further row are.
struct CSVRowWalk {
  /// Columns of the header; a row has as many cells.
  let columnCount: Int
  /// Of each column; what stands for one that is mapped to nothing is never looked at.
  private let slots: [FieldSlot]
  private let targets: [CSVTarget]
  private let columns: [CSVColumns]
  /// How many columns stand before the first that feeds an item or a discount.
  private let leadingCount: Int
  private let itemCountMax: Int

  init(_ plan: TablePlan, limits: ReadLimits) {
    columnCount = plan.columns.count
    itemCountMax = limits.itemCountMax
    slots = plan.columns.map { $0.slot ?? .orderText(.orderID) }
    targets = slots.map { CSVTarget($0) }
    var columns = [CSVColumns](repeating: CSVColumns(), count: (columnCount + 63) / 64)
    for (number, column) in plan.columns.enumerated() {
      columns[number / 64].add(
        column, bit: 1 << UInt64(number % 64), isID: number == plan.idColumn)
    }
    self.columns = columns
    let firstOfPart = plan.columns.firstIndex {
      switch $0 {
      case .item, .discount: true
      case .ignored, .order: false
      }
    }
    leadingCount = firstOfPart ?? columnCount
  }

  // MARK: Rows

  /// Stores the cells of an order's first row.
  ///
  /// - Precondition: The row has `columnCount` cells.
  @inline(__always)
  func readFirst(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, into assembler: inout OrderAssembler
  ) {
    read(bytes, ends, row, firstRow: row, isFirst: true, into: &assembler)
  }

  /// Stores the cells of a further row; those of the order must be blank or say what the first row
  /// says. The id, which says it, is all that most further rows state of the order.
  ///
  /// - Precondition: Both rows have `columnCount` cells.
  @inline(__always)
  func readContinuation(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, firstRow: CSVRow,
    into assembler: inout OrderAssembler
  ) {
    read(bytes, ends, row, firstRow: firstRow, isFirst: false, into: &assembler)
  }

  @inline(__always)
  private func read(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, firstRow: CSVRow, isFirst: Bool,
    into assembler: inout OrderAssembler
  ) {
    precondition(row.cells == columnCount)
    assembler.beginItem()
    assembler.beginDiscount()
    var parts = RowParts()
    if columnCount <= 64 {
      read(bytes, ends, row, firstRow, from: 0, isFirst: isFirst, &parts, into: &assembler)
    } else {
      for first in stride(from: 0, to: columnCount, by: 64) {
        read(bytes, ends, row, firstRow, from: first, isFirst: isFirst, &parts, into: &assembler)
      }
    }
    if parts.hasItem { endItem(bytes, into: &assembler) }
    if parts.hasDiscount { endDiscount(bytes, into: &assembler) }
  }

  /// What a row turned out to carry.
  private struct RowParts {
    var hasItem = false
    var hasDiscount = false
  }

  /// Stores the cells of up to 64 columns, from column `first` on.
  @inline(__always)
  private func read(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, _ firstRow: CSVRow,
    from first: Int, isFirst: Bool, _ parts: inout RowParts, into assembler: inout OrderAssembler
  ) {
    let columns = columns[first >> 6]
    let place = row.place &+ first
    let filled = filled(ends, place, cells: min(columnCount &- first, 64))
    var stored = filled & (columns.itemDecimals | columns.discountDecimals)
    if isFirst {
      stored |= filled & columns.order
    } else if filled & columns.repeated != 0 {
      compare(bytes, ends, row, firstRow, place, filled & columns.repeated, into: &assembler)
    }
    // Safe: the bits of `filled` are places of cells of the row, which `filled` has checked.
    let blank = unsafe store(bytes, ends, place, column: first, stored, into: &assembler)
    let given = filled & ~blank
    parts.hasItem =
      parts.hasItem || given & columns.itemDecimals != 0
      || hasText(bytes, ends, place, filled & columns.itemTexts)
    parts.hasDiscount =
      parts.hasDiscount || given & columns.discountDecimals != 0
      || hasText(bytes, ends, place, filled & columns.discountTexts)
  }

  /// Which of up to 64 cells have bytes; the first ends at `place`.
  @inline(__always)
  private func filled(_ ends: Span<CellEnd>, _ place: Int, cells: Int) -> UInt64 {
    precondition(place > 0 && cells >= 0 && place &+ cells &+ 3 <= ends.count)
    return unsafe ends.withUnsafeBytes { raw in
      // Safe: the precondition keeps the loads, the word before the first and three words behind
      // the last included, inside `ends`, whose elements are single words.
      guard let base = unsafe raw.bindMemory(to: UInt32.self).baseAddress else { return 0 }
      return unsafe byte_scan_row(base + place, cells).filled
    }
  }

  // MARK: Values

  /// Stores cells whose bits are set; returns those that are blank.
  ///
  /// - Parameters:
  ///   - first: Place of the end of the cell of bit 0.
  ///   - column: Its column.
  /// - Precondition: `first` is greater than 0, and `ends` has a place for every bit.
  @unsafe @inline(__always)
  private func store(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ first: Int, column firstColumn: Int,
    _ cells: UInt64, into assembler: inout OrderAssembler
  ) -> UInt64 {
    let targets = targets.span
    var blank: UInt64 = 0
    var rest = cells
    while rest != 0 {
      let bit = rest.trailingZeroBitCount
      let cellEnd = unsafe ends[unchecked: first &+ bit]
      let start = unsafe ends[unchecked: first &+ bit &- 1].nextStart
      var word = bytes.word(at: start)
      var cell = CSVContent(start: start, end: cellEnd.index, isQuoted: false)
      // Quotes, blanks and the carriage return of the row's end need a closer look.
      if UInt8(truncatingIfNeeded: word) <= 0x22 || cellEnd.endsRow {
        cell = CSVContent(bytes, from: start, to: cellEnd)
        word = bytes.word(at: cell.start)
        if cell.isBlank(bytes) {
          blank |= rest & (0 &- rest)
          rest &= rest &- 1
          continue
        }
      }
      rest &= rest &- 1
      let column = firstColumn &+ bit
      store(bytes, cell, word, targets[column], column: column, into: &assembler)
    }
    return blank
  }

  /// Stores a cell that is not blank and begins with the bytes of `word`.
  @inline(__always)
  private func store(
    _ bytes: PaddedBytes, _ cell: CSVContent, _ word: UInt64, _ target: CSVTarget, column: Int,
    into assembler: inout OrderAssembler
  ) {
    if target.kind == .orderText {
      storeText(bytes, cell, target, column, into: &assembler)
    } else if let value = DecimalParser.whole(word, count: cell.end &- cell.start, at: cell.start) {
      set(target, value, into: &assembler)
    } else {
      storeUnusual(bytes, cell, slots[column], into: &assembler)
    }
  }

  /// Whether one of the cells whose bits are set is not blank.
  @inline(__always)
  private func hasText(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ first: Int, _ cells: UInt64
  ) -> Bool {
    var rest = cells
    while rest != 0 {
      let place = first &+ rest.trailingZeroBitCount
      if !CSVContent(bytes, ends, place: place).isBlank(bytes) { return true }
      rest &= rest &- 1
    }
    return false
  }

  @inline(__always)
  private func storeText(
    _ bytes: PaddedBytes, _ cell: CSVContent, _ target: CSVTarget, _ column: Int,
    into assembler: inout OrderAssembler
  ) {
    if cell.isQuoted, cell.hasDoubledQuotes(bytes) {
      storeDecoded(bytes, cell, slots[column], into: &assembler)
    } else {
      assembler.order.texts[Int(target.place)] =
        .inBuffer(offset: cell.start, count: cell.end &- cell.start)
    }
  }

  @inline(__always)
  private func set(
    _ target: CSVTarget, _ value: StatedAmount, into assembler: inout OrderAssembler
  ) {
    switch target.kind {
    case .orderAmount: assembler.order.amounts[Int(target.place)] = value
    case .itemQuantity: assembler.item.quantity = value
    case .itemUnitPrice: assembler.item.unitPrice = value
    case .itemPrice: assembler.item.price = value
    case .discountAmount: assembler.discount.amount = value
    case .orderText, .itemText, .discountText: break
    }
  }

  /// Stores a decimal that is not of the usual shape, or faulty.
  @inline(never)
  private func storeUnusual(
    _ bytes: PaddedBytes, _ cell: CSVContent, _ slot: FieldSlot,
    into assembler: inout OrderAssembler
  ) {
    if cell.isQuoted, cell.hasDoubledQuotes(bytes) {
      storeDecoded(bytes, cell, slot, into: &assembler)
    } else {
      assembler.storeDecimal(slot, bytes, cell.range, allowsExponent: false)
    }
  }

  /// Stores a cell with doubled quotes.
  @inline(never)
  private func storeDecoded(
    _ bytes: PaddedBytes, _ cell: CSVContent, _ slot: FieldSlot,
    into assembler: inout OrderAssembler
  ) {
    let start = assembler.batch.decodedText.count
    CSVCell.appendDecoded(cell.range, of: bytes, to: &assembler.batch.decodedText)
    assembler.storeDecodedText(slot, bytes, from: start, byte: cell.start)
  }

  @inline(__always)
  private func endItem(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    if assembler.itemIndex < itemCountMax {
      assembler.endItem()
    } else {
      assembler.noteTooMany(.basketItems, bytes, limit: itemCountMax)
    }
  }

  @inline(__always)
  private func endDiscount(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    if assembler.discountIndex < itemCountMax {
      assembler.endDiscount()
    } else {
      assembler.noteTooMany(.discounts, bytes, limit: itemCountMax)
    }
  }

  // MARK: Cells that an order's rows repeat

  /// Compares cells of the order, from the one that ends at `place` on those with bits in `stated`,
  /// with those of its first row.
  ///
  /// Exports that repeat them do so byte by byte, and mostly in the columns before the items: those
  /// are compared at once.
  @inline(never)
  private func compare(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, _ firstRow: CSVRow,
    _ place: Int, _ stated: UInt64, into assembler: inout OrderAssembler
  ) {
    var rest = stated
    let firstColumn = place - row.place
    if firstColumn == 0, leadingCount > 0 {
      let here = row.start..<ends[row.place + leadingCount - 1].index
      let first = firstRow.start..<ends[firstRow.place + leadingCount - 1].index
      if bytes.equal(here, first) {
        rest = leadingCount < 64 ? rest & (UInt64.max << UInt64(leadingCount)) : 0
      }
    }
    while rest != 0 {
      let column = firstColumn + rest.trailingZeroBitCount
      rest &= rest &- 1
      let here = CSVContent(bytes, ends, place: row.place + column)
      let first = CSVContent(bytes, ends, place: firstRow.place + column)
      if here.isQuoted == first.isQuoted, bytes.equal(here.range, first.range) { continue }
      if here.range.isEmpty || here.isBlank(bytes) { continue }
      assembler.noteUnlessEqual(
        here.text(bytes), first: first.text(bytes), slots[column], bytes, byte: here.start)
    }
  }
}

extension TablePlan.Column {
  /// The slot that the column feeds.
  fileprivate var slot: FieldSlot? {
    switch self {
    case .ignored: nil
    case .order(let slot), .item(let slot), .discount(let slot): slot
    }
  }
}
