package import ExportProfiles
package import ExportReading
package import OrderRules

/// Everything a run needs, decided before it starts.
package struct ReconciliationPlan: Sendable {
  /// The exports in the order in which they are read.
  package var exports: [LocatedExport]
  /// Files of audited directories that are left out, as paths.
  package var ignoredFiles: [String]
  /// How the exports map to orders.
  package var profile: Profile
  /// A format that overrides what names and first bytes say.
  package var format: ExportFormat?
  /// What the rules need beside the order.
  package var rules: RuleContext
  /// Buffers in work at once, at least 1; with 1 nothing runs beside the one task.
  package var threads: Int
  /// The limits of reading.
  package var limits: ReadLimits
  /// Whether an export without records is fine.
  package var allowEmpty: Bool

  /// Bytes that the duplicate index may take in memory; what does not fit goes to disk.
  package var memoryLimitBytes: Int
  /// Where a temporary file goes, if one is needed: an existing directory.
  package var temporaryDirectory: String
  /// Whether envelopes show the record, as far as it is not personal.
  package var includesRecords = false
  /// What may end the reading early; nil where nothing does.
  package var stop: RunStop?
  /// Whether nobody asked for the profile. Then what comes from a pipe or standard input must look
  /// like its exports before it is read; files were looked at before the run.
  package var assumesProfile = false

  /// The limit of memory where none is given: 1 GiB.
  package static let memoryLimitBytesStandard = 1 << 30

  package init(
    exports: [LocatedExport], ignoredFiles: [String] = [], profile: Profile,
    format: ExportFormat? = nil, rules: RuleContext, threads: Int,
    limits: ReadLimits = .standard, allowEmpty: Bool = false,
    memoryLimitBytes: Int = memoryLimitBytesStandard, temporaryDirectory: String = "/tmp",
    stop: RunStop? = nil
  ) {
    precondition(threads >= 1, "a run needs at least one thread")
    self.exports = exports
    self.ignoredFiles = ignoredFiles
    self.profile = profile
    self.format = format
    self.rules = rules
    self.threads = threads
    self.limits = limits
    self.allowEmpty = allowEmpty
    self.memoryLimitBytes = memoryLimitBytes
    self.temporaryDirectory = temporaryDirectory
    self.stop = stop
  }
}

extension ReconciliationPlan {
  /// Whether orders of some export have to be gathered before they can be read.
  var gathersOrders: Bool {
    profile.mappings.csv?.table?.isScattered == true
      || ![nil, .adjacent].contains(profile.mappings.json?.children?.order)
  }

  /// Bytes that the duplicate index may take in memory: half of what there is, where rows wait.
  var indexLimitBytes: Int { gathersOrders ? memoryLimitBytes / 2 : memoryLimitBytes }

  /// Bytes that rows and lines may take in memory while they wait for the others of their orders.
  var gatheringLimitBytes: Int { memoryLimitBytes - indexLimitBytes }
}

extension Profile {
  /// Whether orders of an export of this format have to be gathered before they can be read.
  func gathersOrders(of format: ExportFormat) -> Bool {
    switch format {
    case .csv: mappings.csv?.table?.isScattered == true
    case .jsonLines: mappings.json?.children?.order == .scattered
    case .xml: false
    }
  }
}

/// How far a run is, for people.
package struct RunProgress: Sendable, Equatable {
  /// Stored bytes read so far; compressed ones count as they are stored.
  package var bytesTaken: Int
  /// Records so far.
  package var records: Int
  /// Envelopes so far.
  package var envelopes: Int
}
