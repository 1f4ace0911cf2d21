/// A path of keys, elements or columns from where a source stands.
package struct ValuePath: Sendable, Equatable {
  /// The steps; empty for the place itself.
  package var steps: [PathStep]

  package init(_ steps: [PathStep]) {
    self.steps = steps
  }

  /// A path without predicates.
  package init(names: [String]) {
    steps = names.map { PathStep(name: $0) }
  }

  /// The names of the steps, without what else they say.
  package var names: [String] { steps.map(\.name) }

  /// Whether every step is a name and nothing else.
  package var isPlain: Bool { steps.allSatisfy { !$0.isAttribute && $0.predicates.isEmpty } }
}

/// One step of a path.
package struct PathStep: Sendable, Equatable {
  /// The key, local element name, attribute name or column.
  package var name: String
  /// Whether only an attribute is meant (`@currency`).
  package var isAttribute = false
  /// What must hold for the object or element that the step leads to; all of them.
  package var predicates: [PathPredicate] = []

  package init(name: String) {
    self.name = name
  }
}

/// A condition inside a path: `[code='sub_total']`.
package struct PathPredicate: Sendable, Equatable {
  /// From the object or element to the value that is compared, by names alone.
  package var path: ValuePath
  /// Whether the value must be the text, or must not be it. An absent value is the empty text.
  package var isEqual: Bool
  /// What the value is compared with, after blanks around both are dropped.
  package var text: String
}

/// What must hold, for a source, an element or an order.
package indirect enum Condition: Sendable, Equatable {
  /// The text of the source is one of these, or none of them; blanks around it do not count. Absent
  /// is the empty text.
  case text(ValueSource, isAny: Bool, of: [String])
  /// The text of the source contains one of these.
  case contains(ValueSource, anyOf: [String])
  /// Both sources have a value, and it is the same text; blanks around it do not count.
  case isSame(ValueSource, ValueSource)
  /// The source has a value, or has none.
  case isFilled(ValueSource, Bool)
  /// The number of the source has a sign; an absent number has none of them.
  case sign(ValueSource, NumberSign)
  /// At least one of the lists holds.
  case any([[Condition]])
}

/// The sign of a number.
package enum NumberSign: String, Sendable, CaseIterable {
  case negative, zero, positive
}
