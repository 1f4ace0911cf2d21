/// How the rows of a table are written and become orders.
package struct TableOptions: Sendable, Equatable {
  /// One byte between cells; nil takes the one that the export's name implies.
  package var delimiter: UInt8?
  /// What may stand between cells, where the first bytes are to tell; empty where not.
  package var delimiters: [UInt8] = []
  /// The byte that quotes cells; nil where nothing does.
  package var quote: UInt8? = 0x22
  /// Whether a backslash in a quoted cell takes its special meaning from the next byte.
  package var hasBackslashEscapes = false
  /// What lines that are no rows begin with; empty for none.
  package var comment = ""
  /// Where the header row is.
  package var header = HeaderPlace.first
  /// Rows that contain one of these texts are no records.
  package var ignoredRows: [String] = []
  /// The row that says how much the export holds; nil where there is none.
  package var footer: TableFooter?
  /// Columns whose blank cells mean the cell above, as far as the order goes.
  package var filledColumns: [String] = []
  /// Whether cells that a row lacks at its end are blank, and no fault.
  package var padsShortRows = false
  /// The columns that tell orders apart, each with its other names; empty for that of `order_id`.
  package var groupColumns: [[String]] = []
  /// Whether a row whose group columns are blank goes on with the order before.
  package var blankKeyContinues = false
  /// Whether the rows of an order stand together.
  package var rowOrder = RowOrder.adjacent
  /// Lists that stand in cells, by the name that paths use.
  package var lists: [CellList] = []
  /// The kinds of files that belong together, that of the orders first; empty where each file is
  /// whole.
  package var parts: [TablePart] = []

  package init() {}
}

/// A row that is no record and whose first number says how much the export holds.
package struct TableFooter: Sendable, Equatable {
  /// What it counts.
  package enum Counted: String, Sendable, CaseIterable {
    case rows, orders
  }

  /// The text that it contains.
  package var text: String
  package var counted: Counted
}

/// Where the header row is.
package enum HeaderPlace: Sendable, Equatable {
  /// The first row that is not blank.
  case first
  /// The first row after so many lines.
  case after(lines: Int)
  /// The first row that has all these cells, each by one of its names.
  case containing([[String]])
}

/// A list that stands in cells of one row.
package struct CellList: Sendable, Equatable {
  /// The name that paths use.
  package var name: String
  /// Where its elements stand.
  package var place: CellListPlace
  /// How one cell is read.
  package var format: CellListFormat
  /// Whether exports may lack its columns, so that it is empty in them.
  package var isOptional = false
}

/// Which columns hold a list.
package enum CellListPlace: Sendable, Equatable {
  /// One column, with its other names, holds all elements.
  case column([String])
  /// Columns whose names have a number in place of `{n}` hold one element each.
  case numbered(String)
  /// As `numbered`, with one column for each field.
  case numberedFields([NumberedField])
}

/// One field of a list in numbered columns.
package struct NumberedField: Sendable, Equatable {
  package var name: String
  /// The column's name with `{n}` in place of the number.
  package var column: String
}

/// How a cell of a list is read.
package enum CellListFormat: Sendable, Equatable {
  /// The text is the element's value: its path is empty.
  case text
  /// JSON: an object, or an array of them.
  case json
  /// Elements with pairs of keys and values.
  case pairs(PairFormat)
}

/// How pairs stand in a cell.
package struct PairFormat: Sendable, Equatable {
  /// Between elements; empty where the cell holds one.
  package var elementSeparator: String
  /// Between pairs.
  package var pairSeparator: String
  /// Between key and value.
  package var keySeparator: String
  /// The keys, where values may contain the separators: then a pair begins only at one of these,
  /// and only in their order, and an element only where the first of its cell's keys is. Several
  /// orders where exports differ; empty where the keys are not known.
  package var keys: [[String]]
}
