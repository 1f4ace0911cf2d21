import Glibc

/// A file that appears under its name whole or not at all.
///
/// The bytes go to a temporary file in the same directory, which only this user may read and whose
/// name starts with a dot. Publishing makes them durable, gives the file its name in one step and
/// makes that durable too. Until then an older file of that name stays as it was. Where the name is
/// a symbolic link, the link itself is replaced and what it points to stays untouched.
///
/// The directory is held open, so that renaming it or leaving it in between does no harm. A process
/// that is killed leaves at most the temporary file.
package final class OutputFile: ReportDestination {
  private let path: String
  private let place: Place
  private let directory: FileDescriptor
  private let temporary: FileDescriptor
  private let temporaryName: String
  private var isOpen = true

  /// Creates the temporary file.
  ///
  /// - Throws: An error that means `cannotCreate`; nothing is left behind.
  package init(path: String) throws(OutputError) {
    self.path = path
    place = try Place(path: path)
    directory = try place.openDirectory(for: path)
    try place.checkReplaceable(in: directory, path: path)
    (temporary, temporaryName) = try Self.createTemporary(in: directory, path: path)
  }

  deinit {
    abandon()
  }

  package func write(_ bytes: Span<UInt8>) throws(OutputError) {
    try temporary.writeAll(bytes)
  }

  /// Makes the file durable and gives it its name.
  ///
  /// - Throws: What the system said. The temporary file is gone then, and an older file of the name
  ///   stands unless only making the directory durable failed.
  package func publish() throws(OutputError) {
    do throws(OutputError) {
      try temporary.synchronize()
      try temporary.close()
      let number = directory.number
      guard unsafe renameat(number, temporaryName, number, place.name) == 0 else {
        throw OutputError(path: path, operation: .rename, systemError: errno)
      }
      isOpen = false
      try directory.synchronizeDirectory()
    } catch {
      abandon()
      throw error
    }
  }

  package func abandon() {
    guard isOpen else { return }
    isOpen = false
    _ = unsafe unlinkat(directory.number, temporaryName, 0)
  }

  /// Removes the file of that name and makes the removal durable; no error where there is none.
  ///
  /// - Throws: An error that means `cannotCreate`.
  static func remove(at path: String) throws(OutputError) {
    let place = try Place(path: path)
    let directory = try place.openDirectory(for: path)
    guard unsafe unlinkat(directory.number, place.name, 0) == 0 else {
      if errno == ENOENT { return }
      throw OutputError(path: path, operation: .remove, systemError: errno)
    }
    try directory.synchronizeDirectory()
  }

  /// A new file that nobody else has, with a name nobody can foresee.
  private static func createTemporary(
    in directory: FileDescriptor, path: String
  ) throws(OutputError) -> (FileDescriptor, name: String) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    for _ in 0..<16 {
      let name = ".order-audit-\(String(UInt64.random(in: .min ... .max), radix: 16)).tmp"
      let number = unsafe openat(directory.number, name, flags, 0o600)
      if number >= 0 {
        // The mask of the process may have taken more bits away than it should.
        _ = fchmod(number, 0o600)
        return (FileDescriptor(number: number, path: path, isOwned: true), name)
      }
      guard errno == EEXIST || errno == EINTR else { break }
    }
    throw OutputError(path: path, operation: .create, systemError: errno)
  }
}

/// A path taken apart: the directory and the name in it.
private struct Place {
  let directory: String
  let name: String

  init(path: String) throws(OutputError) {
    // By bytes: to Swift, a slash with a combining mark after it is another character.
    let bytes = [UInt8](path.utf8)
    let nameStart = bytes.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
    name = String(decoding: bytes[nameStart...], as: UTF8.self)
    directory =
      switch nameStart {
      case 0: "."
      case 1: "/"
      default: String(decoding: bytes[..<(nameStart - 1)], as: UTF8.self)
      }
    guard name != "", name != ".", name != ".." else {
      let systemError = path.isEmpty ? ENOENT : EISDIR
      throw OutputError(path: path, operation: .create, systemError: systemError)
    }
  }

  func openDirectory(for path: String) throws(OutputError) -> FileDescriptor {
    let number = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else {
      throw OutputError(path: path, operation: .create, systemError: errno)
    }
    return FileDescriptor(number: number, path: directory, isOwned: true)
  }

  /// Refuses a directory now, not after a night's work.
  func checkReplaceable(in directory: FileDescriptor, path: String) throws(OutputError) {
    var status = stat()
    let found = unsafe fstatat(directory.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0
    if found, status.st_mode & S_IFMT == S_IFDIR {
      throw OutputError(path: path, operation: .create, systemError: EISDIR)
    }
  }
}
