import Display
import Foundation
import Tensors

/// A safetensors file on disk. Opening it reads and checks the header and maps the numbers into memory; a tensor is decoded
/// only when it is asked for.
public struct SafetensorsFile: Sendable {
  public let path: String
  public let metadata: [String: String]
  /// The names of all tensors, in the order of the file.
  public let names: [String]
  private let entries: [String: (tensor: StoredTensor, body: Data)]

  /// Nothing in the header is believed before it is held against the file's true size, so a lying header costs no memory.
  public init(_ path: String) throws(SafetensorsError) {
    let data: Data
    do { data = try contents(ofRegularFile: path, options: .alwaysMapped) } catch {
      throw SafetensorsError(file: path, .unreadable(error.description))
    }
    try self.init(data, path: path)
  }

  init(_ data: Data, path: String) throws(SafetensorsError) {
    let header = try SafetensorsHeader(data, path: path)
    let stored = try header.storedTensors(bytes: data.count - header.end, path: path)
    self.path = path
    metadata = header.metadata
    names = stored.map(\.name)
    let body = data.dropFirst(header.end)
    entries = Dictionary(uniqueKeysWithValues: stored.map { ($0.name, ($0.tensor, body)) })
  }

  /// Several files as one: large models are published in parts. No two may hold a tensor of the same name.
  ///
  /// - Parameter path: What messages call them together.
  public init(joining files: [SafetensorsFile], path: String) throws(SafetensorsError) {
    var entries: [String: (tensor: StoredTensor, body: Data)] = [:]
    for file in files {
      for name in file.names where entries.updateValue(file.entries[name]!, forKey: name) != nil {
        throw SafetensorsError(file: file.path, tensor: name, .inSeveralFiles)
      }
    }
    self.path = path
    metadata = files.reduce(into: [:]) { $0.merge($1.metadata) { first, _ in first } }
    names = files.flatMap(\.names)
    self.entries = entries
  }

  /// Whether the file has a tensor of this name.
  public func holds(_ name: String) -> Bool { entries[name] != nil }

  public func shape(of name: String) -> [Int]? { entries[name]?.tensor.shape }

  public func numberType(of name: String) -> NumberType? { entries[name]?.tensor.type }

  /// A tensor of real numbers; F64 is rounded to `Scalar` where that is `Float`.
  ///
  /// - Parameter exactly: Refuses numbers of another type than `Scalar`, for whoever needs the very bits that were written.
  public func tensor(_ name: String, exactly: Bool = false) throws(SafetensorsError) -> Tensor {
    let (stored, body) = try entry(name)
    if exactly, stored.type != .native {
      throw problem(name, .wrongNumberType(stored.type.rawValue, expected: NumberType.native.rawValue))
    }
    guard !stored.type.isInteger else { throw problem(name, .unknownNumberType(stored.type.rawValue)) }
    return Tensor(shape: stored.shape) { decode(bytes(of: stored, in: body), stored.type, into: $0) }
  }

  /// Whether two tensors have the same shape, type and bytes. Nothing is decoded.
  public func holdsSame(_ name: String, _ other: String) -> Bool {
    guard let (a, bodyA) = entries[name], let (b, bodyB) = entries[other] else { return false }
    return a.type == b.type && a.shape == b.shape && bytes(of: a, in: bodyA) == bytes(of: b, in: bodyB)
  }

  /// A tensor of whole numbers or truth values, row-major; true is 1.
  public func integers(_ name: String) throws(SafetensorsError) -> [Int] {
    let (stored, body) = try entry(name)
    guard stored.type.isInteger else { throw problem(name, .notWholeNumbers(stored.type.rawValue)) }
    guard let numbers = decodeIntegers(bytes(of: stored, in: body), stored.type) else {
      throw problem(name, .integerTooLarge)
    }
    return numbers
  }

  private func bytes(of stored: StoredTensor, in body: Data) -> Data {
    body[(body.startIndex + stored.bytes.lowerBound)..<(body.startIndex + stored.bytes.upperBound)]
  }

  private func entry(_ name: String) throws(SafetensorsError) -> (tensor: StoredTensor, body: Data) {
    guard let entry = entries[name] else { throw problem(name, .missing) }
    return entry
  }

  private func problem(_ name: String, _ problem: SafetensorsError.Problem) -> SafetensorsError {
    SafetensorsError(file: path, tensor: name, problem)
  }
}

/// How a file stores a number.
public enum NumberType: String, Codable, Sendable {
  case single = "F32"
  case double = "F64"
  case half = "F16"
  case brainFloat = "BF16"
  case bool = "BOOL"
  case int8 = "I8"
  case int16 = "I16"
  case int32 = "I32"
  case int64 = "I64"
  case uint8 = "U8"
  case uint16 = "U16"
  case uint32 = "U32"
  case uint64 = "U64"

  /// The type of a `Scalar`.
  public static let native: NumberType = Scalar.self == Float.self ? .single : .double

  /// In bytes.
  var size: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .half, .brainFloat, .int16, .uint16: 2
    case .single, .int32, .uint32: 4
    case .double, .int64, .uint64: 8
    }
  }

  /// Whether it stores whole numbers or truth values.
  public var isInteger: Bool {
    switch self {
    case .single, .double, .half, .brainFloat: false
    default: true
    }
  }
}

/// Where a tensor lies in the bytes after the header, and how.
struct StoredTensor: Sendable {
  let type: NumberType
  let shape: [Int]
  let bytes: Range<Int>
}
