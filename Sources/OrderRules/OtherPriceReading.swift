import BasketModel

/// Tries an order under the reading of `price` that the profile did not choose.
///
/// An export whose `price` means something else offends against `ITEM_PRICE_MISMATCH` in order
/// after order. Where nearly all such orders add up under the other reading, the summary says so.
enum OtherPriceReading {
  /// Whether the order's stated totals fit under the other reading, and that reading changes P.
  ///
  /// Where it does not change P (one of each item), the order says nothing about the reading.
  /// - Parameters:
  ///   - items: The order's items only.
  ///   - reading: The reading in use.
  static func reconciles(
    _ order: Order, items: Span<BasketItem>, reading: ItemPriceReading
  ) -> Bool {
    guard !order.hasUnreadableRows, let discountSum = order.discountSum.minorUnits,
      let productSum = productSum(of: items, reading: reading == .line ? .unit : .line)
    else { return false }
    if let current = order.productSum.minorUnits, Int128(current) == productSum { return false }
    let total = productSum - Int128(discountSum)
    let stated = [
      (order.totalProductAmount, productSum), (order.totalAmount, total), (order.amount, total),
    ]
    return fits(order.totalDiscountAmount, Int128(discountSum))
      && stated.allSatisfy { fits($0.0, $0.1) } && stated.contains { $0.0.isValid }
  }

  /// Whether a stated amount equals the sum; one that is not stated is in nobody's way.
  private static func fits(_ stated: StatedAmount, _ computed: Int128) -> Bool {
    switch stated.state {
    case .absent: true
    case .invalid: false
    case .valid: Int128(stated.digits) == computed
    }
  }

  /// P under `reading`; nil where an item has no price, or a product is not whole or not an
  /// `Int64`.
  private static func productSum(of items: Span<BasketItem>, reading: ItemPriceReading) -> Int128? {
    var sum: Int128 = 0
    for place in items.indices {
      let item = items[place]
      let price = item.price.isAbsent ? item.linePrice : item.price
      guard let digits = price.minorUnits else { return nil }
      if reading == .line || item.price.isAbsent || item.quantity.isAbsent {
        sum += Int128(digits)
      } else {
        guard let line = item.quantity.times(minorUnits: digits) else { return nil }
        sum += Int128(line)
      }
    }
    return sum
  }
}

extension StatedAmount {
  /// The product with an amount in minor units; nil where it is not whole or does not fit.
  fileprivate func times(minorUnits: Int64) -> Int64? {
    guard isValid else { return nil }
    var product = Int128(digits) * Int128(minorUnits)
    for _ in 0..<fractionDigits {
      guard product.isMultiple(of: 10) else { return nil }
      product /= 10
    }
    return Int64(exactly: product)
  }
}
