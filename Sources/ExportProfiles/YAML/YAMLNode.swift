/// One value of a profile's YAML, with its place. All scalars are text: what `no` or `1` means is
/// said by the key it stands under.
struct YAMLNode {
  /// What stands there.
  indirect enum Content {
    case text(String)
    case list([YAMLNode])
    case mapping([YAMLEntry])
    /// Something that already has a problem of its own.
    case unusable
  }

  /// Where it begins.
  var place: ProfilePlace
  var content: Content
}

/// One key of a mapping with its value. Keys are unique in their mapping.
struct YAMLEntry {
  var key: String
  var keyPlace: ProfilePlace
  var value: YAMLNode
}
