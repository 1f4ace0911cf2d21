package import ExportProfiles

extension ExportOutline {
  /// The names in a sample, where a profile says how to find them; those of a table without a
  /// profile are in its first row.
  ///
  /// - Parameter valuesMax: Values that are kept of each name.
  /// - Complexity: O(*n*) in the sample's bytes.
  package init(_ sample: ExportSample, profile: Profile?, valuesMax: Int = 0) {
    let text = sample.text(as: profile) ?? []
    switch sample.format {
    case .jsonLines:
      var reader = JSONOutlineReader(valuesMax: valuesMax)
      reader.read(text)
      self = reader.outline
    case .xml:
      var reader = XMLOutlineReader(valuesMax: valuesMax)
      reader.read(text)
      self = reader.outline
    case .csv:
      let table = profile?.mappings.csv?.table ?? TableOptions()
      let delimiter =
        profile?.csv?.delimiter ?? table.delimiter ?? sample.source(as: profile)?.delimiter ?? 0x2C
      var skipped = text[...]
      if case .after(let lines) = table.header {
        for _ in 0..<lines {
          skipped = skipped.drop { $0 != 0x0A }.dropFirst()
        }
      }
      let isFirst = if case .containing = table.header { false } else { true }
      let rows = TableRows(
        Array(skipped), delimiter: delimiter, isWhole: sample.isWhole,
        rowsMax: isFirst && valuesMax == 0 ? 2 : .max)
      let place = isFirst ? HeaderPlace.first : table.header
      var reader = TableOutlineReader(valuesMax: valuesMax)
      if let header = TableOutlineReader.headerIndex(rows.rows, place: place) {
        reader.read(rows.rows, header: header)
      }
      self = reader.outline
    }
  }
}
