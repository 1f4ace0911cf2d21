package import BasketModel

/// The report of a run: takes envelopes in input order, counts and digests what it writes, and is
/// published once all is well.
///
/// Owned by the one task that takes results in input order. The memory it needs does not depend on
/// the report's size.
package final class ReportOutput {
  /// Bytes that are collected before they are written.
  package static let flushSize = 256 * 1024

  private let destination: any ReportDestination
  private var writer: EnvelopeWriter
  private var buffer: [UInt8] = []
  private var digest = SHA256()
  private var writtenBytes = 0
  private var lines = 0
  private var state = State.open

  private enum State {
    case open, finished, published, abandoned
    case failed(OutputError)
  }

  /// - Parameters:
  ///   - destination: Where the bytes go; nobody else may use it.
  ///   - writer: How envelopes are written.
  package init(destination: any ReportDestination, writer: EnvelopeWriter) {
    self.destination = destination
    self.writer = writer
    buffer.reserveCapacity(Self.flushSize + Self.flushSize / 4)
  }

  /// Adds one envelope.
  ///
  /// - Precondition: The report is neither finished nor abandoned.
  /// - Throws: What writing said, now and on every later call; the report is abandoned then.
  /// - Complexity: O(*n*) in the envelope's bytes; one write per `flushSize` bytes.
  package func append(_ envelope: Envelope) throws(OutputError) {
    try checkOpen()
    writer.append(envelope, to: &buffer)
    lines += 1
    if buffer.count >= Self.flushSize { try flush() }
  }

  /// Writes what is left and makes it durable; `publish()` is all that is missing then.
  ///
  /// - Precondition: The report is neither finished nor abandoned.
  /// - Throws: What writing said; the report is abandoned then.
  package func finish() throws(OutputError) -> ReportSummary {
    try checkOpen()
    try flush()
    do throws(OutputError) {
      try destination.prepare()
    } catch {
      throw fail(error)
    }
    state = .finished
    return ReportSummary(bytes: writtenBytes, lines: lines, digest: digest.finished())
  }

  /// Makes the finished report appear, and directly after it the outputs that depend on it.
  ///
  /// - Precondition: The report is finished and not abandoned.
  /// - Throws: What publishing said; what is not published then is abandoned.
  package func publish(before others: [any ReportDestination] = []) throws(OutputError) {
    guard case .finished = state else {
      preconditionFailure("a report is finished before it is published")
    }
    do throws(OutputError) {
      try UnfinishedFiles.publish([destination] + others)
    } catch {
      throw fail(error)
    }
    state = .published
  }

  /// Gives the report up: a file that is not published disappears. Does nothing once published.
  package func abandon() {
    switch state {
    case .open, .finished: break
    case .published, .abandoned, .failed: return
    }
    state = .abandoned
    destination.abandon()
  }

  private func checkOpen() throws(OutputError) {
    switch state {
    case .open: return
    case .failed(let error): throw error
    case .finished, .published, .abandoned:
      preconditionFailure("a report that is closed takes no envelopes")
    }
  }

  private func flush() throws(OutputError) {
    do throws(OutputError) {
      try destination.write(buffer.span)
    } catch {
      throw fail(error)
    }
    digest.update(with: buffer.span)
    writtenBytes += buffer.count
    // One order with very many findings must not hold its memory for the rest of the run.
    buffer.removeAll(keepingCapacity: buffer.capacity <= 4 * Self.flushSize)
  }

  private func fail(_ error: OutputError) -> OutputError {
    state = .failed(error)
    destination.abandon()
    return error
  }
}
