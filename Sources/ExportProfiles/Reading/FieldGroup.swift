internal import BasketModel

/// The fields that one `fields:` of a profile may name: those of the order, of an item or of a
/// discount.
enum FieldGroup: CaseIterable {
  case order, items, discounts

  /// The key of the section that holds the group.
  var key: String {
    switch self {
    case .order: "order"
    case .items: "items"
    case .discounts: "discounts"
    }
  }

  /// The fields with the names that the section uses. Items and discounts are named by themselves:
  /// `price`, not `basket.basket_items.price`.
  var names: [(name: String, field: OrderField)] {
    switch self {
    case .order: Self.orderNames
    case .items: Self.itemNames
    case .discounts: Self.discountNames
    }
  }

  // Kept: they are asked for with each key, which took 3 % of the start of the program.
  private static let orderNames = order.collectNames()
  private static let itemNames = items.collectNames()
  private static let discountNames = discounts.collectNames()

  private func collectNames() -> [(name: String, field: OrderField)] {
    OrderField.allCases.compactMap { field in
      guard owner == field.owner, !Self.containers.contains(field) else { return nil }
      return (String(field.profileName.dropFirst(prefix.count)), field)
    }
  }

  /// The field that a key names.
  func field(named name: String) -> OrderField? {
    names.first { $0.name == name }?.field
  }

  /// What was probably meant by a key that names no field of the group: a name with or without what
  /// stands in front of it, else the nearest one.
  func suggestion(for key: String) -> String? {
    let names = names.map(\.name)
    let last = key.split(separator: ".").last.map(String.init) ?? key
    return names.first { $0 == last || $0.hasSuffix("." + key) }
      ?? Suggestion.closest(to: key, among: names)
  }

  private var owner: OrderFieldOwner {
    switch self {
    case .order: .order
    case .items: .item
    case .discounts: .discount
    }
  }

  private var prefix: String {
    switch self {
    case .order: ""
    case .items: OrderField.basketItems.profileName + "."
    case .discounts: OrderField.discounts.profileName + "."
    }
  }

  /// Fields that hold other fields; a profile says where they are with `path`.
  private static let containers: [OrderField] = [.basket, .basketItems, .discounts]
}
