import Foundation

/// Files for readers that open a path; in memory where the system has such a directory.
enum ScratchFile {
  private static let folder: URL = {
    let memory = URL(filePath: "/dev/shm")
    let base =
      FileManager.default.isWritableFile(atPath: memory.path)
      ? memory : FileManager.default.temporaryDirectory
    let folder = base.appending(path: "order-audit-fuzz-\(getpid())")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { ScratchFile.remove() }
    return folder
  }()

  /// Writes a file and returns its path; the same name is the same file.
  static func write(_ bytes: [UInt8], as name: String) -> String {
    let file = folder.appending(path: name)
    guard (try? Data(bytes).write(to: file)) != nil else { fatalError("cannot write \(file)") }
    return file.path
  }

  private static func remove() { try? FileManager.default.removeItem(at: folder) }
}
