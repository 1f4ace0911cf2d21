package import BasketModel

/// How the records of one format map to orders, where more is said than names of fields.
///
/// What `NestedLayout` and `TableLayout` can say is read by their own readers, which are faster.
package struct RecordMapping: Sendable, Equatable {
  /// XML: the path of the record element from the root, both included. JSON: the paths of what is
  /// (or holds) an order, in a document or a line; none for lines that are orders themselves.
  package var recordPaths: [ValuePath] = []
  /// Where each field of the order comes from.
  package var orderFields: [OrderField: ValueSource] = [:]
  /// Required fields that the export does not state; rules that need them are not evaluated.
  package var notStated: [OrderField] = []
  /// Required fields that an export, or an order, may leave out; as `notStated` where it does.
  package var optionalFields: [OrderField] = []
  /// Orders that are counted and not audited: one condition is enough.
  package var skip: [Condition] = []
  /// Orders without tolerance: where all of these hold. None for no such orders.
  package var exact: [Condition] = []
  /// What the basket is made of, in the order written.
  package var parts: [BasketPart] = []
  /// What must hold besides the rules.
  package var identities: [Identity] = []
  /// How rows are written and become orders; CSV only.
  package var table: TableOptions?
  /// How lines become orders; JSON Lines with parents only.
  package var children: ChildLines?
  /// The encodings that the export may have, where they are declared; JSON and CSV.
  package var encodings: [TextEncoding] = []
  /// How amounts and quantities are written.
  package var style = AmountStyle()
  /// Differences that are none.
  package var tolerance = Tolerance()
}

/// Items, discounts or charges that stand at one place of a record.
package struct BasketPart: Sendable, Equatable {
  /// What each element becomes.
  package var kind: BasketPartKind
  /// From the record to the elements; empty for one element that is the record itself (for CSV: for
  /// rows).
  package var path: ValuePath
  /// Which elements count; all of them.
  package var conditions: [Condition]
  /// Where the fields of an item or discount come from. A charge has `discountAmount` alone.
  package var fields: [OrderField: ValueSource]
  /// Whether an order without any item lacks something; one part that says so is enough.
  package var isRequired = false
}

/// What the elements of a part become.
package enum BasketPartKind: Sendable, Equatable {
  /// A basket item.
  case item
  /// A discount.
  case discount
  /// A charge that is a basket item where it is positive, a discount where it is negative, and
  /// nothing where it is zero or absent.
  case itemCharge
  /// A charge that is subtracted like a discount; nothing where it is zero or absent.
  case discountCharge
  /// A charge that is part of the order's amount and of no sum of the basket.
  case termCharge(TermPresence)
}

/// Whether a charge that is part of the order's amount adds to the sum of the basket.
package enum TermPresence: String, Sendable, CaseIterable {
  /// It does.
  case added
  /// Nothing says whether prices include it: the amount may be right with it or without it.
  case either
}

/// Two values that must be equal.
package struct Identity: Sendable, Equatable {
  /// For people, in reports.
  package var name: String
  /// From the record to the elements for each of which it must hold; empty for the record itself.
  package var path: ValuePath
  package var left: ValueSource
  package var right: ValueSource
  /// Where it must hold; all of them.
  package var conditions: [Condition]
  /// Minor units by which the two may differ.
  package var tolerance: Int
  /// The amount by which they may differ, instead of minor units; nil where none is given.
  package var allowed: ValueSource?
}

/// Differences between a stated and a computed sum that are none.
package struct Tolerance: Sendable, Equatable {
  /// Minor units for each order.
  package var order = 0
  /// Tenths of minor units for each item: half a unit is what rounding a line may cost.
  package var lineTenths = 0

  /// No differences.
  package init() {}
}

/// JSON Lines in which the lines of an order refer to it.
package struct ChildLines: Sendable, Equatable {
  /// The key that names the parent; a line without it is an order.
  package var parentKey: String
  /// The key that others refer to.
  package var idKey: String
  /// The name under which the children stand in paths.
  package var name: String
  /// Whether the children of an order follow it, or stand anywhere.
  package var order: RowOrder
}

/// Whether what belongs together stands together.
package enum RowOrder: String, Sendable, CaseIterable {
  case adjacent, scattered
  /// As the start of each export shows: see `Profile.settled(for:)`.
  case either
}
