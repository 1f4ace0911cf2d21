import ExportReading

/// What is fuzzed: one case for each reader of bytes that others wrote, and for each pair of a fast
/// way and a slow one.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// The CSV reader: in one piece, in small buffers, by masks and by the scanner alone.
  case csv
  /// The CSV rows against the slow reader of the tests.
  case csvTwin = "csv-twin"
  /// The JSON Lines reader: with what it learns from line to line, and without.
  case jsonLines = "jsonl"
  /// The JSON scanner against the slow parser of the tests.
  case jsonTwin = "jsonl-twin"
  /// The XML reader: our own tier in front of libxml2, and libxml2 alone.
  case xml
  /// Profiles in YAML.
  case profile
  /// User directories.
  case users
  /// gzip: the fast inflater and zlib, in large and small reads.
  case gzip
  /// Zstandard, in large and small reads.
  case zstandard = "zst"
  /// A whole run over one export in whatever format it looks like: with one thread and with three,
  /// with the duplicate index in memory and on disk. The report must be JSON and the same.
  case run
  /// The same with one of the built-in profiles, which the first line names.
  case mappedRun = "mapped-run"

  /// Reads the bytes in all ways that must agree.
  ///
  /// - Returns: Nil where they do; else what differs. What must never happen at all (a trap, a read
  ///   outside of a buffer) ends the process.
  package func complaint(about bytes: [UInt8]) -> String? {
    switch self {
    case .csv: ReaderProbe(.csv(delimiter: 0x2C)).complaint(about: bytes)
    case .csvTwin: CSVTwinProbe.complaint(about: bytes)
    case .jsonLines: ReaderProbe(.jsonLines).complaint(about: bytes)
    case .jsonTwin: JSONTwinProbe.complaint(about: bytes)
    case .xml: ReaderProbe(.xml).complaint(about: bytes)
    case .profile: ProfileProbe.complaint(about: bytes)
    case .users: UsersProbe.complaint(about: bytes)
    case .gzip: DecompressionProbe.gzipComplaint(about: bytes)
    case .zstandard: DecompressionProbe.zstandardComplaint(about: bytes)
    case .run: RunProbe.complaint(about: bytes)
    case .mappedRun: MappedRunProbe.complaint(about: bytes)
    }
  }

  /// Says where two descriptions part; nil where they are equal.
  static func difference(
    _ way: String, _ found: [String], from expected: [String]
  ) -> String? {
    guard found != expected else { return nil }
    let place =
      zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset
      ?? min(found.count, expected.count)
    func line(_ lines: [String]) -> String { place < lines.count ? lines[place] : "nothing" }
    return "\(way), entry \(place): \(line(found))\n  instead of: \(line(expected))"
  }
}
