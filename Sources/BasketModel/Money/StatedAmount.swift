/// An exact decimal as an export states it: an amount or a quantity.
///
/// The value is `digits` divided by ten to the power of `fractionDigits`. While a record is read
/// the fraction digits are those of the text; once the order is complete (`Order.isSettled`), every
/// valid amount of the order has the order's scale, and `digits` counts its minor units. Sixteen
/// bytes; never binary floating point.
@usableFromInline package struct StatedAmount: BitwiseCopyable, Sendable, Equatable {
  /// The value without its decimal point; negative values are negative here.
  @usableFromInline package var digits: Int64
  /// Where the value stands: bytes from the start of the buffer, from 0; -1 when unknown.
  @usableFromInline package var byte: Int32
  /// How many of `digits` stand after the decimal point, 0 to 6.
  @usableFromInline package var fractionDigits: UInt8
  /// Whether there is a value, and whether it can be used.
  @usableFromInline package var state: StatedAmountState
  /// Fills the sixteen bytes.
  ///
  /// Without it, an item of four amounts ends two bytes early, and its copies are made of pieces
  /// that overlap: a load then waits for two stores.
  @usableFromInline var padding: UInt16 = 0

  @inlinable
  package init(
    digits: Int64, fractionDigits: UInt8, state: StatedAmountState = .valid, byte: Int = -1
  ) {
    self.digits = digits
    self.fractionDigits = fractionDigits
    self.state = state
    self.byte = Int32(truncatingIfNeeded: byte)
  }

  /// No value given.
  @inlinable package static var absent: StatedAmount {
    StatedAmount(digits: 0, fractionDigits: 0, state: .absent)
  }

  /// A value was given and a finding says why it cannot be used.
  @inlinable package static var invalid: StatedAmount {
    StatedAmount(digits: 0, fractionDigits: 0, state: .invalid)
  }

  /// Whether the value can be used.
  @inlinable package var isValid: Bool { state == .valid }

  /// The minor units of a settled order's amount, nil where absent or invalid.
  @inlinable package var minorUnits: Int64? { state == .valid ? digits : nil }
}

/// What is known of one stated amount.
@usableFromInline package enum StatedAmountState: UInt8, BitwiseCopyable, Sendable {
  /// The export gives no value (absent, null or blank).
  case absent
  /// The value can be used.
  case valid
  /// A value is given that cannot be used; the order has a finding that says why.
  case invalid
}
