package import ExportProfiles

extension OpenedExport {
  /// Opens an export before its turn, so that a thread of its own decompresses it meanwhile: a file
  /// whose name says that it is compressed.
  ///
  /// Nil for all others: to open a pipe may mean to wait, and plain files are read fast enough. Nil
  /// too where opening fails; opening it in its turn tells why.
  package static func ahead(
    _ located: LocatedExport, format: ExportFormat?, profile: Profile? = nil,
    wakeUp: Int32? = nil, expansionLimit: ExpansionLimit = ExpansionLimit()
  ) -> OpenedExport? {
    guard case .file(let path) = located.input,
      ExportName(located.displayPath).compression != .none,
      let state = try? FileState(path: path), state.kind == .regular
    else { return nil }
    return try? OpenedExport(
      located, format: format, profile: profile, readAhead: true, wakeUp: wakeUp,
      expansionLimit: expansionLimit)
  }
}
