package import BasketModel

/// A settled order written down in minor units; by default one that offends against nothing:
/// items of 100.00 and 2 × 12.50, a discount of 5.00, in Turkish lira.
package struct OrderFixture: Sendable {
  /// The currency's code; an unknown one gives `.unknown`.
  package var currency = "TRY"
  /// Fraction digits; nil for those of the currency.
  package var scale: UInt8?
  package var amount: StatedAmount = 12000
  package var totalProductAmount: StatedAmount = 12500
  package var totalDiscountAmount: StatedAmount = 500
  package var totalAmount: StatedAmount = 12000
  package var items = [BasketItem(price: 10000), BasketItem(quantity: 2, unitPrice: 1250)]
  package var discounts: [StatedAmount] = [500]
  package var sessionOwnerID: String?
  package var accessToken: String?
  /// The reading of `price` by which the items' line prices are settled.
  package var itemPrice = ItemPriceReading.line
  package var isUnreadable = false
  package var hasUnreadableRows = false

  /// The clean order with one change.
  package init(_ change: (inout OrderFixture) -> Void = { _ in }) {
    change(&self)
  }

  /// States the sums that items and discounts come to.
  package mutating func stateSums() {
    let products = settledItems.reduce(0) { $0 + $1.linePrice.digits }
    let discounts = discounts.reduce(0) { $0 + $1.digits }
    totalProductAmount = StatedAmount(integerLiteral: products)
    totalDiscountAmount = StatedAmount(integerLiteral: discounts)
    totalAmount = StatedAmount(integerLiteral: products - discounts)
    amount = totalAmount
  }

  /// A batch of these orders; every text stands in its decoded text.
  package static func batch(_ orders: [OrderFixture]) -> OrderBatch {
    var batch = OrderBatch()
    for order in orders { order.append(to: &batch) }
    return batch
  }

  private func append(to batch: inout OrderBatch) {
    var order = Order(
      byte: 0, line: 0, itemStart: batch.items.count, discountStart: batch.discounts.count)
    order.currency = Currency(code: Array(currency.utf8).span)
    order.scale = scale ?? order.currency.fractionDigits
    order.isUnreadable = isUnreadable
    order.hasUnreadableRows = hasUnreadableRows
    let stated = [amount, totalProductAmount, totalDiscountAmount, totalAmount]
    for (field, value) in zip(OrderAmountField.allCases, stated) {
      order.amounts[field.rawValue] = value.settled(order.scale)
    }
    order.texts[OrderTextField.sessionOwnerID.rawValue] = batch.keep(sessionOwnerID)
    order.texts[OrderTextField.accessToken.rawValue] = batch.keep(accessToken)
    order.itemCount = Int32(items.count)
    order.discountCount = Int32(discounts.count)
    order.productSum = Self.sum(settledItems.map(\.linePrice)).settled(order.scale)
    order.discountSum = Self.sum(discounts).settled(order.scale)
    for var item in settledItems {
      item.unitPrice = item.unitPrice.settled(order.scale)
      item.price = item.price.settled(order.scale)
      item.linePrice = item.linePrice.settled(order.scale)
      batch.items.append(item)
    }
    batch.discounts += discounts.map { Discount(amount: $0.settled(order.scale)) }
    batch.orders.append(order)
  }

  private var settledItems: [BasketItem] {
    items.map { item in
      var settled = item
      if settled.quantity.isAbsent { settled.quantity = 1 }
      let isProduct = item.price.isAbsent || itemPrice == .unit
      let price = item.price.isAbsent ? item.unitPrice : item.price
      settled.linePrice = isProduct ? price.times(settled.quantity) : price
      return settled
    }
  }

  private static func sum(_ amounts: [StatedAmount]) -> StatedAmount {
    guard amounts.allSatisfy(\.isValid) else { return .invalid }
    var sum: Int64 = 0
    for amount in amounts {
      let (partial, overflow) = sum.addingReportingOverflow(amount.digits)
      if overflow { return .invalid }
      sum = partial
    }
    return StatedAmount(integerLiteral: sum)
  }
}

/// Whole minor units, or whole quantities, so that a case stays on one line.
extension StatedAmount: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int64) {
    self.init(digits: value, fractionDigits: 0)
  }
}

extension StatedAmount {
  fileprivate func settled(_ scale: UInt8) -> StatedAmount {
    var settled = self
    settled.fractionDigits = scale
    return settled
  }

  /// The product as reading settles it: invalid where it is not whole or does not fit.
  fileprivate func times(_ quantity: StatedAmount) -> StatedAmount {
    guard isValid, quantity.isValid else { return .invalid }
    var product = Int128(digits) * Int128(quantity.digits)
    for _ in 0..<quantity.fractionDigits {
      guard product.isMultiple(of: 10) else { return .invalid }
      product /= 10
    }
    return Int64(exactly: product).map { StatedAmount(integerLiteral: $0) } ?? .invalid
  }
}

extension OrderBatch {
  fileprivate mutating func keep(_ text: String?) -> TextRange {
    guard let text else { return .absent }
    decodedText += text.utf8
    return .decoded(offset: decodedText.count - text.utf8.count, count: text.utf8.count)
  }
}
