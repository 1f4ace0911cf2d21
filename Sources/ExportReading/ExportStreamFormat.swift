internal import BasketModel
internal import ExportProfiles

/// The format of an export, as its stream needs it.
package enum ExportStreamFormat: Sendable {
  case jsonLines
  /// With the delimiter that the export's name implies, unless the profile names one.
  case csv(delimiter: UInt8)
  case xml

  /// What stands before the records.
  enum Preamble {
    /// More bytes are needed to tell.
    case needsMore
    /// No record can follow, because of these findings (none for an empty export).
    case finished([Finding])
    /// The records begin at `start`, after so many blank lines.
    case ready(start: Int, blankLines: Int, ExportLayout.Kind, RecordCutter)
  }

  /// Reads the preamble of an export.
  func preamble(
    _ bytes: PaddedBytes, isEnd: Bool, profile: Profile, limits: ReadLimits,
    fileName: String = ""
  ) -> Preamble {
    if bytes.count < 4, !isEnd { return .needsMore }
    if bytes.count == 0 { return .finished([]) }
    if case .xml = self {
      // XML is decoded before it comes here.
    } else if let encoding = Self.foreignEncoding(bytes) {
      let reason = "the export looks like \(encoding); it must be UTF-8"
      return .finished([.export(.unreadableInput, reason)])
    }
    let start = Self.byteOrderMarkLength(bytes)
    switch self {
    case .xml:
      if let mapping = profile.mappings.xml {
        return XMLMappingPreamble(mapping: mapping, limits: limits).preamble(bytes, isEnd: isEnd)
      }
      guard let layout = profile.xml else { return .finished([missingLayout("XML", profile)]) }
      switch XMLPreamble(layout, limits: limits).read(bytes, isEnd: isEnd) {
      case .needsMore: return .needsMore
      case .finished(let findings): return .finished(findings)
      case .ready(let document, let contentStart):
        return .ready(
          start: contentStart, blankLines: 0, .xml(document), RecordCutter(XMLCutter(document)))
      }
    case .jsonLines:
      if let mapping = profile.mappings.json {
        return JSONMappingPreamble(mapping: mapping, limits: limits)
          .preamble(bytes, from: start, isEnd: isEnd)
      }
      guard let layout = profile.json else {
        return .finished([missingLayout("JSON Lines", profile)])
      }
      return .ready(
        start: start, blankLines: 0, .jsonLines(NestedPlan(layout)), RecordCutter(LineCutter()))
    case .csv(let delimiter):
      if let mapping = profile.mappings.csv {
        let options = mapping.table ?? TableOptions()
        return TableMappingHeader(
          mapping: mapping, options: options, delimiter: options.delimiter ?? delimiter,
          limits: limits, fileName: fileName
        ).preamble(bytes, from: start, isEnd: isEnd)
      }
      guard let layout = profile.csv else { return .finished([missingLayout("CSV", profile)]) }
      return CSVHeader(layout: layout, delimiter: layout.delimiter ?? delimiter, limits: limits)
        .preamble(bytes, from: start, isEnd: isEnd)
    }
  }

  /// What a profile says about the format beyond names of fields.
  func mapping(of profile: Profile) -> RecordMapping? {
    switch self {
    case .jsonLines: profile.mappings.json
    case .csv: profile.mappings.csv
    case .xml: profile.mappings.xml
    }
  }

  private func missingLayout(_ format: String, _ profile: Profile) -> Finding {
    .export(.unreadableInput, "the profile \(profile.name) describes no \(format) exports")
  }

  /// 3 where the bytes begin with UTF-8's byte order mark.
  static func byteOrderMarkLength(_ bytes: PaddedBytes) -> Int {
    bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }

  /// An encoding that CSV and JSON Lines exports may not have, if the first bytes show one.
  private static func foreignEncoding(_ bytes: PaddedBytes) -> String? {
    switch (bytes[0], bytes[1]) {
    case (0xFF, 0xFE): "UTF-16 (little-endian)"
    case (0xFE, 0xFF): "UTF-16 (big-endian)"
    case (0, 1...) where bytes.count > 1: "UTF-16 (big-endian)"
    case (1..., 0) where bytes.count > 1: "UTF-16 (little-endian)"
    default: nil
    }
  }
}
