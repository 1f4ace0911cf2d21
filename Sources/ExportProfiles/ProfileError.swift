/// Why bytes are no usable profile: all that is wrong with them.
package struct ProfileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was read, as people know it: a path as given, or the name of a built-in profile.
  package let source: String
  /// What is wrong, by place; never empty.
  package let problems: [ProfileProblem]

  package init(source: String, problems: [ProfileProblem]) {
    self.source = source
    self.problems = problems
  }

  /// One line per problem, as `shop.yaml:12:3: unknown key "colums"; did you mean "columns"?`.
  package var lines: [String] {
    problems.map { problem in
      let place = problem.place.map { ":\($0.line):\($0.column)" } ?? ""
      return "\(source)\(place): \(problem.text)"
    }
  }

  package var description: String { lines.joined(separator: "\n") }
}

/// One thing wrong with a profile.
package struct ProfileProblem: Sendable, Equatable {
  /// Where it is; nil where the whole profile is meant.
  package let place: ProfilePlace?
  /// What is wrong, on one line, without the place.
  package let message: String
  /// What was probably meant, in the writing of the profile.
  package let suggestion: String?

  package init(place: ProfilePlace?, message: String, suggestion: String? = nil) {
    self.place = place
    self.message = message
    self.suggestion = suggestion
  }

  /// The message with the suggestion.
  package var text: String {
    suggestion.map { "\(message); did you mean \(quoted($0))?" } ?? message
  }
}

/// A place in a profile's text.
package struct ProfilePlace: Sendable, Equatable, Comparable {
  /// Line, from 1.
  package let line: Int
  /// Character (Unicode scalar) in the line, from 1.
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: ProfilePlace, right: ProfilePlace) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// The problems found so far, up to a limit: a wrong file must not fill a mailbox.
struct ProblemList {
  /// Problems that are listed; the rest is only mentioned.
  static let countMax = 100

  private var listed: [ProfileProblem] = []
  private var isCut = false

  mutating func add(_ message: String, at place: ProfilePlace?, suggestion: String? = nil) {
    guard listed.count < Self.countMax else {
      isCut = true
      return
    }
    listed.append(ProfileProblem(place: place, message: message, suggestion: suggestion))
  }

  /// The problems by place; those of one place in the order in which they were found.
  var inOrder: [ProfileProblem] {
    let start = ProfilePlace(line: 0, column: 0)
    let sorted = listed.enumerated().sorted { left, right in
      let places = (left.element.place ?? start, right.element.place ?? start)
      return places.0 == places.1 ? left.offset < right.offset : places.0 < places.1
    }.map(\.element)
    guard isCut else { return sorted }
    let rest = "there are more than \(Self.countMax) problems; the rest is not listed"
    return sorted + [ProfileProblem(place: nil, message: rest)]
  }
}

/// Text of a profile for a message: in quotes, on one line, cut where it is long.
func quoted(_ text: String) -> String {
  let scalarCountMax = 60
  var shown = ""
  for scalar in text.unicodeScalars.prefix(scalarCountMax) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
      shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return "\"\(shown)\(text.unicodeScalars.count > scalarCountMax ? "…" : "")\""
}
