import Display
import Foundation
import Tensors
import Training

/// A JSON object in a model's folder, such as `config.json`: its values by name, each of the type that is asked for.
public struct ConfigFile: Sendable {
  public let path: String
  /// All of it, for values that are objects themselves.
  public let values: [String: JSONValue]

  public init(_ path: String) throws(UnusableFile) {
    self.path = path
    let data: Data
    do { data = try contents(ofRegularFile: path, atMost: 1 << 28) } catch {
      throw UnusableFile(path, error.description)
    }
    do { values = try JSONDecoder().decode([String: JSONValue].self, from: data) } catch {
      throw UnusableFile(path, "it is not a JSON object")
    }
  }

  /// An object within another file.
  init(path: String, values: [String: JSONValue]) { (self.path, self.values) = (path, values) }

  /// Whether there is a value that is not null.
  public func has(_ key: String) -> Bool { values[key, default: .null] != .null }

  public func integer(_ key: String, default usual: Int? = nil) throws(UnusableFile) -> Int {
    let number = try value(key, usual.map { .number(Double($0)) }, "a whole number", \.number)
    guard let integer = Int(exactly: number) else { throw UnusableFile(path, "\(key) is not a whole number") }
    return integer
  }

  /// A size of a model: at least 1, and no larger than any model's.
  public func size(_ key: String, default usual: Int? = nil) throws(UnusableFile) -> Int {
    let size = try integer(key, default: usual)
    guard (1...1 << 24).contains(size) else { throw UnusableFile(path, "\(key) is \(size)") }
    return size
  }

  public func number(_ key: String, default usual: Double? = nil) throws(UnusableFile) -> Double {
    try value(key, usual.map { .number($0) }, "a number", \.number)
  }

  public func text(_ key: String, default usual: String? = nil) throws(UnusableFile) -> String {
    try value(key, usual.map { .text($0) }, "a text", \.text)
  }

  public func flag(_ key: String, default usual: Bool) throws(UnusableFile) -> Bool {
    try value(key, .flag(usual), "true or false", \.flag)
  }

  /// The names of classes: `{"0": "cat", "1": "dog"}` in the order of the numbers; empty if there are none.
  public func labels() throws(UnusableFile) -> [String] {
    let names = try value("id2label", .object([:]), "an object") { $0.object }
    let ordered = names.compactMap { key, name in Int(key).map { ($0, name.text ?? "") } }.sorted { $0.0 < $1.0 }
    if names.count != ordered.count || ordered.map(\.0) != Array(ordered.indices) {
      throw UnusableFile(path, "id2label does not number the classes 0, 1, 2 and so on")
    }
    return ordered.map(\.1)
  }

  /// Throws unless a value is the one that the course's model has built in.
  func expect<Value: Equatable>(_ key: String, _ found: Value, _ expected: Value) throws(UnusableFile) {
    if found != expected { throw UnusableFile(path, "\(key) is \(found), only \(expected) is supported") }
  }

  private func value<Value>(
    _ key: String, _ usual: JSONValue?, _ kind: String, _ read: (JSONValue) -> Value?
  ) throws(UnusableFile) -> Value {
    let stored = values[key, default: .null]
    guard let found = stored == .null ? usual : stored else { throw UnusableFile(path, "\(key) is missing") }
    guard let value = read(found) else { throw UnusableFile(path, "\(key) is not \(kind)") }
    return value
  }
}

/// Any JSON.
public enum JSONValue: Codable, Equatable, Sendable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .number(let number): try Int(exactly: number).map { try container.encode($0) } ?? container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .object(let object): try container.encode(object)
    }
  }

  public var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
  public var number: Double? { if case .number(let number) = self { number } else { nil } }
  public var text: String? { if case .text(let text) = self { text } else { nil } }
  public var list: [JSONValue]? { if case .list(let list) = self { list } else { nil } }
  public var object: [String: JSONValue]? { if case .object(let object) = self { object } else { nil } }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  public init(stringLiteral text: String) { self = .text(text) }
  public init(integerLiteral number: Int) { self = .number(Double(number)) }
  public init(floatLiteral number: Double) { self = .number(number) }
  public init(booleanLiteral flag: Bool) { self = .flag(flag) }
  public init(arrayLiteral list: JSONValue...) { self = .list(list) }
  public init(_ number: Int) { self = .number(Double(number)) }
  /// Rounded to seven digits, as many as a `Float` has: 1e-12 is to be written as it is known.
  public init(_ number: Scalar) { self = .number(Double("\(Float(number))")!) }
}

/// Names for so many classes, as `config.json` lists them.
func classNames(_ count: Int) -> [String: JSONValue] { classNames((0..<count).map { "LABEL_\($0)" }) }

/// The names of the classes, as `config.json` lists them.
func classNames(_ names: [String]) -> [String: JSONValue] {
  [
    "id2label": .object(Dictionary(uniqueKeysWithValues: names.enumerated().map { ("\($0)", .text($1)) })),
    "label2id": .object(Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, JSONValue($0)) })),
  ]
}
