internal import ExportProfiles

/// Compiles sources and conditions, and collects the names that their paths use.
struct SourceCompiler {
  var program = SourceProgram()
  var trie: PathTrie
  /// The trie's node of the rows of a table; nil elsewhere.
  let rows: Int?
  /// Says which names at the order of a table are rows.
  let table: TableOptions

  init(trie: PathTrie = PathTrie(), rows: Int? = nil, table: TableOptions = TableOptions()) {
    self.trie = trie
    self.rows = rows
    self.table = table
  }

  /// Where a source stands.
  struct Scope {
    /// The trie's node that paths start at.
    var node: Int
    /// Whether it is the record and not an element of it.
    var isOrder: Bool

    static var order: Scope { Scope(node: PathTrie.root, isOrder: true) }
  }

  /// The place in the trie where a path leads.
  mutating func node(of path: ValuePath, from start: Int) -> Int {
    var node = start
    for step in path.steps { node = self.node(of: step, below: node) }
    return node
  }

  private mutating func node(of step: PathStep, below node: Int) -> Int {
    trie.node(Array(step.name.utf8), asAttribute: step.isAttribute, below: node)
  }

  // MARK: Paths

  /// Compiles a path; its run in `steps`.
  mutating func compile(_ path: ValuePath, from start: Int) -> SourceProgram.Run {
    var node = start
    var steps: [SourceProgram.Step] = []
    for step in path.steps {
      node = self.node(of: step, below: node)
      let predicates = step.predicates.map { predicate in
        SourceProgram.Predicate(
          path: compile(predicate.path, from: node), isEqual: predicate.isEqual,
          text: text(predicate.text.trimmedOfBlanks))
      }
      let run = Self.append(predicates, to: &program.predicates)
      steps.append(SourceProgram.Step(name: Int32(node), predicates: run))
    }
    return Self.append(steps, to: &program.steps)
  }

  // MARK: Sources

  /// Compiles a source; its index in `sources`.
  mutating func compile(_ source: ValueSource, in scope: Scope) -> Int32 {
    let outer = source.startsAtOrder ? .order : scope
    guard let rows, outer.isOrder else { return compileHere(source, in: outer) }
    // At the order of a table values come from its rows: where the source does not say how, all
    // rows with a value must agree.
    if source.over != nil || source.take != nil || !Self.mentionsElements(source) {
      return compileOver(source, defaultOver: rows)
    }
    return compileHere(source, in: outer)
  }

  private static func mentionsElements(_ source: ValueSource) -> Bool {
    switch source.origin {
    case .path, .constant: false
    case .firstOf(let sources), .joined(let sources, _), .sum(let sources),
      .difference(let sources), .product(let sources), .quotient(let sources):
      sources.contains { $0.over != nil || $0.take != nil || mentionsElements($0) }
    }
  }

  /// A source over the rows of a table, or over a list in them.
  private mutating func compileOver(_ source: ValueSource, defaultOver rows: Int) -> Int32 {
    if case .constant = source.origin, source.over == nil {
      return compileHere(source, in: .order)
    }
    var source = source
    source.over = table.anchored(source.over ?? ValuePath([]))
    source.take = source.take ?? .same
    return compileHere(source, in: .order)
  }

  private mutating func compileHere(_ source: ValueSource, in scope: Scope) -> Int32 {
    var source = source
    if source.over == nil, source.take != nil, case .path(let path) = source.origin {
      // Several values at one path: each is an element of its own.
      source.over = path
      source.origin = .path(ValuePath([]))
    }
    var compiled = SourceProgram.Source(kind: .path)
    var inner = scope
    if let over = source.over {
      compiled.over = compile(over, from: scope.node)
      compiled.hasOver = true
      inner = Scope(node: node(of: over, from: scope.node), isOrder: false)
    }
    compiled.take = source.take ?? .same
    compiled.startsAtOrder = source.startsAtOrder
    compileOrigin(source.origin, into: &compiled, in: inner)
    compiled.conditions = compile(source.conditions, in: inner)
    compileText(source, into: &compiled)
    switch source.sign {
    case .asStated: break
    case .negated: compiled.isNegated = true
    case .absolute: compiled.isAbsolute = true
    }
    compiled.negative = compile(source.negativeConditions, in: inner)
    switch source.minorUnits {
    case .no: break
    case .ofCurrency: compiled.isMinor = true
    case .digits(let path):
      compiled.isMinor = true
      compiled.minorDigits = compile(path, from: inner.node)
    }
    compiled.isRounded = source.isRounded
    compiled.isPlain = source.plainPath != nil
    program.sources.append(compiled)
    return Int32(program.sources.count - 1)
  }

