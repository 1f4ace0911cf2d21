internal import BasketModel
internal import DuplicateIndex
internal import ExportProfiles
internal import ExportReading

// Orders that are put together of pieces, of one export or of several that belong together.
extension ExportQueue {
  /// Reads the open export to its end and puts its orders together.
  mutating func gather() {
    // Rows with one key are one order; lines without a parent are orders.
    var gathering = OrderGathering(plan, headsAreOrders: opened?.format == .jsonLines)
    do throws(TemporaryFileError) {
      if try gather(into: &gathering) { gathered = try gathering.orders(joined: false) }
    } catch {
      failure = error
    }
  }

  /// Reads all exports, which belong together, and puts their orders together.
  mutating func gatherAll() {
    var gathering = OrderGathering(
      plan, headsAreOrders: plan.profile.parts.first?.hasSeveralRows == false)
    do throws(TemporaryFileError) {
      var isWhole = true
      while export < plan.exports.count {
        open(plan.exports[export])
        if stream != nil, try !gather(into: &gathering) { isWhole = false }
        if states[export].wasBrokenOff { isWhole = false }
        export += 1
      }
      // Without one of the files every order would lack something.
      guard isWhole, !noteMissingParts(gathering.partsFound) else { return }
      gathered = try gathering.orders(joined: true)
    } catch {
      failure = error
    }
  }

  /// Adds the pieces of the open export; whether it was read to its end.
  mutating func gather(
    into gathering: inout OrderGathering
  ) throws(TemporaryFileError) -> Bool {
    guard let stream else { return true }
    let isWhole: Bool
    do throws(TemporaryFileError) {
      let request = plan.stop?.request
      isWhole = try gathering.add(
        stream, export: export, bytesAreKnown: states[export].bytesAreKnown,
        isStopped: { request?.isSignalled ?? false })
    } catch {
      self.stream = nil
      throw error
    }
    states[export].isGathered = true
    states[export].gathered = gathering.counts
    states[export].hasBuffers = gathering.counts.pieces > 0
    handedBytes = stream.byteCount
    // Of an export that was not read to its end every order may lack something.
    guard isWhole else {
      breakOff()
      return false
    }
    close(stream)
    states[export].findings.insert(contentsOf: gathering.findings, at: 0)
    return true
  }

  /// Says so where no export is one of the parts that orders cannot do without.
  private mutating func noteMissingParts(_ found: Set<Int>) -> Bool {
    let needed = plan.profile.mappings.csv?.neededParts ?? []
    let missing = needed.filter { !found.contains($0) }.map {
      PartChoice.description(plan.profile.parts[$0])
    }
    guard !missing.isEmpty, let last = states.indices.last else { return false }
    let reason =
      "no export is one of the parts that orders need: \(missing.joined(separator: "; ")); "
      + "no order was audited"
    states[last].findings.append(Finding(.unreadableInput, details: .export(reason: reason)))
    return true
  }

  /// Fills the work with orders that were put together; false where there are none left.
  mutating func nextGathered(_ work: BatchWork) -> Bool {
    do throws(TemporaryFileError) {
      if let export = try gathered?.fill(work.buffer) {
        work.export = export
        work.layout = gathered?.layouts[export]
        work.startByte = 0
        work.pieces = BufferPieces(work.buffer.pieces)
        return true
      }
    } catch {
      failure = error
    }
    gathered = nil
    return false
  }
}
