internal import BasketModel

/// Where the value of one mapped key, column or element goes.
enum FieldSlot: Sendable, Equatable, BitwiseCopyable {
  /// A text of the order.
  case orderText(OrderTextField)
  /// An amount of the order.
  case orderAmount(OrderAmountField)
  /// A text of an item that no rule reads; it only shows that there is an item.
  case itemText(OrderField)
  case itemQuantity
  case itemUnitPrice
  case itemPrice
  /// A text of a discount that no rule reads.
  case discountText(OrderField)
  case discountAmount

  /// The slot of a field; nil for the containers (`basket`, items, discounts).
  init?(_ field: OrderField) {
    switch field {
    case .orderID: self = .orderText(.orderID)
    case .currency: self = .orderText(.currency)
    case .orderDate: self = .orderText(.orderDate)
    case .sessionOwnerID: self = .orderText(.sessionOwnerID)
    case .accessToken: self = .orderText(.accessToken)
    case .merchantCustomerID: self = .orderText(.merchantCustomerID)
    case .merchantCustomerEmail: self = .orderText(.merchantCustomerEmail)
    case .amount: self = .orderAmount(.amount)
    case .totalProductAmount: self = .orderAmount(.totalProductAmount)
    case .totalDiscountAmount: self = .orderAmount(.totalDiscountAmount)
    case .totalAmount: self = .orderAmount(.totalAmount)
    case .itemProductCode, .itemName: self = .itemText(field)
    case .itemQuantity: self = .itemQuantity
    case .itemUnitPrice: self = .itemUnitPrice
    case .itemPrice: self = .itemPrice
    case .discountCode: self = .discountText(field)
    case .discountAmount: self = .discountAmount
    case .basket, .basketItems, .discounts: return nil
    }
  }

  /// The field of the model.
  var field: OrderField {
    switch self {
    case .orderText(.orderID): .orderID
    case .orderText(.currency): .currency
    case .orderText(.orderDate): .orderDate
    case .orderText(.sessionOwnerID): .sessionOwnerID
    case .orderText(.accessToken): .accessToken
    case .orderText(.merchantCustomerID): .merchantCustomerID
    case .orderText(.merchantCustomerEmail): .merchantCustomerEmail
    case .orderAmount(let amount): amount.field
    case .itemText(let field), .discountText(let field): field
    case .itemQuantity: .itemQuantity
    case .itemUnitPrice: .itemUnitPrice
    case .itemPrice: .itemPrice
    case .discountAmount: .discountAmount
    }
  }

  /// Whether the value is an exact decimal.
  var isDecimal: Bool {
    switch self {
    case .orderAmount, .itemQuantity, .itemUnitPrice, .itemPrice, .discountAmount: true
    case .orderText, .itemText, .discountText: false
    }
  }
}
