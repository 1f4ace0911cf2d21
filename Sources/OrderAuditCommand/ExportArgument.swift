import ExportProfiles
import ExportReading

/// The one export that a command looks at.
enum ExportArgument {
  /// The export that an argument names, not opened.
  ///
  /// - Throws: A usage failure for a directory.
  static func locate(_ argument: String, command: String) throws(CommandFailure) -> LocatedExport {
    let located = ExportLocator.locateWhatIsThere([argument])
    guard FileFacts(path: argument)?.isDirectory != true || argument == "-",
      let found = located.exports.first
    else { throw .usage("\(command) takes one export, and \(argument) is a directory") }
    return found
  }

  /// Opens the export.
  ///
  /// - Throws: Why it cannot be opened.
  static func open(
    _ argument: String, format: ExportFormat?, profile: Profile? = nil, command: String
  ) throws(CommandFailure) -> OpenedExport {
    let located = try locate(argument, command: command)
    do throws(SourceError) {
      return try OpenedExport(located, format: format, profile: profile, readAhead: false)
    } catch {
      var reason = "cannot be read"
      if case .system(let operation, let code) = error {
        reason = "\(operation): \(SystemErrorText.text(code))"
      }
      throw .noExport(["\(argument): \(reason)"])
    }
  }
}
