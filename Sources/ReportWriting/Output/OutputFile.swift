import Glibc

/// A file that appears under its name whole or not at all.
///
/// The bytes go to a temporary file in the same directory, which only this user may read and whose
/// name starts with a dot. Publishing makes them durable, gives the file its name in one step and
/// makes that durable too. Until then an older file of that name stays as it was. Where the name is
/// a symbolic link, the link itself is replaced and what it points to stays untouched.
///
/// The directory is held open, so that renaming it or leaving it in between does no harm. A process
/// that is killed leaves at most the temporary file, which the next run for the target removes.
package final class OutputFile: ReportDestination {
  private let path: String
  private let place: Place
  private let directory: FileDescriptor
  private let temporary: TemporaryFile
  private var isOpen = true
  private var isPrepared = false

  /// Creates the temporary file.
  ///
  /// - Throws: An error that means `cannotCreate`; nothing is left behind.
  package init(path: String) throws(OutputError) {
    self.path = path
    place = try Place(path: path)
    directory = try place.openDirectory(for: path)
    try place.checkReplaceable(in: directory, path: path)
    temporary = try TemporaryFile(in: directory, target: place.name, path: path)
  }

  deinit {
    abandon()
  }

  package func write(_ bytes: Span<UInt8>) throws(OutputError) {
    try temporary.descriptor.writeAll(bytes)
  }

  /// Makes the bytes durable, still under the temporary name.
  ///
  /// - Throws: What the system said. The temporary file is gone then.
  package func prepare() throws(OutputError) {
    guard !isPrepared else { return }
    do throws(OutputError) {
      try temporary.descriptor.synchronize()
      isPrepared = true
    } catch {
      abandon()
      throw error
    }
  }

  /// Gives the file its name, and makes the file before that and the name after it durable.
  ///
  /// - Throws: What the system said. The temporary file is gone then, and an older file of the name
  ///   stands unless only making the directory durable failed.
  package func publish() throws(OutputError) {
    try prepare()
    do throws(OutputError) {
      try rename()
      // Only now: closing gives up the lock that keeps the temporary file from being cleaned away.
      try temporary.descriptor.close()
      try directory.synchronizeDirectory()
    } catch {
      abandon()
      throw error
    }
  }

  private func rename() throws(OutputError) {
    let number = directory.number
    let systemError = UnfinishedFiles.withList { entries in
      guard unsafe renameat(number, temporary.name, number, place.name) == 0 else { return errno }
      entries.removeAll { $0 == UnfinishedFiles.Entry(directory: number, name: temporary.name) }
      return 0
    }
    guard systemError == 0 else {
      throw OutputError(path: path, operation: .rename, systemError: systemError)
    }
    isOpen = false
  }

  package func abandon() {
    guard isOpen else { return }
    isOpen = false
    TemporaryFile.remove(temporary.name, in: directory)
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
    var number: Int32
    repeat {
      number = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    } while number < 0 && errno == EINTR
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
