internal import BasketModel
internal import DuplicateIndex
internal import ExportProfiles
package import ExportReading

/// The exports of the run as one sequence of buffers: opens one after the other, as they are
/// needed.
///
/// Compressed ones are opened a few ahead, so that more than one is being decompressed.
///
/// Owned by the task of the run. Buffers of an export may still be in work while the next one is
/// read.
struct ExportQueue {
  private let plan: ReconciliationPlan
  /// Index of the export being read, from 0.
  private var export = -1
  private var opened: OpenedExport?
  private var stream: ExportStream?
  /// Exports that were opened before their turn, by index; at most `aheadMax`.
  private var ahead: [Int: OpenedExport] = [:]
  /// Index after the last export that was considered for it.
  private var aheadEnd = 0
  /// Stored bytes of the exports that are closed.
  private var closedBytes = 0
  private var contents: RepeatedContents
  /// What the export being read holds, where it can be read twice.
  private var content: ExportContent?
  /// Decompressed bytes of the open export that were handed on.
  private var handedBytes = 0
  /// Orders that were put together and wait to be handed on.
  private var gathered: GatheredOrders?
  /// Why the run cannot go on.
  private(set) var failure: TemporaryFileError?

  /// The export that does not look like one of the profile that was assumed; nothing is read then.
  private(set) var unmatched: ExportSample?

  /// What became of the exports so far, by index.
  private(set) var states: [State] = []

  /// One export, as far as reading it told.
  struct State {
    var summary: ExportSummary
    var preambleLines = 0
    var preambleBlankLines = 0
    var bytesAreKnown = true
    /// Whether a buffer was handed on.
    var hasBuffers = false
    /// Whether the orders are put together of pieces.
    var isGathered = false
    /// What was counted while they were.
    var gathered = GatheredCounts()
    /// Findings of the stream, once it ended.
    var findings: [Finding] = []
    /// Decompressed bytes, once it ended.
    var bytes = 0
    /// Whether it could be opened; also true of one that nobody tried to open.
    var wasOpened = true
    /// Whether the run's stop came before its end.
    var wasBrokenOff = false
  }

  init(_ plan: ReconciliationPlan) {
    self.plan = plan
    contents = RepeatedContents(
      expansionLimit: ExpansionLimit(plan.limits), readAhead: plan.threads > 1,
      wakeUp: plan.stop?.request.descriptor)
  }

  /// Exports that may be open before their turn: each costs a thread, a ring of buffers (4 MiB) and
  /// three descriptors.
  private var aheadMax: Int { max(0, min(plan.threads - 1, 4)) }

  /// Stored bytes read so far.
  var bytesTaken: Int { closedBytes + (opened?.source.bytesTaken ?? 0) }

  /// Fills the work with the next buffer of the batch; false when all exports are read.
  mutating func next(_ work: BatchWork) -> Bool {
    while unmatched == nil, failure == nil {
      if nextGathered(work) { return true }
      if let stream {
        let startByte = isStopped ? nil : stream.next(work.buffer)
        // A read that was ended looks like the end of the export, and the last record like a whole
        // one, so what came with it is dropped.
        if isStopped {
          breakOff()
        } else if let startByte {
          states[export].preambleLines = stream.preambleLines
          states[export].preambleBlankLines = stream.preambleBlankLines
          states[export].hasBuffers = true
          work.export = export
          work.layout = stream.layout
          work.pieces = BufferPieces([])
          work.startByte = startByte
          handedBytes = startByte + work.buffer.count
          return true
        } else {
          close(stream)
        }
      }
      export += 1
      guard export < plan.exports.count else { return false }
      if plan.parts.isEmpty {
        open(plan.exports[export])
      } else {
        gatherAll()
      }
    }
    return false
  }

  private mutating func open(_ located: LocatedExport) {
    var summary = ExportSummary(
      path: located.displayPath, format: plan.format?.rawValue ?? "unknown", compression: "none")
    handedBytes = 0
    if isStopped {
      states.append(State(summary: summary))
      return noteStop("before the export was read")
    }
    if let repeated = firstExport(like: located, before: export) {
      states.append(repeatedState(summary, "the same file as \(repeated.displayPath)"))
      return
    }
    do throws(SourceError) {
      let opened = try openedInTurn(located)
      openAhead()
      summary.format = opened.format.rawValue
      summary.compression = opened.compression.rawValue
      if plan.assumesProfile, !located.isRegularFile, !isStopped {
        let sample = ExportSample(firstBytesOf: opened)
        if ProfileFit.mismatch(sample, profile: plan.profile) != nil {
          unmatched = sample
          states.append(State(summary: summary))
          return
        }
      }
      content = contents.content(of: opened, located)
      if let first = content.flatMap({ contents.firstExport(like: $0) }) {
        let path = plan.exports[first].displayPath
        states.append(repeatedState(summary, "the same content as \(path)"))
        return
      }
      self.opened = opened
      states.append(State(summary: summary, bytesAreKnown: !opened.isRewritten))
      stream = ExportStream(
        source: opened.source, format: ExportStreamFormat(opened), profile: plan.profile,
        limits: plan.limits, path: located.displayPath)
      if plan.parts.isEmpty, plan.gathersOrders(of: opened.format) { gather() }
    } catch {
      var state = State(summary: summary)
      state.findings = [error.finding]
      if case .system = error { state.wasOpened = false }
      states.append(state)
    }
  }

