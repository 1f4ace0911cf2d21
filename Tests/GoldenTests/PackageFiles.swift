import Foundation

/// Places in the repository and beside the tests.
enum PackageFiles {
  /// The repository.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The golden cases.
  static let cases = root.appendingPathComponent("Tests/GoldenTests/Cases")
  /// The samples.
  static let samples = root.appendingPathComponent("SampleData")

  /// The folder of the program just built: that of the tests.
  static let programFolder = URL(fileURLWithPath: "/proc/self/exe")
    .resolvingSymlinksInPath().deletingLastPathComponent()

  /// Whether the expected results are to be written instead of compared.
  static var isUpdating: Bool {
    ProcessInfo.processInfo.environment["ORDER_AUDIT_UPDATE_GOLDEN"] == "1"
  }

  /// The names of the folders in `folder`, sorted.
  static func folders(in folder: URL) -> [String] {
    names(in: folder).filter { name in
      let path = folder.appendingPathComponent(name).path
      let type =
        try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      return type == .typeDirectory
    }
  }

  /// The names in `folder`, sorted; none where there is no such folder.
  static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  /// Calls `body` with a copy of `folders`, laid over one another, and removes it again.
  static func withCopy<Result>(of folders: [URL], _ body: (URL) throws -> Result) throws -> Result {
    let copy = FileManager.default.temporaryDirectory
      .appendingPathComponent("order-audit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: copy) }
    for folder in folders {
      for name in names(in: folder) {
        try FileManager.default.copyItem(
          at: folder.appendingPathComponent(name), to: copy.appendingPathComponent(name))
      }
    }
    return try body(copy)
  }
}