  private mutating func compileOrigin(
    _ origin: ValueOrigin, into compiled: inout SourceProgram.Source, in scope: Scope
  ) {
    switch origin {
    case .path(let path):
      compiled.kind = .path
      compiled.operands = compile(path, from: scope.node)
    case .constant(let text):
      compiled.kind = .constant
      compiled.text = self.text(text)
    case .firstOf(let sources):
      compiled.kind = .firstOf
      compiled.operands = link(sources, in: scope)
    case .joined(let sources, let separator):
      compiled.kind = .joined
      compiled.operands = link(sources, in: scope)
      compiled.text = text(separator)
    case .sum(let sources):
      compiled.kind = .sum
      compiled.operands = link(sources, in: scope)
    case .difference(let sources):
      compiled.kind = .difference
      compiled.operands = link(sources, in: scope)
    case .product(let sources):
      compiled.kind = .product
      compiled.operands = link(sources, in: scope)
    case .quotient(let sources):
      compiled.kind = .quotient
      compiled.operands = link(sources, in: scope)
    }
  }

  private mutating func link(_ sources: [ValueSource], in scope: Scope) -> SourceProgram.Run {
    let indices = sources.map { compile($0, in: scope) }
    return Self.append(indices, to: &program.links)
  }

  private mutating func compileText(
    _ source: ValueSource, into compiled: inout SourceProgram.Source
  ) {
    let cuts = source.textSteps.map { step in
      switch step {
      case .stripPrefix(let text): SourceProgram.TextCut(cut: .prefix, text: self.text(text))
      case .stripSuffix(let text): SourceProgram.TextCut(cut: .suffix, text: self.text(text))
      case .afterLast(let text): SourceProgram.TextCut(cut: .afterLast, text: self.text(text))
      case .beforeFirst(let text): SourceProgram.TextCut(cut: .beforeFirst, text: self.text(text))
      }
    }
    compiled.cuts = Self.append(cuts, to: &program.cuts)
    let lookups = source.lookup.map { entry in
      (text: text(entry.text.trimmedOfBlanks), replacement: text(entry.replacement))
    }
    compiled.lookup = Self.append(lookups, to: &program.lookups)
    compiled.emptyTexts = texts(source.emptyTexts)
  }

  // MARK: Conditions

  /// Compiles conditions that must all hold; their run in `conditions`.
  mutating func compile(_ conditions: [Condition], in scope: Scope) -> SourceProgram.Run {
    let compiled = conditions.map { compile($0, in: scope) }
    return Self.append(compiled, to: &program.conditions)
  }

  private mutating func compile(
    _ condition: Condition, in scope: Scope
  ) -> SourceProgram.Condition {
    switch condition {
    case .text(let source, let isAny, let texts):
      return SourceProgram.Condition(
        test: isAny ? .isOneOf : .isNoneOf, source: compile(source, in: scope),
        operands: self.texts(texts.map(\.trimmedOfBlanks)))
    case .contains(let source, let texts):
      return SourceProgram.Condition(
        test: .contains, source: compile(source, in: scope), operands: self.texts(texts))
    case .isSame(let source, let other):
      let operands = link([other], in: scope)
      return SourceProgram.Condition(
        test: .isSame, source: compile(source, in: scope), operands: operands)
    case .isFilled(let source, let isFilled):
      return SourceProgram.Condition(
        test: isFilled ? .isFilled : .isBlank, source: compile(source, in: scope))
    case .sign(let source, let sign):
      let test: SourceProgram.Test =
        switch sign {
        case .negative: .isNegative
        case .zero: .isZero
        case .positive: .isPositive
        }
      return SourceProgram.Condition(test: test, source: compile(source, in: scope))
    case .any(let lists):
      let runs = lists.map { compile($0, in: scope) }
      return SourceProgram.Condition(
        test: .any, operands: Self.append(runs, to: &program.conditionLists))
    }
  }

  // MARK: Tables

  private mutating func text(_ text: String) -> Int32 {
    program.texts.append(Array(text.utf8))
    return Int32(program.texts.count - 1)
  }

  private mutating func texts(_ texts: [String]) -> SourceProgram.Run {
    Self.append(texts.map { Array($0.utf8) }, to: &program.texts)
  }

  private static func append<Element>(
    _ elements: [Element], to table: inout [Element]
  ) -> SourceProgram.Run {
    let start = table.count
    table += elements
    return SourceProgram.Run(start: Int32(start), count: Int32(elements.count))
  }
}

extension PathTrie {
  /// The node of a name; attributes have an `@` in front.
  mutating func node(_ name: [UInt8], asAttribute: Bool, below parent: Int) -> Int {
    node(asAttribute ? [0x40] + name : name, below: parent)
  }
}

extension String {
  /// The text without blanks around it.
  fileprivate var trimmedOfBlanks: String {
    String(decoding: DecimalParser.trimmed(Array(utf8)), as: UTF8.self)
  }
}
