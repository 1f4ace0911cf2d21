package import BasketModel
internal import DuplicateIndex
package import ExportProfiles
package import ExportReading

/// The orders of one export as buffers, put together first where the profile says that their rows
/// or lines may stand anywhere: for commands that look at exports instead of auditing them.
package struct OrderBuffers {
  /// The buffer last given.
  package let buffer: InputBuffer
  /// Where its bytes come from, where they were put together.
  package private(set) var pieces = BufferPieces([])
  private let stream: ExportStream
  private var gathering: OrderGathering?
  private var gathered: GatheredOrders?
  private var ownFindings: [Finding] = []
  private let bytesAreKnown: Bool

  /// - Parameter temporaryDirectory: Where what does not fit into memory goes.
  package init(
    _ opened: OpenedExport, profile: Profile,
    memoryLimitBytes: Int = ReconciliationPlan.memoryLimitBytesStandard / 2,
    temporaryDirectory: String = "/tmp"
  ) {
    let limits = ReadLimits.standard
    bytesAreKnown = !opened.isRewritten
    let profile = profile.settled(for: opened.firstBytes)
    buffer = InputBuffer(capacity: limits.bufferBytes)
    stream = ExportStream(
      source: opened.source, format: ExportStreamFormat(opened), profile: profile, limits: limits,
      path: opened.displayPath)
    // Parts need their other files.
    guard profile.parts.isEmpty,
      profile.gathersOrders(of: opened.format)
    else { return }
    gathering = OrderGathering(
      limits: limits, memoryLimitBytes: memoryLimitBytes, directory: temporaryDirectory,
      headsAreOrders: opened.format == .jsonLines)
  }

  /// How records are read; nil before the first buffer.
  package var layout: ExportLayout? { stream.layout }

  /// Lines before the first record; where orders are put together, `pieces` know their lines.
  package var preambleLines: Int { pieces.isEmpty ? stream.preambleLines : 0 }

  /// What is wrong with the export as a whole, as far as it was read.
  package var findings: [Finding] { ownFindings + stream.findings }

  /// Fills `buffer`; gives the place of its first byte in the export, 0 where it was put together,
  /// and nil at the end.
  package mutating func next() -> Int? {
    do throws(TemporaryFileError) {
      if var gathering {
        self.gathering = nil
        _ = try gathering.add(stream, export: 0, bytesAreKnown: bytesAreKnown, isStopped: { false })
        ownFindings = gathering.findings
        gathered = try gathering.orders(joined: false)
      }
      guard gathered != nil else { return stream.next(buffer) }
      guard try gathered?.fill(buffer) != nil else { return nil }
      pieces = BufferPieces(buffer.pieces)
      return 0
    } catch {
      let reason = RunFailure(error).message
      ownFindings.append(Finding(.unreadableInput, details: .export(reason: reason)))
      return nil
    }
  }
}
