/// Every field of the order model, in the order in which reading findings are listed.
///
/// The raw value is the place in that order, so faults of one order sort by it.
package enum OrderField: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case orderID
  case amount
  case currency
  case orderDate
  case sessionOwnerID
  case accessToken
  case merchantCustomerID
  case merchantCustomerEmail
  case basket
  case totalProductAmount
  case totalDiscountAmount
  case totalAmount
  case basketItems
  case itemProductCode
  case itemName
  case itemQuantity
  case itemUnitPrice
  case itemPrice
  case discounts
  case discountCode
  case discountAmount

  /// The name that profiles use: the published request's snake_case path.
  package var profileName: String {
    switch self {
    case .orderID: "order_id"
    case .amount: "amount"
    case .currency: "currency"
    case .orderDate: "order_date"
    case .sessionOwnerID: "session_owner_id"
    case .accessToken: "akinon_user_access_token"
    case .merchantCustomerID: "merchant_customer_id"
    case .merchantCustomerEmail: "merchant_customer_email"
    case .basket: "basket"
    case .totalProductAmount: "basket.total_product_amount"
    case .totalDiscountAmount: "basket.total_discount_amount"
    case .totalAmount: "basket.total_amount"
    case .basketItems: "basket.basket_items"
    case .itemProductCode: "basket.basket_items.product_code"
    case .itemName: "basket.basket_items.name"
    case .itemQuantity: "basket.basket_items.quantity"
    case .itemUnitPrice: "basket.basket_items.unit_price"
    case .itemPrice: "basket.basket_items.price"
    case .discounts: "basket.discounts"
    case .discountCode: "basket.discounts.code"
    case .discountAmount: "basket.discounts.amount"
    }
  }

  /// Where the field stands: on the order, in an item or in a discount.
  package var owner: OrderFieldOwner {
    switch self {
    case .itemProductCode, .itemName, .itemQuantity, .itemUnitPrice, .itemPrice: .item
    case .discountCode, .discountAmount: .discount
    default: .order
    }
  }

  /// Whether an order without this field is `MISSING_FIELD`.
  ///
  /// An item's price and a discount's amount are required too, but by rules of their own.
  package var isRequired: Bool {
    switch self {
    case .orderID, .amount, .totalProductAmount, .totalDiscountAmount, .totalAmount: true
    default: false
    }
  }
}

/// The part of an order that a field belongs to.
package enum OrderFieldOwner: Sendable {
  case order, item, discount
}

/// The place in `Order.texts` of each order-level text.
@usableFromInline package enum OrderTextField: Int, CaseIterable, Sendable, BitwiseCopyable {
  case orderID, currency, orderDate, sessionOwnerID, accessToken, merchantCustomerID,
    merchantCustomerEmail
}

/// The place in `Order.amounts` of each order-level amount.
@usableFromInline package enum OrderAmountField: Int, CaseIterable, Sendable, BitwiseCopyable {
  case amount, totalProductAmount, totalDiscountAmount, totalAmount

  /// The field of the model that the amount is.
  package var field: OrderField {
    switch self {
    case .amount: .amount
    case .totalProductAmount: .totalProductAmount
    case .totalDiscountAmount: .totalDiscountAmount
    case .totalAmount: .totalAmount
    }
  }
}

/// The field that a finding names, with the index of the item or discount where there is one.
package struct FieldPath: Sendable, Equatable {
  /// The field.
  package var field: OrderField
  /// Index of the item or discount, from 0; nil for fields of the order itself.
  package var index: Int?

  package init(_ field: OrderField, index: Int? = nil) {
    self.field = field
    self.index = index
  }

  /// The path in the published API's camelCase, for example `basket.basketItems[3].unitPrice`.
  package var argument: String {
    let place = index.map { "[\($0)]" } ?? ""
    return switch field {
    case .orderID: "orderId"
    case .amount: "amount"
    case .currency: "currency"
    case .orderDate: "orderDate"
    case .sessionOwnerID: "sessionOwnerId"
    case .accessToken: "akinonUserAccessToken"
    case .merchantCustomerID: "merchantCustomerId"
    case .merchantCustomerEmail: "merchantCustomerEmail"
    case .basket: "basket"
    case .totalProductAmount: "basket.totalProductAmount"
    case .totalDiscountAmount: "basket.totalDiscountAmount"
    case .totalAmount: "basket.totalAmount"
    case .basketItems: "basket.basketItems\(place)"
    case .itemProductCode: "basket.basketItems\(place).productCode"
    case .itemName: "basket.basketItems\(place).name"
    case .itemQuantity: "basket.basketItems\(place).quantity"
    case .itemUnitPrice: "basket.basketItems\(place).unitPrice"
    case .itemPrice: "basket.basketItems\(place).price"
    case .discounts: "basket.discounts\(place)"
    case .discountCode: "basket.discounts\(place).code"
    case .discountAmount: "basket.discounts\(place).amount"
    }
  }
}
