/// One order as its export states it, in flat storage.
///
/// Items and discounts stand in the batch's arrays, texts in its buffer or decoded text; the order
/// holds ranges. Positions are relative to the buffer; whoever knows the bases adds them. A record
/// that could not be read is an order too (`isUnreadable`), so that records are counted and
/// numbered in one place.
@usableFromInline package struct Order: BitwiseCopyable, Sendable {
  /// The order-level texts, by `OrderTextField`.
  @usableFromInline package var texts: InlineArray<7, TextRange>
  /// The order-level amounts, by `OrderAmountField`.
  @usableFromInline package var amounts: InlineArray<4, StatedAmount>
  /// First item in `OrderBatch.items`, from 0.
  @usableFromInline package var itemStart: Int32
  /// Number of items.
  @usableFromInline package var itemCount: Int32
  /// First discount in `OrderBatch.discounts`, from 0.
  @usableFromInline package var discountStart: Int32
  /// Number of discounts.
  @usableFromInline package var discountCount: Int32
  /// First byte of the record, from the start of the buffer, from 0.
  @usableFromInline package var byte: Int32
  /// Line of the record's first byte, counted from the buffer's first line, from 0.
  @usableFromInline package var line: Int32
  /// P, the sum of the items' prices in minor units; invalid where an item has no usable price.
  @usableFromInline package var productSum: StatedAmount
  /// D, the sum of the discounts in minor units; invalid where a discount has no usable amount.
  @usableFromInline package var discountSum: StatedAmount
  /// The currency, or `.unknown`.
  @usableFromInline package var currency: Currency
  /// Fraction digits of all settled amounts of this order.
  @usableFromInline package var scale: UInt8
  /// Charges that are part of the amount and of no sum of the basket, in minor units.
  @usableFromInline package var termSum: Int64
  /// Minor units by which a stated sum may differ from the computed one.
  @usableFromInline package var tolerance: Int32
  /// Whether `termSum` could be worked out.
  @usableFromInline package var termsAreKnown: Bool
  /// Whether the profile says that the order is not to be audited. It is unreadable, too, so that
  /// nothing looks into it.
  @usableFromInline package var isSkipped: Bool
  /// Whether the bytes could not be read as a record; nothing but position and id may be used then.
  @usableFromInline package var isUnreadable: Bool
  /// Whether unreadable rows belong to this order, so that its sums cannot be trusted.
  @usableFromInline package var hasUnreadableRows: Bool
  /// Whether the id may enter the duplicate index.
  @usableFromInline package var entersDuplicateIndex: Bool

  /// An order without any field, at a place in its buffer: `byte` and `line` from 0.
  @inlinable
  package init(byte: Int, line: Int, itemStart: Int, discountStart: Int) {
    texts = InlineArray(repeating: .absent)
    amounts = InlineArray(repeating: .absent)
    self.itemStart = Int32(truncatingIfNeeded: itemStart)
    itemCount = 0
    self.discountStart = Int32(truncatingIfNeeded: discountStart)
    discountCount = 0
    self.byte = Int32(truncatingIfNeeded: byte)
    self.line = Int32(truncatingIfNeeded: line)
    productSum = .absent
    discountSum = .absent
    currency = .unknown
    scale = 0
    termSum = 0
    tolerance = 0
    termsAreKnown = true
    isSkipped = false
    isUnreadable = false
    hasUnreadableRows = false
    entersDuplicateIndex = false
  }

  /// The merchant's identifier of the order, compared as bytes.
  @inlinable package var id: TextRange { texts[OrderTextField.orderID.rawValue] }
  /// The currency code as stated; absent where the profile's default applies.
  @inlinable package var statedCurrency: TextRange { texts[OrderTextField.currency.rawValue] }
  /// The user that should own the payment session.
  @inlinable package var sessionOwnerID: TextRange { texts[OrderTextField.sessionOwnerID.rawValue] }
  /// The user's access token; never written anywhere.
  @inlinable package var accessToken: TextRange { texts[OrderTextField.accessToken.rawValue] }

  /// The stated amount of the order.
  @inlinable package var amount: StatedAmount { amounts[OrderAmountField.amount.rawValue] }
  /// The stated sum of the items' prices.
  @inlinable package var totalProductAmount: StatedAmount {
    amounts[OrderAmountField.totalProductAmount.rawValue]
  }
  /// The stated sum of the discounts.
  @inlinable package var totalDiscountAmount: StatedAmount {
    amounts[OrderAmountField.totalDiscountAmount.rawValue]
  }
  /// The stated sum of the items' prices less the discounts.
  @inlinable package var totalAmount: StatedAmount {
    amounts[OrderAmountField.totalAmount.rawValue]
  }

  /// Indices of the order's items in `OrderBatch.items`.
  @inlinable package var itemIndices: Range<Int> {
    Int(itemStart)..<Int(itemStart) + Int(itemCount)
  }
  /// Indices of the order's discounts in `OrderBatch.discounts`.
  @inlinable package var discountIndices: Range<Int> {
    Int(discountStart)..<Int(discountStart) + Int(discountCount)
  }

  /// P in minor units; nil where it is not known.
  @inlinable @inline(__always) package var knownProductSum: Int128? {
    productSum.isValid ? Int128(productSum.digits) : nil
  }

  /// D in minor units; nil where it is not known.
  @inlinable @inline(__always) package var knownDiscountSum: Int128? {
    discountSum.isValid ? Int128(discountSum.digits) : nil
  }

  /// P − D in minor units, nil where either is not known. Wider than `Int64`: it cannot overflow.
  @inlinable @inline(__always) package var knownTotal: Int128? {
    guard let products = knownProductSum, let discounts = knownDiscountSum else { return nil }
    return products - discounts
  }

  /// What the order's amount should be, in minor units: P − D and the charges that are part of
  /// neither; nil where one of them is not known.
  @inlinable @inline(__always) package var knownAmount: Int128? {
    guard termsAreKnown, let total = knownTotal else { return nil }
    return total + Int128(termSum)
  }

  /// What findings need to write this order's amounts.
  package var money: MoneyContext { MoneyContext(currency: currency, scale: scale) }
}
