internal import BasketModel
internal import ExportReading

/// Knows which exports of the run hold the same.
///
/// An export whose first 64 KiB differ from those of all others costs a hash of them. Only where
/// they are equal are both exports read once more, each at most once in a run.
struct RepeatedContents {
  private let key = KeyedHash.Key.random()
  private let expansionLimit: ExpansionLimit
  private let readAhead: Bool
  /// Ends all waiting once it is readable; see `OpenedExport`.
  private let wakeUp: Int32?
  /// What was read so far, by how it begins.
  private var earlier: [ExportContent.Outline: [Entry]] = [:]

  private struct Entry {
    /// Index of the export in the plan, from 0.
    let export: Int
    let content: ExportContent
    /// Nil until it was needed; why the file cannot be read again, where it cannot.
    var digest: Digest?
  }

  private typealias Digest = Result<ExportContent.Digest, SourceError>

  /// How an export stands to the earlier ones.
  enum Comparison {
    case different
    /// It holds what this one holds.
    case same(as: Int)
    /// It begins as this one, and no more can be found out.
    case unknown(besides: Int, SourceError)
  }

  init(expansionLimit: ExpansionLimit, readAhead: Bool, wakeUp: Int32?) {
    self.expansionLimit = expansionLimit
    self.readAhead = readAhead
    self.wakeUp = wakeUp
  }

  /// What an export holds; nil where it cannot be read twice.
  func content(of opened: OpenedExport, _ located: LocatedExport) -> ExportContent? {
    ExportContent(located, opened, key: key, expansionLimit: expansionLimit)
  }

  /// Looks for the first earlier export that holds the same.
  mutating func compare(_ content: ExportContent) -> Comparison {
    guard var entries = earlier[content.outline] else { return .different }
    defer { earlier[content.outline] = entries }
    var own: Digest?
    var result = Comparison.different
    for index in entries.indices where entries[index].content.mayEqual(content) {
      let ownDigest = own ?? digest(of: content)
      own = ownDigest
      let other = entries[index].digest ?? digest(of: entries[index].content)
      entries[index].digest = other
      switch (ownDigest, other) {
      case (.success(let left), .success(let right)):
        if left == right { return .same(as: entries[index].export) }
      case (.failure(let error), _), (_, .failure(let error)):
        result = .unknown(besides: entries[index].export, error)
      }
    }
    return result
  }

  /// Adds an export that was read and held records.
  mutating func add(_ content: ExportContent, export: Int) {
    earlier[content.outline, default: []].append(Entry(export: export, content: content))
  }

  private func digest(of content: ExportContent) -> Digest {
    Digest { () throws(SourceError) in
      try content.digest(key: key, readAhead: readAhead, wakeUp: wakeUp)
    }
  }
}
