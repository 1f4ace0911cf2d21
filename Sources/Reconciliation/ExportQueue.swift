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
  let plan: ReconciliationPlan
  /// Index of the export being read, from 0.
  var export = -1
  var opened: OpenedExport?
  var stream: ExportStream?
  /// Exports that were opened before their turn, by index; at most `aheadMax`.
  private var ahead: [Int: OpenedExport] = [:]
  /// Index after the last export that was considered for it.
  private var aheadEnd = 0
  /// Stored bytes of the exports that are closed.
  private var closedBytes = 0
  private var contents: RepeatedContents
  /// What the export being read holds, where it can be read twice.
  private var content: ExportContent?
  /// What is wrong with the export being read, if it could not be compared with an earlier one.
  private var comparisonFault: Finding?
  /// Decompressed bytes of the open export that were handed on.
  var handedBytes = 0
  /// Orders that were put together and wait to be handed on.
  var gathered: GatheredOrders?
  /// Why the run cannot go on.
  var failure: TemporaryFileError?

  /// The export that does not look like one of the profile that was assumed; nothing is read then.
  private(set) var unmatched: ExportSample?

  /// What became of the exports so far, by index.
  var states: [State] = []

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

  /// Decompressed bytes handed on so far.
  var bytesHanded: Int { states.dropLast().reduce(handedBytes) { $0 + $1.bytes } }

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
      if plan.profile.parts.isEmpty {
        open(plan.exports[export])
      } else {
        gatherAll()
      }
    }
    return false
  }

  mutating func open(_ located: LocatedExport) {
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
      comparisonFault = nil
      switch content.map({ contents.compare($0) }) ?? .different {
      case .different: break
      case .same(let first):
        let path = plan.exports[first].displayPath
        states.append(repeatedState(summary, "the same content as \(path)"))
        return
      case .unknown(let first, let error):
        // Its orders are audited: better each is a duplicate than one is left out.
        let path = plan.exports[first].displayPath
        comparisonFault = error.finding(purpose: "it cannot be compared with \(path): ")
      }
      self.opened = opened
      states.append(State(summary: summary, bytesAreKnown: !opened.isRewritten))
      let profile = plan.profile.settled(for: opened.firstBytes)
      stream = ExportStream(
        source: opened.source, format: ExportStreamFormat(opened), profile: profile,
        limits: plan.limits, path: located.displayPath)
      if plan.profile.parts.isEmpty, profile.gathersOrders(of: opened.format) { gather() }
    } catch {
      var state = State(summary: summary)
      state.findings = [error.finding]
      if case .system = error { state.wasOpened = false }
      states.append(state)
    }
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
  var isStopped: Bool { plan.stop?.request.isSignalled ?? false }

  /// Leaves the open export where it is: what was handed on is audited.
  mutating func breakOff() {
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

  mutating func close(_ stream: ExportStream) {
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
    if let comparisonFault, !isStopped { states[export].findings.append(comparisonFault) }
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
