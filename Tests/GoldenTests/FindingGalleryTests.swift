import BasketModel
import Foundation
import OrderAuditCommand
import Testing

/// `SampleData/Findings/<CODE>` is documentation and test at once: the smallest export of each
/// code.
@Suite struct FindingGalleryTests {
  private static let gallery = PackageFiles.samples.appendingPathComponent("Findings")

  @Test func `codes and folders are one to one`() {
    let codes = FindingCatalogue.codes.map(\.name)
    #expect(Set(codes).count == codes.count)
    #expect(PackageFiles.folders(in: Self.gallery) == codes.sorted())
  }

  @Test(arguments: PackageFiles.folders(in: gallery))
  func `the sample raises its code and nothing else`(_ code: String) throws {
    let folder = Self.gallery.appendingPathComponent(code)
    let run = try Self.run(in: folder)
    let expectedFile = folder.appendingPathComponent("expected.jsonl")
    if PackageFiles.isUpdating { try run.output.write(to: expectedFile) }
    #expect(run.outputText == (try String(contentsOf: expectedFile, encoding: .utf8)))
    let named = run.outputText.matches(of: /"error_code":"([A-Z_]+)"/).map { String($0.output.1) }
    #expect(Set(named) == [code])
  }

  private static func run(in folder: URL) throws -> ProgramRun {
    let names = PackageFiles.names(in: folder)
    let export = try #require(names.first { $0.hasPrefix("export.") })
    var command = "order-audit check \(export)"
    if names.contains("arguments") {
      let arguments = try String(
        contentsOf: folder.appendingPathComponent("arguments"), encoding: .utf8)
      for line in arguments.split(separator: "\n") { command += " '\(line)'" }
    }
    return try ProgramRun.shell(command, in: folder)
  }
}
