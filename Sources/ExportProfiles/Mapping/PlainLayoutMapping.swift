internal import BasketModel

extension Profile {
  /// The profile with each plain layout as the mapping that says the same: for those who want to
  /// know where values come from, which only the readers of mappings tell.
  package var asMappings: Profile {
    var profile = self
    if let csv {
      profile.mappings.csv = RecordMapping(csv)
      profile.csv = nil
    }
    if let json {
      profile.mappings.json = RecordMapping(json)
      profile.json = nil
    }
    if let xml {
      profile.mappings.xml = RecordMapping(xml)
      profile.xml = nil
    }
    return profile
  }
}

extension RecordMapping {
  init(_ layout: TableLayout) {
    var table = TableOptions()
    table.delimiter = layout.delimiter
    self.table = table
    for (field, column) in layout.columns where field.owner == .order {
      orderFields[field] = ValueSource(.path(ValuePath(names: [column])))
    }
    addPart(
      .item, ValuePath(names: [TableOptions.rowsName]),
      layout.columns.filter { $0.key.owner == .item }.mapValues { [$0] })
    addPart(
      .discount, ValuePath(names: [TableOptions.rowsName]),
      layout.columns.filter { $0.key.owner == .discount }.mapValues { [$0] })
  }

  init(_ layout: NestedLayout) {
    if !layout.recordPath.isEmpty { recordPaths = [ValuePath(names: layout.recordPath)] }
    for (field, path) in layout.orderFields {
      orderFields[field] = ValueSource(.path(ValuePath(names: path)))
    }
    if let path = layout.itemsPath { addPart(.item, ValuePath(names: path), layout.itemFields) }
    if let path = layout.discountsPath {
      addPart(.discount, ValuePath(names: path), layout.discountFields)
    }
  }

  private mutating func addPart(
    _ kind: BasketPartKind, _ path: ValuePath, _ fields: [OrderField: [String]]
  ) {
    guard !fields.isEmpty else { return }
    parts.append(
      BasketPart(
        kind: kind, path: path, conditions: [],
        fields: fields.mapValues { ValueSource(.path(ValuePath(names: $0))) }))
  }
}
