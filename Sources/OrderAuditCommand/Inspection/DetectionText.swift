import ExportProfiles
import ExportReading
import ReportWriting

/// What name and first bytes told about an export, as text.
struct DetectionText {
  private let opened: OpenedExport
  private let isFormatGiven: Bool
  private let profile: Profile
  private let isProfileAssumed: Bool

  init(
    _ opened: OpenedExport, format: ExportFormat?, profile: Profile, isProfileAssumed: Bool
  ) {
    self.isProfileAssumed = isProfileAssumed
    self.opened = opened
    isFormatGiven = format != nil
    self.profile = profile
  }

  /// One line for each fact.
  var text: String {
    let name = ExportName(opened.displayPath)
    let source =
      isFormatGiven ? "as --format says" : name.format != nil ? "by its name" : "by its first bytes"
    var lines = [
      ("export", TerminalText.shown(opened.displayPath)),
      ("format", "\(formatName) (\(source))"),
      ("compression", opened.compression.rawValue),
      ("size", opened.fileSize.map { "\($0) bytes as stored" } ?? "not known"),
      ("encoding", encoding),
    ]
    if opened.format == .csv { lines.append(("delimiter", delimiter)) }
    lines.append(("profile", profile.name + doubt))
    return lines.map { label, value in
      "\(label):\(String(repeating: " ", count: 13 - label.count))\(value)\n"
    }.joined() + "\n"
  }

  /// That nobody asked for the profile and the export is another system's.
  private var doubt: String {
    guard isProfileAssumed,
      ProfileFit.mismatch(ExportSample(firstBytesOf: opened), profile: profile) != nil
    else { return "" }
    return " (assumed, but the fields are others: 'order-audit check' names the profiles that fit)"
  }

  private var formatName: String {
    switch opened.format {
    case .csv: "CSV"
    case .jsonLines: "JSON Lines"
    case .xml: "XML"
    }
  }

  private var encoding: String {
    let bytes = opened.firstBytes
    if opened.format != .xml, let encoding = opened.encoding, encoding.markLength == 0 {
      return "\(encoding.name) (by the profile)"
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "UTF-8 with byte order mark" }
    if bytes.starts(with: [0xFF, 0xFE]) { return "UTF-16, little-endian" }
    if bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16, big-endian" }
    return opened.format == .xml ? "as the document says, else UTF-8" : "UTF-8"
  }

  private var delimiter: String {
    switch opened.delimiter(of: profile) {
    case 0x2C: "comma"
    case 0x09: "tab"
    case 0x3B: "semicolon"
    case 0x7C: "pipe"
    case let other: "byte \(other)"
    }
  }
}

extension OpenedExport {
  /// The byte between cells: the profile's, else what the name implies, else a comma.
  func delimiter(of profile: Profile) -> UInt8 {
    profile.csv?.delimiter ?? profile.mappings.csv?.table?.delimiter ?? delimiter ?? 0x2C
  }
}
