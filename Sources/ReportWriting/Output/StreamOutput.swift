import Glibc

/// Standard output, a device or a named pipe: every write is checked, nothing can be taken back.
///
/// A reader that has gone away is an error whose meaning is `readerGone`, provided that the process
/// ignores `SIGPIPE`; otherwise the signal ends the process first.
package final class StreamOutput: ReportDestination {
  private let descriptor: FileDescriptor

  /// Standard output. It stays open.
  package static func standardOutput() -> StreamOutput {
    StreamOutput(descriptor: STDOUT_FILENO, name: "standard output")
  }

  /// Standard error. It stays open.
  package static func standardError() -> StreamOutput {
    StreamOutput(descriptor: STDERR_FILENO, name: "standard error")
  }

  /// An open descriptor, which stays open; `name` is what error messages call it.
  package init(descriptor: Int32, name: String) {
    self.descriptor = FileDescriptor(number: descriptor, path: name, isOwned: false)
  }

  /// Opens a device or a named pipe; for a pipe it waits until there is a reader.
  ///
  /// - Throws: An error that means `cannotCreate`.
  package init(path: String) throws(OutputError) {
    // Appending matters for `/dev/stdout` when the shell has sent that to a file.
    var number: Int32
    repeat {
      number = unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY)
    } while number < 0 && errno == EINTR
    guard number >= 0 else {
      throw OutputError(path: path, operation: .create, systemError: errno)
    }
    descriptor = FileDescriptor(number: number, path: path, isOwned: true)
  }

  /// Whether `path` is something that no file should replace: a device, a pipe, a socket, or a name
  /// for an open descriptor such as `/dev/stdout`.
  package static func isStream(_ path: String) -> Bool {
    if leadsToDescriptor(path) { return true }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFDIR
  }

  private static func leadsToDescriptor(_ path: String) -> Bool {
    let prefix = "/proc/".utf8.map { CChar(truncatingIfNeeded: $0) }
    var target = [CChar](repeating: 0, count: 64)
    let count = unsafe readlink(path, &target, target.count)
    return count > 0 && target.starts(with: prefix)
  }

  package func write(_ bytes: Span<UInt8>) throws(OutputError) {
    try descriptor.writeAll(bytes)
  }

  /// Does nothing: what is written has gone its way.
  package func prepare() throws(OutputError) {}

  /// Does nothing: only the exit status and the summary say that a stream is complete.
  package func publish() throws(OutputError) {}

  /// Does nothing: what is written is written.
  package func abandon() {}
}

/// Bytes for a stream that are written only when they are published, because a stream has no other
/// way to say that everything before them is complete.
final class LateStreamOutput: ReportDestination {
  private let stream: any ReportDestination
  private var bytes: [UInt8] = []

  init(_ stream: any ReportDestination) {
    self.stream = stream
  }

  func write(_ bytes: Span<UInt8>) throws(OutputError) {
    for index in bytes.indices { self.bytes.append(bytes[index]) }
  }

  func prepare() throws(OutputError) {}

  func publish() throws(OutputError) {
    let complete = bytes
    try stream.write(complete.span)
    try stream.publish()
  }

  func abandon() {
    stream.abandon()
  }
}
