import ExportProfiles
import Foundation
import Testing

/// `Documentation/profile.schema.json` says what the reader of profiles accepts.
struct ProfileSchemaTests {
  private let schema: [String: Any]

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Documentation/profile.schema.json").standardized
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    schema = try #require(object as? [String: Any])
  }

  private var definitions: [String: Any] { schema["$defs"] as? [String: Any] ?? [:] }

  private func keys(of definition: [String: Any]?) -> [String] {
    (definition?["properties"] as? [String: Any])?.keys.sorted() ?? []
  }

  @Test(arguments: ProfileVocabulary.SectionKind.allCases)
  func keysAgree(_ kind: ProfileVocabulary.SectionKind) {
    let definition = kind == .profile ? schema : definitions[kind.rawValue] as? [String: Any]
    #expect(keys(of: definition) == ProfileVocabulary.keys(of: kind).sorted(), "\(kind)")
    #expect(definition?["additionalProperties"] as? Bool == false, "\(kind)")
  }

  @Test func noDefinitionIsLeftOver() {
    let known = ProfileVocabulary.SectionKind.allCases.map(\.rawValue)
    let others = Set(definitions.keys).subtracting(known)
    #expect(others == ["source_value", "source_list", "encoding", "encodings"])
  }

  @Test func referencesLeadSomewhere() {
    func check(_ value: Any) {
      if let list = value as? [Any] { list.forEach(check) }
      guard let object = value as? [String: Any] else { return }
      if let reference = object["$ref"] as? String {
        let name = reference.replacingOccurrences(of: "#/$defs/", with: "")
        #expect(definitions[name] != nil, "\(reference)")
      }
      object.values.forEach(check)
    }
    check(schema)
  }

  @Test(arguments: BuiltInProfiles.names)
  func builtInProfilesFollowIt(_ name: String) throws {
    let tree = try ProfileReader.plainTree(fromYAML: BuiltInProfiles.yaml(named: name))
    let problems = SchemaCheck(definitions: definitions).problems(of: tree, by: schema, at: name)
    #expect(problems.isEmpty, "\(problems)")
  }

  @Test(arguments: [
    "profile_version: 2\nname: a\ncsv: { order: { fields: { order_id: a } } }",
    "profile_version: 1\nname: a\ncsv: { order: { fields: { order_id: { zzz: a } } } }",
    "profile_version: 1\nname: a\ncsv: { order: {} }", "profile_version: 1\nname: a",
    "profile_version: 1\nname: a\ncsv: { quote: twice, order: { fields: {} } }",
  ])
  func wrongProfilesDoNot(_ yaml: String) throws {
    let tree = try ProfileReader.plainTree(fromYAML: Array(yaml.utf8))
    #expect(!SchemaCheck(definitions: definitions).problems(of: tree, by: schema, at: "a").isEmpty)
  }
}

/// As much of JSON Schema as the schema of profiles uses. Every scalar of a profile is text.
private struct SchemaCheck {
  let definitions: [String: Any]

  func problems(of value: Any, by schema: [String: Any], at place: String) -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = reference.replacingOccurrences(of: "#/$defs/", with: "")
      guard let definition = definitions[name] as? [String: Any] else {
        return ["\(place): \(name)"]
      }
      return problems(of: value, by: definition, at: place)
    }
    var found: [String] = []
    if let choices = schema["oneOf"] as? [[String: Any]] {
      let results = choices.map { problems(of: value, by: $0, at: place) }
      if results.filter(\.isEmpty).count != 1 {
        found += results.flatMap(\.self) + ["\(place): oneOf"]
      }
    }
    if let choices = schema["anyOf"] as? [[String: Any]],
      !choices.contains(where: { problems(of: value, by: $0, at: place).isEmpty })
    {
      found.append("\(place): anyOf")
    }
    if let words = schema["enum"] as? [Any], !words.contains(where: { "\($0)" == value as? String })
    {
      found.append("\(place): enum")
    }
    let type = schema["type"] as? String ?? (schema["type"] as? [String])?.first
    switch type {
    case "object":
      guard let object = value as? [String: Any] else { return found + ["\(place): no object"] }
      found += members(object, schema, place)
    case "array":
      guard let list = value as? [Any] else { return found + ["\(place): no array"] }
      let items = schema["items"] as? [String: Any] ?? [:]
      for (index, element) in list.enumerated() {
        found += problems(of: element, by: items, at: "\(place)[\(index)]")
      }
    case "string": if !(value is String) { found.append("\(place): no text") }
    default: break
    }
    if type != "object", let required = schema["required"] as? [String],
      let object = value as? [String: Any]
    {
      found += required.filter { object[$0] == nil }.map { "\(place): \($0) is missing" }
    }
    return found
  }

  private func members(_ object: [String: Any], _ schema: [String: Any], _ place: String)
    -> [String]
  {
    var found: [String] = []
    let properties = schema["properties"] as? [String: Any] ?? [:]
    for (key, member) in object {
      if let property = properties[key] as? [String: Any] {
        found += problems(of: member, by: property, at: "\(place).\(key)")
      } else if let others = schema["additionalProperties"] as? [String: Any] {
        found += problems(of: member, by: others, at: "\(place).\(key)")
      } else {
        found.append("\(place).\(key): unknown")
      }
    }
    let required = schema["required"] as? [String] ?? []
    return found + required.filter { object[$0] == nil }.map { "\(place).\($0): missing" }
  }
}
