/// What a stated item price means.
@usableFromInline package enum ItemPriceReading: String, Sendable, CaseIterable {
  /// The price of the whole line (our reading of the published page).
  case line
  /// The price of one unit; the line's price is it times the quantity.
  case unit

  /// Whether a price is that of one unit. A switch: `==` is a call in other modules.
  @inlinable package var isPerUnit: Bool {
    switch self {
    case .unit: true
    case .line: false
    }
  }
}
