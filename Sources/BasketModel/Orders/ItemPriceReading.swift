/// What a stated item price means.
package enum ItemPriceReading: String, Sendable, CaseIterable {
  /// The price of the whole line (our reading of the published page).
  case line
  /// The price of one unit; the line's price is it times the quantity.
  case unit
}
