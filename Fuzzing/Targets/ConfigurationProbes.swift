import ExportProfiles
import ExportReading

/// Profiles: any bytes are a profile or a list of problems, the same each time.
enum ProfileProbe {
  static func complaint(about bytes: [UInt8]) -> String? {
    let first = outcome(bytes)
    if case .failure(let error) = first, error.problems.isEmpty {
      return "refused without a reason"
    }
    return outcome(bytes) == first ? nil : "the second reading is another"
  }

  private static func outcome(_ bytes: [UInt8]) -> Result<Profile, ProfileError> {
    Result { () throws(ProfileError) in
      try ProfileReader.profile(fromYAML: bytes, source: "fuzzed.yaml")
    }
  }
}

/// User directories: any bytes are rows or one error with its line.
enum UsersProbe {
  static func complaint(about bytes: [UInt8]) -> String? {
    for name in ["users.csv", "users.jsonl"] {
      let path = ScratchFile.write(bytes, as: name)
      let first = outcome(path)
      if let difference = FuzzTarget.difference(name, outcome(path), from: first) {
        return difference
      }
    }
    return nil
  }

  private static func outcome(_ path: String) -> [String] {
    var rows: [String] = []
    do throws(UserFileError) {
      let reader = try UserDirectoryReader(path: path)
      while let row = try reader.next() { rows.append("\(row)") }
    } catch {
      rows.append("\(error)")
    }
    return rows
  }
}
