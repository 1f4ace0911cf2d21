internal import BasketModel

/// Puts the rows of a table into the tree of their order, for the readers of rows that stand
/// together and of those that do not.
struct RowFiller {
  /// The text of a cell and where it stands in the buffer, from 0.
  private typealias CellText = (range: TextRange, byte: Int)

  private var cellLists: CellListReader
  /// The last cells of the order that are not blank, of columns that are filled down.
  private var cellsAbove: [Int: CellText] = [:]

  init(trie: PathTrie, limits: ReadLimits) {
    cellLists = CellListReader(trie: trie, limits: limits)
  }

  /// Forgets the cells of the order before.
  @inline(__always)
  mutating func beginOrder() {
    if !cellsAbove.isEmpty { cellsAbove.removeAll() }
  }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - table: The one that the row is of.
  ///   - index: The cells of the buffer.
  @inline(__always)
  mutating func add(
    _ row: CSVRow, of table: TableMapping, _ index: CSVIndex, _ bytes: PaddedBytes,
    to tree: inout RecordTree, _ assembler: inout OrderAssembler
  ) {
    let ends = index.ends.span
    let node = tree.add(table.rows, to: RecordTree.root, byte: row.start)
    for feed in table.feeds where feed.column < row.cells {
      let content = CSVContent(bytes, ends, place: row.place &+ feed.column)
      var text = Self.text(content, bytes, &assembler)
      if !table.fillsDown.isEmpty, table.fillsDown[feed.column] {
        if let text { cellsAbove[feed.column] = text }
        text = cellsAbove[feed.column]
      }
      guard let text else { continue }
      let child = tree.add(feed.node, to: node, byte: text.byte)
      tree.setText(text.range, of: child)
    }
    for list in table.lists { add(list, row, ends, bytes, to: node, of: &tree, &assembler) }
  }

  /// The text of a cell; nil where it is blank.
  @inline(__always)
  private static func text(
    _ content: CSVContent, _ bytes: PaddedBytes, _ assembler: inout OrderAssembler
  ) -> CellText? {
    if content.isBlank(bytes) { return nil }
    return (content.storedText(bytes, into: &assembler), content.range.lowerBound)
  }

  /// Adds the elements of a list that stands in a row.
  private mutating func add(
    _ list: TableMapping.List, _ row: CSVRow, _ ends: Span<CellEnd>, _ bytes: PaddedBytes,
    to node: Int, of tree: inout RecordTree, _ assembler: inout OrderAssembler
  ) {
    for element in list.elements {
      var parent: Int?
      for (column, field) in element where column < row.cells {
        let content = CSVContent(bytes, ends, place: row.place &+ column)
        guard let text = Self.text(content, bytes, &assembler) else { continue }
        guard let field else {
          let fault = cellLists.add(
            list, text, bytes, to: node, tree: &tree, decoded: &assembler.batch.decodedText)
          if let fault { assembler.noteCellList(fault, bytes, byte: text.byte) }
          continue
        }
        let outer = parent ?? tree.add(list.name, to: node, byte: text.byte)
        parent = outer
        let child = tree.add(field, to: outer, byte: text.byte)
        tree.setText(text.range, of: child)
      }
    }
  }
}
