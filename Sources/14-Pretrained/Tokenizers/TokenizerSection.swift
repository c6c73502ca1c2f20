import Display
import Tokens

/// A part of a JSON file that knows its place, so that every message names the file and the key.
struct TokenizerSection {
  let value: TokenizerJSON
  let file: String
  /// The keys from the root, as in `model.unk_token`.
  let place: String

  init(_ value: TokenizerJSON, file: String, place: String = "") {
    (self.value, self.file, self.place) = (value, file, place)
  }

  init(file path: String) throws(TokenFileError) {
    self.init(try TokenizerJSON(file: path), file: path)
  }

  func problem(_ text: String) -> TokenFileError {
    TokenFileError(file, place.isEmpty ? text : "\(place.brief): \(text)")
  }

  private func wrong(_ expected: String) -> TokenFileError { problem("\(expected) was expected, found \(value.kind)") }

  /// The value under a key; nil when it is missing or null.
  func section(_ key: String) throws(TokenFileError) -> TokenizerSection? {
    let name = Array(key.utf8)
    guard let member = try members().last(where: { $0.key == name }), !member.value.isNull else { return nil }
    return TokenizerSection(member.value, file: file, place: inner(key))
  }

  func required(_ key: String) throws(TokenFileError) -> TokenizerSection {
    guard let section = try section(key) else { throw TokenFileError(file, "\(inner(key).brief) is missing") }
    return section
  }

  private func inner(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  func members() throws(TokenFileError) -> [(key: [UInt8], value: TokenizerJSON)] {
    guard case .object(let members) = value else { throw wrong("an object") }
    return members
  }

  func list() throws(TokenFileError) -> [TokenizerSection] {
    guard case .list(let values) = value else { throw wrong("a list") }
    return values.enumerated().map { TokenizerSection($1, file: file, place: "\(place)[\($0)]") }
  }

  func bytes() throws(TokenFileError) -> [UInt8] {
    guard case .text(let bytes) = value else { throw wrong("a text") }
    return bytes
  }

  func text() throws(TokenFileError) -> String { String(decoding: try bytes(), as: UTF8.self) }

  func number() throws(TokenFileError) -> Double {
    guard case .number(let number) = value else { throw wrong("a number") }
    return number
  }

  func whole() throws(TokenFileError) -> Int {
    guard let whole = value.whole else { throw wrong("a whole number from 0") }
    return whole
  }

  func bool() throws(TokenFileError) -> Bool {
    guard case .bool(let bool) = value else { throw wrong("true or false") }
    return bool
  }

  /// One character.
  func scalar() throws(TokenFileError) -> Unicode.Scalar {
    let scalars = try text().unicodeScalars
    guard scalars.count == 1, let scalar = scalars.first else { throw problem("one character was expected") }
    return scalar
  }

  /// The value of a key that may be missing.
  func bool(_ key: String, or standard: Bool) throws(TokenFileError) -> Bool {
    try section(key)?.bool() ?? standard
  }

  /// The text of a key that may be missing, or empty, which is the same.
  func bytes(_ key: String) throws(TokenFileError) -> [UInt8] { try section(key)?.bytes() ?? [] }
}

extension TokenizerJSON {
  var isNull: Bool { if case .null = self { true } else { false } }

  /// A whole number from 0; nil when it is none.
  var whole: Int? {
    guard case .number(let number) = self, number >= 0, number < 1e15, number == number.rounded() else { return nil }
    return Int(number)
  }
}

/// Bytes as a message shows them.
func brief(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).brief.debugDescription }
