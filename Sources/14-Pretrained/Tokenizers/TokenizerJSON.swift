import Tokens

/// A JSON value whose texts are bytes, since Swift's strings compare by canonical equivalence.
///
/// A vocabulary may hold é both as one character and as e with an accent: two keys, which `[String: Int]` makes one.
enum TokenizerJSON: Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case text([UInt8])
  case list([TokenizerJSON])
  case object([(key: [UInt8], value: TokenizerJSON)])

  init(file path: String) throws(TokenFileError) {
    self = try TokenizerJSON(try contents(of: path), file: path)
  }

  init(_ bytes: [UInt8], file path: String) throws(TokenFileError) {
    var parser = TokenizerJSONParser(bytes)
    do { self = try parser.document() } catch {
      throw TokenFileError(path, "it is not JSON: \(error.problem) at byte \(parser.position)")
    }
  }

  /// What the value is, for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}
