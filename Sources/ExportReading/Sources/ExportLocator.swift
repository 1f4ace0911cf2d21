import Glibc

/// One export of the batch, found but not opened.
package struct LocatedExport: Equatable, Sendable {
  /// Where its bytes are.
  package enum Input: Equatable, Sendable {
    case file(FilePath)
    case standardInput
  }

  package let input: Input
  /// The path as given, for a directory joined with the file's name; `stdin` for `-`.
  package let displayPath: String
  /// Two exports with one identity are one file; nil where it cannot be known.
  package let identity: FileIdentity?
  /// Bytes of the file when it was found; 0 where it is no regular file.
  package let storedBytes: Int

  /// Whether it is a file that can be read twice: no pipe, and not standard input.
  package let isRegularFile: Bool

  init(input: Input, displayPath: String, state: FileState?) {
    self.input = input
    if case .file = input { isRegularFile = state?.kind == .regular } else { isRegularFile = false }
    self.displayPath = displayPath
    identity = state?.identity
    storedBytes = state.map { $0.kind == .regular ? $0.size : 0 } ?? 0
  }
}

/// What the arguments of a run stand for.
package struct LocatedExports: Equatable, Sendable {
  /// In the order given; the files of a directory in the byte order of their names.
  package var exports: [LocatedExport] = []
  /// What was left out of directories, by the path that would be displayed; in the same order.
  package var ignoredPaths: [String] = []
}

/// Why an argument stands for no export.
package struct ExportLocationError: Error, Equatable, Sendable {
  /// The argument as given.
  package let path: String
  /// The system's reason, such as `ENOENT`.
  package let errno: Int32
}

/// Finds the exports that the arguments of a run stand for.
package enum ExportLocator {
  /// What all the arguments stand for.
  ///
  /// - Throws: An error for the first argument that does not exist or cannot be examined.
  package static func locate(
    _ arguments: [String]
  ) throws(ExportLocationError) -> LocatedExports {
    var located = LocatedExports()
    for argument in arguments {
      let found = try locate(argument)
      located.exports += found.exports
      located.ignoredPaths += found.ignoredPaths
    }
    return located
  }

  /// What one argument stands for: `-`, a file, or a directory's files with a known ending.
  ///
  /// A directory is not searched below its own files, and files that start with a dot are passed
  /// over.
  /// - Throws: An error when it does not exist or cannot be examined.
  package static func locate(_ argument: String) throws(ExportLocationError) -> LocatedExports {
    if argument == "-" { return LocatedExports(exports: [standardInput]) }
    let path = FilePath(argument)
    do throws(SourceError) {
      let state = try FileState(path: path)
      if state.kind == .directory { return try contents(ofDirectory: path) }
      return LocatedExports(exports: [
        LocatedExport(input: .file(path), displayPath: argument, state: state)
      ])
    } catch {
      guard case .system(_, let code) = error else {
        throw ExportLocationError(path: argument, errno: EIO)
      }
      throw ExportLocationError(path: argument, errno: code)
    }
  }

  /// What all the arguments stand for, where one that cannot be examined stands for itself: opening
  /// it tells why it cannot be read, and the others are still read.
  package static func locateWhatIsThere(_ arguments: [String]) -> LocatedExports {
    var located = LocatedExports()
    for argument in arguments {
      do throws(ExportLocationError) {
        let found = try locate(argument)
        located.exports += found.exports
        located.ignoredPaths += found.ignoredPaths
      } catch {
        located.exports.append(standing(for: argument))
      }
    }
    return located
  }

  /// A file by its path, whether or not there is one; never standard input or a directory's files.
  static func standing(for path: String) -> LocatedExport {
    LocatedExport(input: .file(FilePath(path)), displayPath: path, state: nil)
  }

  private static var standardInput: LocatedExport {
    let state = try? FileState(descriptor: STDIN_FILENO)
    return LocatedExport(
      input: .standardInput, displayPath: "stdin", state: state)
  }

  private static func contents(
    ofDirectory directory: FilePath
  ) throws(SourceError) -> LocatedExports {
    var located = LocatedExports()
    for name in try visibleNames(inDirectory: directory) {
      let path = directory.appending(name: name.map { CChar(bitPattern: $0) })
      let state = try? FileState(path: path)
      // A name that leads nowhere stays in: opening it says so, where leaving it out would hide it.
      let isReadable = state.map { $0.kind == .regular } ?? true
      if isReadable, ExportName(bytes: name).format != nil {
        located.exports.append(
          LocatedExport(input: .file(path), displayPath: path.display, state: state))
      } else {
        located.ignoredPaths.append(path.display)
      }
    }
    return located
  }

  /// The names that do not start with a dot, in byte order.
  private static func visibleNames(
    inDirectory path: FilePath
  ) throws(SourceError) -> [[UInt8]] {
    // Safe: the path's bytes end with a zero; the directory is closed once, at the end.
    guard let directory = unsafe opendir(path.terminatedBytes) else {
      throw .system(operation: "opendir", errno: errno)
    }
    defer { _ = unsafe closedir(directory) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(directory) else {
        let code = errno
        guard code == 0 else { throw .system(operation: "readdir", errno: code) }
        break
      }
      // Safe: the system ends the name with a zero, and the entry is valid until the next call.
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { field in
        unsafe Array(field.prefix { $0 != 0 })
      }
      if name.first != UInt8(ascii: ".") { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
