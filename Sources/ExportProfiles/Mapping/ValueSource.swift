/// Where one value of an order comes from, and what is done to it on the way.
///
/// A tree without closures: the reader compiles it once for each export.
package struct ValueSource: Sendable, Equatable {
  /// What the value is made of.
  package var origin: ValueOrigin
  /// The elements from which values are taken; nil takes one value where the source stands.
  package var over: ValuePath?
  /// What becomes of the values of several elements.
  package var take: ValueTake?
  /// What must hold; else the source has no value.
  package var conditions: [Condition]
  /// Whether paths start at the order although the source stands in an item, discount or charge.
  package var startsAtOrder: Bool
  /// What is cut off the text, in this order.
  package var textSteps: [TextStep]
  /// Replacements of whole texts; a text that is none of the keys is a finding. Empty for none.
  package var lookup: [LookupEntry]
  /// Texts that mean that there is no value.
  package var emptyTexts: [String]
  /// What becomes of a number's sign.
  package var sign: SignRule
  /// The number is negative where these hold, positive elsewhere, whatever it says; empty for none.
  package var negativeConditions: [Condition]
  /// Whether and how the number counts minor units.
  package var minorUnits: MinorUnits
  /// Whether the number is rounded, half away from zero, to the fraction digits of the order.
  package var isRounded: Bool
  /// Whether exports may lack the columns that the source names, so that it has no value in them.
  package var isOptional: Bool

  package init(_ origin: ValueOrigin) {
    self.origin = origin
    over = nil
    take = nil
    conditions = []
    startsAtOrder = false
    textSteps = []
    lookup = []
    emptyTexts = []
    sign = .asStated
    negativeConditions = []
    minorUnits = .no
    isRounded = false
    isOptional = false
  }

  /// The path, where the source is nothing else.
  package var plainPath: ValuePath? {
    guard case .path(let path) = origin, self == ValueSource(.path(path)) else { return nil }
    return path
  }

  /// Every path in the source that has a value of its own; those of conditions left out.
  package var valuePaths: [ValuePath] {
    switch origin {
    case .path(let path): [path]
    case .constant: []
    case .firstOf(let sources), .joined(let sources, _), .sum(let sources),
      .difference(let sources), .product(let sources), .quotient(let sources):
      sources.flatMap(\.valuePaths)
    }
  }
}

/// What a value is made of.
package indirect enum ValueOrigin: Sendable, Equatable {
  /// What stands at a path.
  case path(ValuePath)
  /// Always the same text.
  case constant(String)
  /// The first source that has a value.
  case firstOf([ValueSource])
  /// The texts of all sources, with a text between them; without a value where one has none.
  case joined([ValueSource], separator: String)
  /// Sources without a value are left out; without a value where none has one.
  case sum([ValueSource])
  /// The first source less the others, as `sum`; without a value where the first has none.
  case difference([ValueSource])
  /// Without a value where one source has none.
  case product([ValueSource])
  /// The first source divided by the others; without a value where one source has none.
  case quotient([ValueSource])
}

/// What becomes of the values of several elements.
package enum ValueTake: String, Sendable, CaseIterable, BitwiseCopyable {
  /// The one value that all elements with a value agree on; another one is a finding.
  case same
  /// The value of the first element, if it has one.
  case first
  /// The value of the last element, if it has one.
  case last
  /// The first value that there is.
  case filled
  /// The sum of all values.
  case sum
  /// The number of elements whose source has a value.
  case count
}

/// One cut of a text.
package enum TextStep: Sendable, Equatable {
  /// Cuts the text off the start, if it stands there.
  case stripPrefix(String)
  /// Cuts the text off the end, if it stands there.
  case stripSuffix(String)
  /// Keeps what follows the last such text, if there is one.
  case afterLast(String)
  /// Keeps what precedes the first such text, if there is one.
  case beforeFirst(String)
}

/// One line of a lookup table.
package struct LookupEntry: Sendable, Equatable {
  package var text: String
  package var replacement: String
}

/// What becomes of a number's sign.
package enum SignRule: Sendable, Equatable {
  case asStated, negated, absolute
}

/// Whether and how a number counts minor units.
package enum MinorUnits: Sendable, Equatable {
  /// It does not.
  case no
  /// As many fraction digits as the order's currency has.
  case ofCurrency
  /// As many fraction digits as another value says.
  case digits(ValuePath)
}