  // MARK: Orders put together of pieces

  /// Reads the open export to its end and puts its orders together.
  private mutating func gather() {
    // Rows with one key are one order; lines without a parent are orders.
    var gathering = OrderGathering(plan, headsAreOrders: opened?.format == .jsonLines)
    do throws(TemporaryFileError) {
      if try gather(into: &gathering) { gathered = try gathering.orders(joined: false) }
    } catch {
      failure = error
    }
  }

  /// Reads all exports, which belong together, and puts their orders together.
  private mutating func gatherAll() {
    var gathering = OrderGathering(
      plan, headsAreOrders: plan.parts.first?.hasSeveralRows == false)
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
  private mutating func gather(
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
      PartChoice.description(plan.parts[$0])
    }
    guard !missing.isEmpty, let last = states.indices.last else { return false }
    let reason =
      "no export is one of the parts that orders need: \(missing.joined(separator: "; ")); "
      + "no order was audited"
    states[last].findings.append(Finding(.unreadableInput, details: .export(reason: reason)))
    return true
  }

  /// Fills the work with orders that were put together; false where there are none left.
  private mutating func nextGathered(_ work: BatchWork) -> Bool {
    do throws(TemporaryFileError) {
      if try gathered?.fill(work) == true { return true }
    } catch {
      failure = error
    }
    gathered = nil
    return false
  }

  private mutating func openedInTurn(
    _ located: LocatedExport
  ) throws(SourceError) -> OpenedExport {
    if let opened = ahead.removeValue(forKey: export) { return opened }
    return try OpenedExport(
      located, format: plan.format, profile: plan.profile, readAhead: plan.threads > 1,
      wakeUp: plan.stop?.request.descriptor, expansionLimit: ExpansionLimit(plan.limits))
  }

  /// Opens the next exports, as far as that makes sense.
  private mutating func openAhead() {
    let first = max(aheadEnd, export + 1)
    aheadEnd = min(export + 1 + aheadMax, plan.exports.count)
    guard first < aheadEnd else { return }
    for next in first..<aheadEnd {
      let located = plan.exports[next]
      guard firstExport(like: located, before: next) == nil else { continue }
      ahead[next] = OpenedExport.ahead(
        located, format: plan.format, profile: plan.profile,
        wakeUp: plan.stop?.request.descriptor,
        expansionLimit: ExpansionLimit(plan.limits))
    }
  }

  /// An earlier export that is the same file.
  private func firstExport(like located: LocatedExport, before index: Int) -> LocatedExport? {
    guard let identity = located.identity else { return nil }
    return plan.exports[..<index].first { $0.identity == identity }
  }

  private func repeatedState(_ summary: ExportSummary, _ what: String) -> State {
    var state = State(summary: summary)
    let reason = "\(what); its orders are not audited twice"
    state.findings = [Finding(.repeatedExport, details: .export(reason: reason))]
    return state
  }

  // MARK: Stopping

  /// Whether nothing more is to be read.
  private var isStopped: Bool { plan.stop?.request.isSignalled ?? false }

  /// Leaves the open export where it is: what was handed on is audited.
  private mutating func breakOff() {
    states[export].bytes = handedBytes
    noteStop("before the export was read to its end")
    closedBytes += opened?.source.bytesTaken ?? 0
    stream = nil
    opened = nil
  }

  private mutating func noteStop(_ when: String) {
    let reason = "\(plan.stop?.reason ?? "the run was stopped") \(when)"
    states[export].findings = [Finding(.unreadableInput, details: .export(reason: reason))]
    states[export].wasBrokenOff = true
  }

  private mutating func close(_ stream: ExportStream) {
    states[export].findings = stream.findings
    states[export].preambleLines = stream.preambleLines
    states[export].preambleBlankLines = stream.preambleBlankLines
    states[export].bytes = stream.byteCount
    if let opened {
      if stream.findings.isEmpty {
        do throws(SourceError) {
          try opened.verifyUnchanged()
        } catch {
          states[export].findings.append(error.finding)
        }
      }
      closedBytes += opened.source.bytesTaken
    }
    // Two exports without records have nothing in common that would be worth telling.
    if let content, states[export].hasBuffers { contents.add(content, export: export) }
    content = nil
    self.stream = nil
    opened = nil
  }
}

extension ExportStreamFormat {
  /// The format that opening the export told.
  package init(_ opened: OpenedExport) {
    switch opened.format {
    case .csv: self = .csv(delimiter: opened.delimiter ?? 0x2C)
    case .jsonLines: self = .jsonLines
    case .xml: self = .xml
    }
  }
}
