import ExportReading
import Glibc
import ReportWriting

/// `--lock`: keeps a second run from starting while one is at work.
///
/// The lock is the kernel's, on an open file: it ends with the process, however that ends, so there
/// is no stale lock. The file stays; it tells people who holds it or held it last.
enum RunLock {
  /// The first line of a lock file; a file with another one is somebody's, and not written to.
  private static let mark = "order-audit lock\n"
  /// Bytes that are read of it.
  private static let bytesMax = 1024
  private static let attemptsMax = 100

  /// Takes the lock until the process ends.
  ///
  /// - Returns: Which file it is.
  /// - Throws: That another run holds it, or why it cannot be taken.
  static func take(_ path: String) throws(CommandFailure) -> FileIdentity {
    for _ in 0..<attemptsMax {
      let descriptor = try open(path)
      let text = content(of: descriptor)
      // A full disk may have cut the line short.
      guard text.hasPrefix(mark) || mark.hasPrefix(text) else {
        _ = close(descriptor)
        throw .usage("--lock \(path) is a file of something else; it is not written to")
      }
      guard try lock(descriptor, path: path) else {
        _ = close(descriptor)
        throw .locked(path: path, holder: holder(text))
      }
      // Somebody may have deleted or replaced the file between opening and locking it.
      if let opened = FileFacts(descriptor: descriptor)?.identity,
        opened == FileFacts(path: path)?.identity
      {
        try write(descriptor, path: path)
        return opened
      }
      _ = close(descriptor)
    }
    throw .output(OutputError(path: path, operation: .lock, systemError: EAGAIN))
  }

  private static func open(_ path: String) throws(CommandFailure) -> Int32 {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
    var descriptor: Int32
    repeat {
      // Safe: the path ends with a zero.
      descriptor = unsafe Glibc.open(path, flags, 0o600)
    } while descriptor < 0 && errno == EINTR
    var systemError = errno
    if descriptor >= 0 {
      if FileFacts(descriptor: descriptor)?.isRegular == true { return descriptor }
      _ = close(descriptor)
      systemError = ENOTSUP
    }
    throw .output(OutputError(path: path, operation: .create, systemError: systemError))
  }

  /// Whether the lock was free.
  private static func lock(_ descriptor: Int32, path: String) throws(CommandFailure) -> Bool {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let systemError = errno
      if systemError == EINTR { continue }
      if systemError == EWOULDBLOCK { return false }
      _ = close(descriptor)
      throw .output(OutputError(path: path, operation: .lock, systemError: systemError))
    }
    return true
  }

  // MARK: What the file says

  private static func content(of descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: bytesMax)
    // Safe: the system writes at most as many bytes as the array has.
    let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }

  /// What the holder wrote, in one line: `pid 7, host web1, start 2026-01-31T02:15:00Z`.
  private static func holder(_ text: String) -> String? {
    let lines = text.split(separator: "\n").dropFirst().filter { line in
      ["pid ", "host ", "start "].contains { line.hasPrefix($0) }
    }
    return lines.isEmpty ? nil : lines.joined(separator: ", ")
  }

  private static func write(_ descriptor: Int32, path: String) throws(CommandFailure) {
    let text = "\(mark)pid \(getpid())\nhost \(hostName)\nstart \(UTCTime.now)\n"
    do throws(OutputError) {
      guard ftruncate(descriptor, 0) == 0 else {
        throw OutputError(path: path, operation: .write, systemError: errno)
      }
      try StreamOutput(descriptor: descriptor, name: path).write(text.utf8.span)
    } catch {
      throw .output(error)
    }
  }

  private static var hostName: String {
    var bytes = [CChar](repeating: 0, count: 256)
    // Safe: the length is passed, and the last byte stays zero.
    guard unsafe gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown" }
    let name = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: name, as: UTF8.self)
  }
}

/// The time of day, for people only: no result depends on it.
private enum UTCTime {
  /// Now, as `2026-01-31T02:15:00Z`.
  static var now: String {
    var seconds = time(nil)
    var parts = unsafe tm()
    // Safe: both outlive the call.
    _ = unsafe gmtime_r(&seconds, &parts)
    let date = unsafe [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday].map(twoDigits)
    let time = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits)
    return "\(date.joined(separator: "-"))T\(time.joined(separator: ":"))Z"
  }

  private static func twoDigits(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
