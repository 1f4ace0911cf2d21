package import BasketModel

/// The state of an amount, read without leaving the module.
///
/// Comparing an enumeration of another module with `==` is a call through its conformance, several
/// nanoseconds for every amount of every order; a switch is one instruction.
extension StatedAmount {
  /// Whether there is a value that can be used.
  @inline(__always)
  var isUsable: Bool {
    switch state {
    case .valid: true
    case .absent, .invalid: false
    }
  }

  /// Whether a value is given that cannot be used.
  @inline(__always)
  var isUnusable: Bool {
    switch state {
    case .invalid: true
    case .absent, .valid: false
    }
  }
}

extension Order {
  /// P in minor units; nil where it is not known.
  @inline(__always)
  var knownProductSum: Int128? { productSum.isUsable ? Int128(productSum.digits) : nil }

  /// D in minor units; nil where it is not known.
  @inline(__always)
  var knownDiscountSum: Int128? { discountSum.isUsable ? Int128(discountSum.digits) : nil }

  /// What the order's amount should be, in minor units: P − D and the charges that are part of
  /// neither; nil where one of them is not known.
  @inline(__always)
  package var knownAmount: Int128? {
    guard termsAreKnown, let total = knownTotal else { return nil }
    return total + Int128(termSum)
  }

  /// P − D in minor units, nil where either is not known. Wider than `Int64`: it cannot overflow.
  @inline(__always)
  package var knownTotal: Int128? {
    guard let products = knownProductSum, let discounts = knownDiscountSum else { return nil }
    return products - discounts
  }
}

extension ItemPriceReading {
  /// Whether `price` is the price of one unit.
  @inline(__always)
  var isPerUnit: Bool {
    switch self {
    case .unit: true
    case .line: false
    }
  }
}
