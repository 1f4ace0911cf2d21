internal import BasketModel
package import ExportProfiles

/// How much of what a profile takes from exports one export has.
package struct ProfileFit: Sendable {
  /// Places of the profile that the export has.
  package private(set) var found = 0
  /// Places of the profile for exports of this format.
  package private(set) var total = 0
  /// Names of required fields that the export has.
  package private(set) var requiredFound: [String] = []
  /// Required fields.
  package private(set) var requiredTotal = 0

  /// - Parameters:
  ///   - isFolded: Whether names are compared as people do.
  ///   - part: Which of the profile's parts the export is, from 0; nil where it has none.
  package init(
    _ profile: Profile, format: ExportFormat, outline: ExportOutline, isFolded: Bool,
    part: Int? = nil
  ) {
    // What an identity compares is no field: exports without it are no further away.
    let places = MappedPlaces(profile, format: format, part: part).places
    for place in places where !place.isOfIdentity {
      total += 1
      if place.isRequired { requiredTotal += 1 }
      guard place.isIn(outline, isFolded: isFolded) else { continue }
      found += 1
      if place.isRequired { requiredFound.append(place.name) }
    }
  }

  /// Whether at least half of the required fields are there: an export that lacks some is one with
  /// faults, and one that lacks most is another system's.
  package var isLikely: Bool { 2 * requiredFound.count >= requiredTotal }
}

extension ProfileFit {
  /// Whether an export is plainly not what a profile describes: nil where it may be, and where its
  /// start does not tell, because it is empty or cannot be read.
  ///
  /// - Complexity: O(*n*) in the sample's bytes.
  package static func mismatch(_ sample: ExportSample, profile: Profile) -> ProfileFit? {
    let outline = ExportOutline(sample, profile: profile)
    let tells =
      switch sample.format {
      case .csv: outline.nodes.count > 1
      case .jsonLines: outline.records > 0 || (!sample.isWhole && outline.nodes.count > 1)
      case .xml: Self.tells(outline, profile)
      }
    guard tells else { return nil }
    let fit = ProfileFit(
      profile, format: sample.format, outline: outline,
      isFolded: MappedPlaces.folds(profile, format: sample.format))
    return fit.isLikely ? nil : fit
  }

  /// Whether an XML document has another root, or has something where records should be.
  private static func tells(_ outline: ExportOutline, _ profile: Profile) -> Bool {
    guard let root = outline.nodes.first?.children.first else { return false }
    if let expected = profile.xml?.recordPath.first {
      if Array(expected.utf8) != outline.nodes[root].name { return true }
    }
    return outline.records > 0
  }
}

/// What came of reading the start of an export with a profile.
package struct ProfileTrial: Sendable {
  /// Records that were read, the last one of a cut sample left out.
  package private(set) var orders = 0
  /// Those among them that have all required fields.
  package private(set) var completeOrders = 0
  /// Orders with at least one item.
  package private(set) var ordersWithItems = 0
  /// Why the export cannot be read with the profile; nil where it can.
  package private(set) var failure: String?
  /// Whether orders would have to be put together first, so that none was read.
  package private(set) var isUntried = false

  /// Records that are read at most, roughly.
  private static let ordersMax = 200

  /// - Complexity: O(*n*) in the sample's bytes.
  package init(_ sample: ExportSample, profile: Profile) {
    guard let stream = sample.stream(as: profile) else {
      failure = "the encoding is not known"
      return
    }
    let buffer = InputBuffer(capacity: ReadLimits.standard.bufferBytes)
    var reader: RecordReader?
    while orders < Self.ordersMax, stream.next(buffer) != nil, let layout = stream.layout {
      if layout.isScattered {
        isUntried = true
        break
      }
      if reader == nil { reader = RecordReader(layout) }
      reader?.read(buffer)
      guard let batch = reader?.batch else { break }
      count(batch, isCut: buffer.isLast && !sample.isWhole)
    }
    for finding in stream.findings where finding.code == .unreadableInput {
      if case .export(let reason) = finding.details { failure = failure ?? reason }
    }
  }

  private mutating func count(_ batch: OrderBatch, isCut: Bool) {
    let incomplete = Set(
      batch.readingFindings.filter { $0.finding.code == .missingField }.map(\.order))
    for (index, order) in batch.orders.enumerated() {
      if isCut, index == batch.orders.count - 1 { continue }
      orders += 1
      if order.itemCount > 0 { ordersWithItems += 1 }
      if order.isSkipped || (!order.isUnreadable && !incomplete.contains(index)) {
        completeOrders += 1
      }
    }
  }

  /// Whether most orders have all that the profile requires.
  package var fits: Bool {
    failure == nil && completeOrders > 0 && 2 * completeOrders >= orders
  }
}
