import Glibc

/// A private file beside an output's target, until it gets its name.
///
/// Its own name follows from the target's, and it is locked as long as its process lives: the next
/// run for the same target takes away what a killed one has left, and nothing else. Where the name
/// is taken by a run that is alive, or by something of another user, it gets a random name instead.
struct TemporaryFile {
  /// Open for writing.
  let descriptor: FileDescriptor
  /// In the directory.
  let name: String

  private static let attemptsMax = 16

  /// Creates it.
  ///
  /// - Parameters:
  ///   - directory: An open directory.
  ///   - target: The name in it that the file is to have one day.
  ///   - path: What error messages call it.
  /// - Throws: An error that means `cannotCreate`.
  init(in directory: FileDescriptor, target: String, path: String) throws(OutputError) {
    var name = Self.name(for: target)
    var systemError = EEXIST
    for attempt in 0..<Self.attemptsMax {
      if attempt > 1 { name = Self.randomName() }
      do throws(OutputError) {
        if let number = try Self.create(name, in: directory, path: path) {
          self.name = name
          descriptor = FileDescriptor(number: number, path: path, isOwned: true)
          return
        }
      } catch {
        systemError = error.systemError
        guard systemError == EEXIST || systemError == EINTR else { throw error }
        if attempt == 0, systemError == EEXIST { Self.removeLeftover(name, in: directory) }
      }
    }
    throw OutputError(path: path, operation: .create, systemError: systemError)
  }

  /// Takes it away and forgets it.
  static func remove(_ name: String, in directory: FileDescriptor) {
    UnfinishedFiles.withList { entries in
      _ = unsafe unlinkat(directory.number, name, 0)
      entries.removeAll { $0 == UnfinishedFiles.Entry(directory: directory.number, name: name) }
    }
  }

  // MARK: Names

  private static func name(for target: String) -> String {
    var digest = SHA256()
    digest.update(with: target.utf8.span)
    return ".order-audit-\(digest.finished().prefix(16)).tmp"
  }

  private static func randomName() -> String {
    ".order-audit-\(String(UInt64.random(in: .min ... .max), radix: 16)).tmp"
  }

  // MARK: Creating

  /// The descriptor of a new file that nobody else has; nil where another run that was cleaning up
  /// took it away at once.
  private static func create(
    _ name: String, in directory: FileDescriptor, path: String
  ) throws(OutputError) -> Int32? {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let (number, systemError) = UnfinishedFiles.withList { entries in
      let number = unsafe openat(directory.number, name, flags, 0o600)
      let systemError = errno
      if number >= 0 {
        entries.append(UnfinishedFiles.Entry(directory: directory.number, name: name))
      }
      return (number, systemError)
    }
    guard number >= 0 else {
      throw OutputError(path: path, operation: .create, systemError: systemError)
    }
    // The mask of the process may have taken more bits away than it should.
    guard fchmod(number, 0o600) == 0 else { throw discarded(name, number, directory, path: path) }
    // A file system without locks keeps leftovers, and that is all.
    if flock(number, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK {
      guard let isOurs = isNamed(name, number: number, in: directory) else {
        throw discarded(name, number, directory, path: path)
      }
      if isOurs { return number }
    }
    _ = Glibc.close(number)
    UnfinishedFiles.withList { entries in
      entries.removeAll { $0 == UnfinishedFiles.Entry(directory: directory.number, name: name) }
    }
    return nil
  }

  /// Takes a new file away again, because of `errno`.
  private static func discarded(
    _ name: String, _ number: Int32, _ directory: FileDescriptor, path: String
  ) -> OutputError {
    let systemError = errno
    remove(name, in: directory)
    _ = Glibc.close(number)
    return OutputError(path: path, operation: .create, systemError: systemError)
  }

  /// Removes what a process that is gone has left under the name.
  private static func removeLeftover(_ name: String, in directory: FileDescriptor) {
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW
    let number = unsafe openat(directory.number, name, flags)
    guard number >= 0 else { return }
    defer { _ = Glibc.close(number) }
    var status = stat()
    guard unsafe fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_uid == geteuid(), flock(number, LOCK_EX | LOCK_NB) == 0,
      isNamed(name, number: number, in: directory) == true
    else { return }
    _ = unsafe unlinkat(directory.number, name, 0)
  }

  /// Whether the name leads to the open file; nil where the system does not say (`errno` says why).
  private static func isNamed(
    _ name: String, number: Int32, in directory: FileDescriptor
  ) -> Bool? {
    var named = stat()
    var opened = stat()
    // Safe: both outlive the calls.
    guard unsafe fstatat(directory.number, name, &named, AT_SYMLINK_NOFOLLOW) == 0 else {
      return errno == ENOENT ? false : nil
    }
    guard unsafe fstat(number, &opened) == 0 else { return nil }
    return named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
  }
}
