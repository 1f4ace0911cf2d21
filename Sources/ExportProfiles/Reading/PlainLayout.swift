/// Whether a layout says no more than names of fields, so that the plain readers can read it.
enum PlainLayout {
  /// Keys of a layout that say more.
  private static let otherKeys: Set<String> = {
    let kinds: [ProfileVocabulary.SectionKind] = [.json, .csv, .xml]
    let plain: Set = ["delimiter", "order", "items", "discounts"]
    return Set(kinds.flatMap(ProfileVocabulary.keys)).subtracting(plain)
  }()

  /// Keys inside `order`, `items` and `discounts` that say more.
  private static let otherPartKeys: Set = [
    "group_by", "not_stated", "optional", "skip", "exact", "where", "required",
  ]

  /// Whether the layout of an entry is plain. Wrong layouts may be either.
  static func isEnough(for entry: YAMLEntry) -> Bool {
    guard case .mapping(let sections) = entry.value.content else { return true }
    for section in sections {
      if otherKeys.contains(section.key) { return false }
      switch section.value.content {
      case .list:
        if ["items", "discounts", "delimiter"].contains(section.key) { return false }
      case .mapping(let entries):
        if !isPlain(entries, of: section.key, in: entry.key) { return false }
      case .text, .unusable: break
      }
    }
    return true
  }

  private static func isPlain(
    _ entries: [YAMLEntry], of section: String, in format: String
  ) -> Bool {
    for entry in entries {
      if otherPartKeys.contains(entry.key) { return false }
      if entry.key == "path" {
        if section == "order", format == "json" { return false }
        guard case .text(let path) = entry.value.content else { return false }
        if isMore(path) || (format == "xml" && section == "order" && !path.contains("/")) {
          return false
        }
      }
      guard entry.key == "fields", case .mapping(let fields) = entry.value.content else { continue }
      for field in fields {
        switch field.value.content {
        case .text(let path):
          if format != "csv", isMore(path) { return false }
        case .list, .mapping: return false
        case .unusable: break
        }
      }
    }
    return true
  }

  /// Whether a path says more than names.
  private static func isMore(_ path: String) -> Bool {
    path.contains("[") || path.contains("@")
  }
}
