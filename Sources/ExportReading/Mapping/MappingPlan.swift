internal import BasketModel
internal import ExportProfiles

/// A mapping compiled for one export: the names that scanners keep, and what becomes of the values.
///
/// Immutable and shared by all workers.
struct MappingPlan: Sendable {
  /// One field with the source of its value.
  struct Field: BitwiseCopyable, Sendable {
    var slot: FieldSlot
    /// Index in `program.sources`.
    var source: Int32
  }

  /// Items, discounts or charges at one place.
  struct Part: Sendable {
    var kind: BasketPartKind
    /// In `program.steps`, from the record.
    var path: SourceProgram.Run
    var conditions: SourceProgram.Run
    var fields: [Field]
    /// Whether an element without a value is none: what rows are, and cells of a list.
    var skipsBlankElements: Bool
  }

  /// Two values that must be equal.
  struct CompiledIdentity: Sendable {
    var name: String
    /// In `program.steps`, from the record; empty for the record itself.
    var path: SourceProgram.Run
    var left: Int32
    var right: Int32
    var conditions: SourceProgram.Run
    var tolerance: Int
    /// The amount that is allowed instead; nil for none.
    var allowed: Int32?
  }

  let trie: PathTrie
  let program: SourceProgram
  let style: AmountStyle
  /// The texts of the order, the currency first.
  let texts: [Field]
  /// The amounts of the order.
  private(set) var amounts: [Field]
  /// Each alone skips the order.
  let skip: [SourceProgram.Run]
  private(set) var parts: [Part]
  /// Whether an order without any item lacks something.
  private(set) var requiresItems: Bool
  /// Together they take an order's tolerance away; empty for no order.
  let exact: SourceProgram.Run
  private(set) var identities: [CompiledIdentity]
  /// What cannot be worked out of any order.
  private(set) var unknown: UnknownValues = []
  /// Amounts of the order that the export has no column for.
  private(set) var missingAmounts: [OrderAmountField] = []
  /// Whether some source rounds or counts minor units, so that the currency must be known first.
  let needsScale: Bool

  /// - Parameters:
  ///   - trie: With the names that the format itself needs.
  ///   - rows: The trie's node of the rows of a table; nil elsewhere.
  init(_ mapping: RecordMapping, trie: PathTrie, rows: Int? = nil) {
    var compiler = SourceCompiler(
      trie: trie, rows: rows, table: mapping.table ?? TableOptions())
    var texts: [Field] = []
    var amounts: [Field] = []
    for (field, source) in mapping.orderFields.inModelOrder {
      guard let slot = FieldSlot(field) else { continue }
      let compiled = Field(slot: slot, source: compiler.compile(source, in: .order))
      if slot.isDecimal {
        amounts.append(compiled)
      } else if field == .currency {
        texts.insert(compiled, at: 0)
      } else {
        texts.append(compiled)
      }
    }
    self.texts = texts
    self.amounts = amounts
    skip = mapping.skip.map { compiler.compile([$0], in: .order) }
    exact = compiler.compile(mapping.exact, in: .order)
    parts = mapping.parts.map { Self.part($0, with: &compiler, isTable: rows != nil) }
    requiresItems = mapping.parts.contains(where: \.isRequired)
    identities = mapping.identities.map {
      Self.identity($0, with: &compiler, isTable: rows != nil)
    }
    self.trie = compiler.trie
    program = compiler.program
    style = mapping.style
    needsScale =
      style.hasEitherMark || program.sources.contains { $0.isRounded || $0.isMinor }
    if mapping.notStated.contains(.basketItems) { unknown.insert(.items) }
  }

  /// Takes out what an export has no columns for, and keeps what is unknown without it.
  mutating func leaveOut(_ missing: MissingColumns) {
    for place in missing.parts.reversed() {
      unknown.insert(UnknownValues(parts[place].kind))
      parts.remove(at: place)
    }
    if unknown.contains(.items) { requiresItems = false }
    for place in missing.identities.reversed() { identities.remove(at: place) }
    if missing.fields.contains(.currency) { unknown.insert(.currency) }
    missingAmounts = OrderAmountField.allCases.filter { missing.fields.contains($0.field) }
    amounts.removeAll { missing.fields.contains($0.slot.field) }
  }

  private static func part(
    _ part: BasketPart, with compiler: inout SourceCompiler, isTable: Bool
  ) -> Part {
    let (run, scope) = elements(part.path, with: &compiler, isTable: isTable)
    let fields = part.fields.inModelOrder.compactMap { field, source in
      FieldSlot(field).map { Field(slot: $0, source: compiler.compile(source, in: scope)) }
    }
    return Part(
      kind: part.kind, path: run, conditions: compiler.compile(part.conditions, in: scope),
      fields: fields, skipsBlankElements: isTable)
  }

  private static func identity(
    _ identity: Identity, with compiler: inout SourceCompiler, isTable: Bool
  ) -> CompiledIdentity {
    let (run, scope) = elements(identity.path, with: &compiler, isTable: isTable)
    return CompiledIdentity(
      name: identity.name, path: run, left: compiler.compile(identity.left, in: scope),
      right: compiler.compile(identity.right, in: scope),
      conditions: compiler.compile(identity.conditions, in: scope), tolerance: identity.tolerance,
      allowed: identity.allowed.map { compiler.compile($0, in: scope) })
  }

  /// The path to elements, compiled, and where sources in them start.
  private static func elements(
    _ path: ValuePath, with compiler: inout SourceCompiler, isTable: Bool
  ) -> (SourceProgram.Run, SourceCompiler.Scope) {
    var path = path
    if isTable, !path.steps.isEmpty { path = compiler.table.anchored(path) }
    let run = compiler.compile(path, from: PathTrie.root)
    let node = compiler.node(of: path, from: PathTrie.root)
    return (run, SourceCompiler.Scope(node: node, isOrder: path.steps.isEmpty))
  }
}
