internal import ExportProfiles

/// The sources and conditions of a mapping, compiled to flat tables: what `SourceEvaluator` runs.
///
/// Everything is an index into one of the tables, so that evaluating counts no references.
struct SourceProgram: Sendable {
  /// A run of entries of one table.
  struct Run: BitwiseCopyable, Sendable {
    var start: Int32 = 0
    var count: Int32 = 0

    @inline(__always) var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
    @inline(__always) var isEmpty: Bool { count == 0 }
  }

  /// One step of a path.
  struct Step: BitwiseCopyable, Sendable {
    /// The node in the `PathTrie`.
    var name: Int32
    /// In `predicates`.
    var predicates: Run
  }

  struct Predicate: BitwiseCopyable, Sendable {
    /// In `steps`.
    var path: Run
    var isEqual: Bool
    /// In `texts`.
    var text: Int32
  }

  enum Kind: UInt8, BitwiseCopyable, Sendable {
    case path, constant, firstOf, joined, sum, difference, product, quotient
  }

  enum Cut: UInt8, BitwiseCopyable, Sendable { case prefix, suffix, afterLast, beforeFirst }

  struct TextCut: BitwiseCopyable, Sendable {
    var cut: Cut
    /// In `texts`.
    var text: Int32
  }

  struct Source: BitwiseCopyable, Sendable {
    var kind: Kind
    /// For a path in `steps`, else in `links`.
    var operands = Run()
    /// In `texts`: of a constant, or between joined texts.
    var text: Int32 = 0
    /// In `steps`; counts only with `hasOver`.
    var over = Run()
    var hasOver = false
    var take = ValueTake.same
    /// In `conditions`.
    var conditions = Run()
    var startsAtOrder = false
    /// In `cuts`.
    var cuts = Run()
    /// In `lookups`.
    var lookup = Run()
    /// In `texts`.
    var emptyTexts = Run()
    var isNegated = false
    var isAbsolute = false
    /// In `conditions`.
    var negative = Run()
    /// Whether the number counts minor units of the currency.
    var isMinor = false
    /// In `steps`; where it is not empty, the number of digits of minor units.
    var minorDigits = Run()
    var isRounded = false
    /// Whether the source is a path and nothing else.
    var isPlain = false
  }

  enum Test: UInt8, BitwiseCopyable, Sendable {
    case isOneOf, isNoneOf, contains, isSame, isFilled, isBlank, isNegative, isZero, isPositive, any
  }

  struct Condition: BitwiseCopyable, Sendable {
    var test: Test
    /// In `sources`.
    var source: Int32 = 0
    /// In `texts`; for `isSame` in `links`, for `any` in `conditionLists`.
    var operands = Run()
  }

  var steps: [Step] = []
  var predicates: [Predicate] = []
  var sources: [Source] = []
  /// Indices of sources that others are made of.
  var links: [Int32] = []
  var texts: [[UInt8]] = []
  var cuts: [TextCut] = []
  /// Text and replacement, both in `texts`.
  var lookups: [(text: Int32, replacement: Int32)] = []
  var conditions: [Condition] = []
  var conditionLists: [Run] = []
}
