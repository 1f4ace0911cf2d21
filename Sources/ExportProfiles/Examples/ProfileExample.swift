package import BasketModel

/// A small export that a profile comes with, and the orders that must be read from it.
package struct ProfileExample: Sendable, Equatable {
  /// For people.
  package var name: String
  /// The section of the profile that reads it: `json`, `csv` or `xml`.
  package var format: String
  /// The export as UTF-8 text.
  package var input: String
  /// The records in input order; nil where nothing is said about them.
  package var orders: [ExpectedOrder]?
  /// Codes about the export as a whole; nil where nothing is said about them.
  package var findings: [String]?
  /// Where it stands in the profile.
  package var place: ProfilePlace
}

/// One record of an example: only what is written is compared.
package struct ExpectedOrder: Sendable, Equatable {
  /// Texts by field; the empty text where the order must have no value.
  package var fields: [OrderField: String] = [:]
  /// All items of the order; nil where nothing is said about them.
  package var items: [[OrderField: String]]?
  /// All discounts of the order; nil where nothing is said about them.
  package var discounts: [[OrderField: String]]?
  /// Codes of the order's findings in any order; nil where nothing is said about them.
  package var findings: [String]?
  /// Whether the profile leaves the order out; nil where nothing is said about it.
  package var isSkipped: Bool?
  /// Where it stands in the profile.
  package var place: ProfilePlace
}
