import Foundation
@_exported import TestBasics
import Training

/// Reference numbers from `Tests/Fixtures/`, as the scripts there wrote them: `<case>.<role>` names a tensor.
public struct Fixture {
  private let name: String
  private let tensors: [String: Tensor]

  public init(named name: String, file: StaticString = #filePath) throws {
    let tests = URL(fileURLWithPath: "\(file)").deletingLastPathComponent().deletingLastPathComponent()
    let path = tests.appendingPathComponent("Fixtures/\(name).safetensors").path
    self.name = name
    tensors = try Safetensors(contentsOf: path).tensors
  }

  /// Every case of the file, in alphabetical order.
  public var cases: [String] { Set(tensors.keys.map { String($0.prefix { $0 != "." }) }).sorted() }

  /// What one case holds under each role.
  public func roles(of wanted: String) -> [String: Tensor] {
    let prefix = wanted + "."
    let entries = tensors.filter { $0.key.hasPrefix(prefix) }
    return Dictionary(uniqueKeysWithValues: entries.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
  }

  public subscript(_ name: String) -> Tensor {
    get throws {
      guard let tensor = tensors[name] else { throw MissingEntry(file: self.name, entry: name) }
      return tensor
    }
  }

  /// Whole numbers, such as classes.
  public func integers(_ name: String) throws -> [Int] { try self[name].scalars.map { Int($0) } }
}

/// A fixture does not hold what a test asks of it.
public struct MissingEntry: Error, CustomStringConvertible {
  let file: String
  let entry: String
  public var description: String { "\(file).safetensors has no entry \(entry)" }
}
