package import Foundation

/// Test data that is not part of the repository: `ORDER_AUDIT_CORPORA`, or beside the package.
package enum Corpora {
  /// A folder of the corpora; nil where it is not there, so that its tests are left out.
  package static func folder(_ name: String) -> URL? {
    let given = ProcessInfo.processInfo.environment["ORDER_AUDIT_CORPORA"].map { URL(filePath: $0) }
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let candidates = [given, package.appending(path: "../shared/corpora")].compactMap { $0 }
    return candidates.map { $0.appending(path: name) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// The files of a folder with this ending, by name.
  package static func files(in folder: URL, ending: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == ending }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
