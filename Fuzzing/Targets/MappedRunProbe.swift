import ExportProfiles
import ExportReading

/// A whole run with one of the built-in profiles: the first line names it, the rest is the export.
///
/// So the readers that mappings need meet the constructs that real profiles use. What must hold is
/// what `RunProbe` says.
enum MappedRunProbe {
  private static let profiles: [Profile] = BuiltInProfiles.names.compactMap { name in
    try? BuiltInProfiles.profile(named: name)
  }

  static func complaint(about bytes: [UInt8]) -> String? {
    let name = bytes.prefix { $0 != 0x0A }
    let profile = profile(named: name)
    var limits = ReaderProbe.limits(recordBytesMax: 1 << 14)
    limits.bufferBytes = 701
    return RunProbe.complaint(
      about: Array(bytes.dropFirst(name.count + 1)), profile: profile, limits: limits,
      scratchName: "mapped-export"
    ).map { "\(profile.name): \($0)" }
  }

  /// The profile with the name; for any other bytes one that they choose.
  private static func profile(named name: ArraySlice<UInt8>) -> Profile {
    if let known = profiles.first(where: { name.elementsEqual($0.name.utf8) }) { return known }
    return profiles[name.reduce(0) { $0 &+ Int($1) } % profiles.count]
  }
}
