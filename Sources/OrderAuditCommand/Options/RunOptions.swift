import ArgumentParser
import ExportReading
import Glibc

/// How the run goes about its work, and what it calls a failure.
struct RunOptions: ParsableArguments {
  @Flag(help: "Exports without records and directories without exports are fine.")
  var allowEmpty = false

  @Option(help: "The least severity that makes a complete run end with status 1.")
  var failOn = FailOn.error

  @Option(
    help: ArgumentHelp(
      """
      Buffers in work at once; the report does not depend on it (default: the processors available).
      """,
      valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp("Memory for the duplicate index, such as 512M or 2G.", valueName: "size"))
  var memoryLimit = MemorySize.standard

  @Option(help: ArgumentHelp("Directory for temporary files.", valueName: "dir"))
  var tempDirectory: String?

  @Option(
    help: ArgumentHelp(
      """
      Stop reading after this time, such as 90s, 10m or 2h, and publish what was audited until \
      then (status 2).
      """,
      valueName: "time"))
  var deadline: Deadline?

  @Option(
    help: ArgumentHelp(
      "Run only if no other run holds this lock file, which stays (status 75).", valueName: "file"))
  var lock: String?

  @Option(help: "How XML records are read; the report does not depend on it.")
  var xmlParser = XMLParserChoice.auto

  /// More would only cost memory.
  private static let threadsMax = 1024

  func validate() throws {
    if lock?.isEmpty == true { throw ValidationError("'--lock' needs the name of a file.") }
    if let threads, !(1...Self.threadsMax).contains(threads) {
      throw ValidationError("'--threads' must be from 1 to \(Self.threadsMax).")
    }
  }

  /// Buffers in work at once.
  var threadCount: Int { threads ?? Self.processorsAvailable }

  /// The limits of reading, with the choice of parser.
  var limits: ReadLimits {
    var limits = ReadLimits.standard
    limits.xmlParser = xmlParser
    return limits
  }

  /// Where a temporary file goes, if one is needed: as given, by the environment, or where large
  /// temporary files belong.
  var temporaryDirectory: String {
    if let tempDirectory { return tempDirectory }
    if let variable = unsafe getenv("TMPDIR") {
      // Safe: the environment does not change while the program runs.
      let path = unsafe String(cString: variable)
      if !path.isEmpty { return path }
    }
    return "/var/tmp"
  }

  /// - Throws: Why the directory for temporary files cannot be used.
  func checkTempDirectory() throws(CommandFailure) {
    guard let tempDirectory else { return }
    guard let facts = FileFacts(path: tempDirectory) else {
      throw .temporaryDirectory(path: tempDirectory, systemError: errno)
    }
    guard facts.isDirectory else {
      throw .temporaryDirectory(path: tempDirectory, systemError: ENOTDIR)
    }
    guard unsafe access(tempDirectory, W_OK | X_OK) == 0 else {
      throw .temporaryDirectory(path: tempDirectory, systemError: errno)
    }
  }

  /// Processors of the machine, as far as there may be threads for them.
  static var processorsAvailable: Int {
    min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), threadsMax)
  }
}
