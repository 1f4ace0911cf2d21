package import BasketModel

/// How one system's exports map to orders: the checked content of a profile file.
///
/// A value without closures: what cannot be said here becomes a named, tested option of the
/// language.
package struct Profile: Sendable, Equatable {
  /// Name by which `--profile` finds it.
  package var name: String
  /// One paragraph for people.
  package var description: String
  /// The currency of an order that states none; nil makes the currency a required field.
  package var defaultCurrency: Currency?
  /// Whether whoever runs the program has to name the default currency.
  package var asksForCurrency = false
  /// Fraction digits that amounts may have at least, whatever the currency allows (0 to 6).
  package var minimumFractionDigits: UInt8
  /// Whether a stated item price is that of the line or of one unit.
  package var itemPrice: ItemPriceReading
  /// Which zero totals offend, where the command line does not say it.
  package var zeroAmounts = ZeroAmountReading.positive
  /// Whether amounts and quantities below zero are usual, as in credit notes.
  package var allowsNegativeAmounts = false
  /// Fields whose values are never shown, also where records are; an access token is not shown in
  /// any case.
  package var personalFields = Profile.personalFieldsStandard
  /// Whether orders whose id came before are compared with the first.
  package var comparesRepeats = false
  /// The layout of JSON Lines exports; nil where the profile has none.
  package var json: NestedLayout?
  /// The layout of CSV exports; nil where the profile has none.
  package var csv: TableLayout?
  /// The layout of XML exports; nil where the profile has none.
  package var xml: NestedLayout?
  /// The layouts that say more than names of fields; a format has a layout or a mapping, or
  /// neither.
  package var mappings = FormatMappings()
  /// The kinds of files that belong together; empty where each export is whole.
  package var parts: [TablePart] { mappings.csv?.table?.parts ?? [] }

  /// The personal fields of a profile that names none.
  package static let personalFieldsStandard: Set<OrderField> = [
    .sessionOwnerID, .accessToken, .merchantCustomerID, .merchantCustomerEmail, .itemName,
  ]

  package init(
    name: String, description: String, defaultCurrency: Currency?, minimumFractionDigits: UInt8 = 0,
    itemPrice: ItemPriceReading = .line, json: NestedLayout? = nil, csv: TableLayout? = nil,
    xml: NestedLayout? = nil
  ) {
    self.name = name
    self.description = description
    self.defaultCurrency = defaultCurrency
    self.minimumFractionDigits = minimumFractionDigits
    self.itemPrice = itemPrice
    self.json = json
    self.csv = csv
    self.xml = xml
  }
}

/// The mappings of a profile by format; nil where the profile has none.
package struct FormatMappings: Sendable, Equatable {
  package var json: RecordMapping?
  package var csv: RecordMapping?
  package var xml: RecordMapping?
}

/// Where the fields stand in records that nest: JSON objects or XML elements.
package struct NestedLayout: Sendable, Equatable {
  /// XML: the elements from the root to the record element, both included (`["orders", "order"]`).
  /// JSON Lines: empty, every line is a record.
  package var recordPath: [String]
  /// Path of keys or elements from the record to each field of the order.
  package var orderFields: [OrderField: [String]]
  /// Path from the record to the items: JSON to the array, XML to the repeated element; nil for
  /// none.
  package var itemsPath: [String]?
  /// Path from an item to each of its fields.
  package var itemFields: [OrderField: [String]]
  /// Path from the record to the discounts, as `itemsPath`.
  package var discountsPath: [String]?
  /// Path from a discount to each of its fields.
  package var discountFields: [OrderField: [String]]

  package init(
    recordPath: [String] = [], orderFields: [OrderField: [String]], itemsPath: [String]? = nil,
    itemFields: [OrderField: [String]] = [:], discountsPath: [String]? = nil,
    discountFields: [OrderField: [String]] = [:]
  ) {
    self.recordPath = recordPath
    self.orderFields = orderFields
    self.itemsPath = itemsPath
    self.itemFields = itemFields
    self.discountsPath = discountsPath
    self.discountFields = discountFields
  }
}

/// Which column feeds which field in a table with a header row.
package struct TableLayout: Sendable, Equatable {
  /// One byte between cells; nil takes the one that the export's name implies (`,`, or tab for
  /// `.tsv`).
  package var delimiter: UInt8?
  /// Column name of each field, of the order, of its items and of its discounts.
  package var columns: [OrderField: String]

  package init(delimiter: UInt8? = nil, columns: [OrderField: String]) {
    self.delimiter = delimiter
    self.columns = columns
  }
}
