import Glibc

/// Which file it is, whatever its path: two paths with one identity are one file.
package struct FileIdentity: Hashable, Sendable {
  package var device: UInt64
  package var inode: UInt64

  package init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }
}

/// What the system says about a file at one moment; two of them show whether it changed.
struct FileState: Equatable, Sendable {
  enum Kind: Sendable {
    case regular, pipe, directory, other
  }

  let identity: FileIdentity
  let kind: Kind
  /// In bytes; meaningful for regular files only.
  let size: Int
  let modifiedSeconds: Int
  let modifiedNanoseconds: Int

  /// The state of an open file.
  ///
  /// - Throws: `SourceError.system` when the descriptor is not open.
  init(descriptor: Int32) throws(SourceError) {
    var status = stat()
    // Safe: `status` outlives the call, which writes one `stat` into it.
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .system(operation: "fstat", errno: errno)
    }
    self.init(status)
  }

  /// The state of the file that `path` leads to, through symbolic links.
  ///
  /// - Throws: `SourceError.system` when there is none or it may not be seen.
  init(path: FilePath) throws(SourceError) {
    var status = stat()
    // Safe: the path's bytes end with a zero, and `status` outlives the call.
    guard unsafe stat(path.terminatedBytes, &status) == 0 else {
      throw .system(operation: "stat", errno: errno)
    }
    self.init(status)
  }

  private init(_ status: stat) {
    identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFIFO: .pipe
      case S_IFDIR: .directory
      default: .other
      }
    size = Int(status.st_size)
    modifiedSeconds = Int(status.st_mtim.tv_sec)
    modifiedNanoseconds = Int(status.st_mtim.tv_nsec)
  }
}
