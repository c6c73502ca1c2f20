import Display

/// A value as JSON writes it; objects keep the order of their keys.
public enum JSON: Equatable, Sendable {
  case number(Double)
  case text(String)
  case truth(Bool)
  case list([JSON])
  case object([(key: String, value: JSON)])

  public static func == (a: JSON, b: JSON) -> Bool { a.encoded == b.encoded }

  /// The text of the value; numbers that JSON cannot write become null.
  public var encoded: String {
    switch self {
    case .number(let number): JSON.encode(number)
    case .text(let text): quotedForJSON(text)
    case .truth(let truth): truth ? "true" : "false"
    case .list(let values): "[" + values.map(\.encoded).joined(separator: ", ") + "]"
    case .object(let fields):
      "{" + fields.map { "\(quotedForJSON($0.key)): \($0.value.encoded)" }.joined(separator: ", ") + "}"
    }
  }

  /// The value under a key of an object; setting it keeps the key's position, or adds it at the end.
  public subscript(key: String) -> JSON? {
    get {
      guard case .object(let fields) = self else { return nil }
      return fields.first { $0.key == key }?.value
    }
    set {
      guard case .object(var fields) = self else { return }
      let position = fields.firstIndex { $0.key == key }
      switch (position, newValue) {
      case (let position?, let value?): fields[position].value = value
      case (let position?, nil): fields.remove(at: position)
      case (nil, let value?): fields.append((key, value))
      case (nil, nil): break
      }
      self = .object(fields)
    }
  }

  private static func encode(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    return number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
  }
}

extension JSON: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(booleanLiteral value: Bool) { self = .truth(value) }
  public init(arrayLiteral values: JSON...) { self = .list(values) }
  public init(dictionaryLiteral fields: (String, JSON)...) {
    self = .object(fields.map { (key: $0.0, value: $0.1) })
  }

  public init(_ number: Float) { self = .number(Double(number)) }
  public init(_ number: Double) { self = .number(number) }
  public init(_ number: Int) { self = .number(Double(number)) }
  public init(_ numbers: [Double]) { self = .list(numbers.map { .number($0) }) }
  public init(_ numbers: [Int]) { self = .list(numbers.map { .number(Double($0)) }) }
  public init(_ rows: [[Double]]) { self = .list(rows.map { JSON($0) }) }
}
