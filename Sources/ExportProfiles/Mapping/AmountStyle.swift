/// How amounts and quantities are written.
package struct AmountStyle: Sendable, Equatable {
  /// The byte before the fraction; nil where the profile does not say: then a text that could be
  /// read in two ways is a finding.
  package var decimalMark: UInt8?
  /// Whether a point and a comma may both stand before the fraction, and between groups of three
  /// digits, each amount telling by itself; one that does not tell is a finding.
  package var hasEitherMark = false
  /// What may stand between groups of three digits.
  package var thousands = ThousandsMark.none
  /// Whether currency signs and codes may stand before or after the number.
  package var hasCurrencySigns = false
  /// Whether the minus sign may follow the number.
  package var hasTrailingMinus = false
  /// Whether parentheses make the number negative.
  package var hasParentheses = false
  /// Whether the number may lack the digits before its decimal mark.
  package var hasLeadingMark = false
  /// Texts that mean that there is no value, beside the empty one.
  package var emptyTexts: [String] = []

  package init() {}

  /// Whether the profile says anything beyond the plain grammar.
  package var isPlain: Bool { self == AmountStyle() }
}

/// What may stand between groups of three digits.
package enum ThousandsMark: String, Sendable, CaseIterable {
  case none, point, comma, blank, apostrophe
}

/// An encoding of exports that are not UTF-8.
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
  case windows1252 = "windows-1252"
  case windows1254 = "windows-1254"
  case latin1 = "iso-8859-1"
  case latin5 = "iso-8859-9"
}
