internal import ExportProfiles

/// The tables whose rows are put together: one, or several that belong together.
struct JoinedTables: Sendable {
  /// What becomes of the rows of all tables.
  let plan: MappingPlan
  let tolerance: Tolerance
  /// By the index of the export in the plan of the run; all of one mapping.
  let sheets: [Int: TableMapping]
  /// The table of exports that are not in `sheets`.
  let table: TableMapping
  /// The parts that an order must have, from 0.
  let requiredParts: [Int]

  /// One table.
  init(_ table: TableMapping) {
    plan = table.mapping
    tolerance = table.tolerance
    sheets = [:]
    self.table = table
    requiredParts = []
  }

  /// Several tables; nil without any.
  init?(_ sheets: [Int: TableMapping]) {
    guard let table = sheets.min(by: { $0.key < $1.key })?.value else { return nil }
    var plan = table.mapping
    plan.leaveOut(MissingColumns(all: sheets.values.map(\.missing)))
    self.plan = plan
    tolerance = table.tolerance
    self.sheets = sheets
    self.table = table
    requiredParts = table.options.parts.indices.filter { table.options.parts[$0].isRequired }
  }
}

extension ExportLayout {
  /// Which of the profile's parts the export is, from 0; nil where there are none.
  package var part: Int? {
    if case .mappedTable(let plan) = kind { return plan.part }
    return nil
  }

  /// The one layout of several exports that belong together; nil where they do not.
  ///
  /// - Parameter layouts: By the index of the export in the plan of the run.
  package static func joined(_ layouts: [Int: ExportLayout]) -> ExportLayout? {
    var sheets: [Int: TableMapping] = [:]
    for (export, layout) in layouts {
      guard case .mappedTable(let plan) = layout.kind, plan.part != nil else { continue }
      sheets[export] = plan
    }
    guard let tables = JoinedTables(sheets), let any = layouts.first?.value else { return nil }
    return ExportLayout(
      kind: .joinedTables(tables), limits: any.limits, settings: any.settings)
  }
}
