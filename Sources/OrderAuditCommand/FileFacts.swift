import ExportReading
import Glibc

/// What the system says about a file by its path or descriptor.
struct FileFacts {
  /// Which file it is.
  let identity: FileIdentity
  let isDirectory: Bool
  let isRegular: Bool
  /// In bytes; meaningful for regular files only.
  let size: Int

  /// The file that `path` leads to; nil where there is none that may be seen (`errno` says why).
  init?(path: String) {
    var status = stat()
    // Safe: the path ends with a zero, and `status` outlives the call.
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// An open file; nil where the descriptor is closed.
  init?(descriptor: Int32) {
    var status = stat()
    // Safe: `status` outlives the call.
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    isRegular = status.st_mode & S_IFMT == S_IFREG
    size = Int(status.st_size)
  }
}
