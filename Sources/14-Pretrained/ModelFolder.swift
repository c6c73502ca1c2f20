import Display
import Foundation
import Tensors
import Training

/// A folder as Hugging Face publishes models: `config.json`, the weights, the files of a tokenizer.
public struct ModelFolder: Sendable {
  public let path: String
  public let config: ConfigFile
  /// `gpt2`, `bert` and so on.
  public let modelType: String

  public init(_ path: String) throws(UnusableFile) {
    self.path = path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      throw UnusableFile(path, "it is no folder")
    }
    config = try ConfigFile("\(path)/config.json")
    modelType = try config.text("model_type")
  }

  /// Throws unless the folder's model is of a kind.
  func expect(_ type: String) throws(UnusableFile) {
    if modelType != type { throw UnusableFile(config.path, "model_type is \(modelType), not \(type)") }
  }

  public func file(_ name: String) -> String { "\(path)/\(name)" }

  public func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  /// A further JSON object of the folder, if it is there.
  func configFile(_ name: String) throws(UnusableFile) -> ConfigFile? { has(name) ? try ConfigFile(file(name)) : nil }

  /// The tensors of `model.safetensors`, or of the parts that `model.safetensors.index.json` lists. None is decoded yet.
  public func weights() throws -> SafetensorsFile {
    let index = "model.safetensors.index.json"
    if has("model.safetensors") || !has(index) { return try SafetensorsFile(file("model.safetensors")) }
    let fileOfTensor = try ConfigFile(file(index)).weightMap()
    for name in Set(fileOfTensor.values).sorted() {
      if name.contains("/") { throw UnusableFile(file(index), "\(name) lies in another folder") }
      if !has(name) { throw UnusableFile(file(name), "it is missing: \(index) names it") }
    }
    let files = try Set(fileOfTensor.values).sorted().map { try SafetensorsFile(file($0)) }
    let all = try SafetensorsFile(joining: files, path: file(index))
    if let missing = fileOfTensor.keys.sorted().first(where: { !all.holds($0) }) {
      throw UnusableFile(file(fileOfTensor[missing]!), "it has no tensor \(missing), though \(index) says so")
    }
    return all
  }
}

extension ConfigFile {
  /// Which file holds which tensor.
  fileprivate func weightMap() throws(UnusableFile) -> [String: String] {
    guard let map = values["weight_map"]?.object?.compactMapValues(\.text), !map.isEmpty else {
      throw UnusableFile(path, "weight_map is missing, or holds no names")
    }
    return map
  }
}
