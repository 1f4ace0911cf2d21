/// An exact decimal as an export states it: an amount or a quantity.
///
/// The value is `digits` divided by ten to the power of `fractionDigits`. While a record is read
/// the fraction digits are those of the text; once the order is complete (`Order.isSettled`), every
/// valid amount of the order has the order's scale, and `digits` counts its minor units. Sixteen
/// bytes; never binary floating point.
@usableFromInline package struct StatedAmount: BitwiseCopyable, Sendable, Equatable {
  /// The value without its decimal point; negative values are negative here. 0 where there is no
  /// value that can be used.
  @usableFromInline package var digits: Int64
  /// `state`, `fractionDigits` and `byte`, from the lowest bit on: 8 bits, 8 bits, 16 unused, 32.
  ///
  /// One word, so that an amount is written by two stores: copies load more bytes at once, and a
  /// load of what several stores wrote waits for all of them.
  @usableFromInline var facts: UInt64

  @inlinable
  package init(
    digits: Int64, fractionDigits: UInt8, state: StatedAmountState = .valid, byte: Int = -1
  ) {
    self.digits = digits
    facts = state.bits | UInt64(fractionDigits) &<< 8 | UInt64(truncatingIfNeeded: byte) &<< 32
  }

  /// Where the value stands: bytes from the start of the buffer, from 0; -1 when unknown.
  @inlinable package var byte: Int32 {
    get { Int32(truncatingIfNeeded: facts &>> 32) }
    set { facts = facts & 0xFFFF_FFFF | UInt64(truncatingIfNeeded: newValue) &<< 32 }
  }

  /// How many of `digits` stand after the decimal point, 0 to 6.
  @inlinable package var fractionDigits: UInt8 {
    get { UInt8(truncatingIfNeeded: facts &>> 8) }
    set { facts = facts & ~0xFF00 | UInt64(newValue) &<< 8 }
  }

  /// Whether there is a value, and whether it can be used.
  @inlinable package var state: StatedAmountState {
    isAbsent ? .absent : isValid ? .valid : .invalid
  }

  /// No value given.
  @inlinable package static var absent: StatedAmount {
    StatedAmount(digits: 0, fractionDigits: 0, state: .absent)
  }

  /// A value was given and a finding says why it cannot be used.
  @inlinable package static var invalid: StatedAmount {
    StatedAmount(digits: 0, fractionDigits: 0, state: .invalid)
  }

  /// A value at `byte` of the buffer, from 0, that cannot be used.
  @inlinable package static func invalid(at byte: Int32) -> StatedAmount {
    StatedAmount(digits: 0, fractionDigits: 0, state: .invalid, byte: Int(byte))
  }

  /// Whether no value is given.
  @inlinable package var isAbsent: Bool { facts & 0xFF == StatedAmountState.absent.bits }

  /// Whether the value can be used.
  @inlinable package var isValid: Bool { facts & 0xFF == StatedAmountState.valid.bits }

  /// Whether a value is given that cannot be used.
  @inlinable package var isInvalid: Bool { facts & 0xFF == StatedAmountState.invalid.bits }

  /// The minor units of a settled order's amount, nil where absent or invalid.
  @inlinable package var minorUnits: Int64? { isValid ? digits : nil }
}

/// What is known of one stated amount.
@usableFromInline package enum StatedAmountState: BitwiseCopyable, Sendable {
  /// The export gives no value (absent, null or blank).
  case absent
  /// The value can be used.
  case valid
  /// A value is given that cannot be used; the order has a finding that says why.
  case invalid

  /// The state as `StatedAmount` keeps it. Spelled out: what the compiler makes of raw values is
  /// called, and not inlined, in other modules.
  @inlinable var bits: UInt64 {
    switch self {
    case .absent: 0
    case .valid: 1
    case .invalid: 2
    }
  }
}
