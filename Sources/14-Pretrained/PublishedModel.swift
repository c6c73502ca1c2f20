import Display
import Foundation
import Tensors
import Training

/// A model of the course that Hugging Face publishes as well: it reads such folders, and writes them.
public protocol PublishedModel: Module {
  /// A model of the sizes that a folder says, before its numbers are read.
  ///
  /// - Parameter file: Tells which parts the model has: a pooler, or a head.
  init(sizedBy folder: ModelFolder, _ file: SafetensorsFile, using generator: inout Generator) throws

  /// Where files hold its parameters.
  var names: NameTable { get }

  /// Tensors that must be the same as another one: the table of the tokens once more, as the output matrix.
  var copies: [String: String] { get }

  /// Whether a tensor that the model does not use is known: masks, or one of the copies.
  func isKnown(_ unused: String) -> Bool

  /// What `config.json` says of this model.
  var config: [String: JSONValue] { get }
}

extension PublishedModel {
  public var copies: [String: String] { [:] }

  /// Reads a folder. Every parameter must be in the file, and every tensor of the file must be known.
  public init(_ folder: ModelFolder) throws {
    let file = try folder.weights()
    self = try Generator.withoutDrawing {
      var generator = Generator(seed: 0)
      return try Self(sizedBy: folder, file, using: &generator)
    }
    let (names, isKnown) = (names, isKnown)
    for (copy, original) in copies.sorted(by: { $0.key < $1.key }) {
      guard let copy = names.spelling(of: copy, in: file), let original = names.spelling(of: original, in: file),
        copy != original, !file.holdsSame(copy, original)
      else { continue }
      throw UnusableFile(file.path, "\(copy) differs from \(original); the model has only one of them")
    }
    try load(
      file,
      naming: { path in
        guard let source = names.source(of: path, in: file) else { fail("\(Self.self): no name for \(path)") }
        return source
      },
      ignoring: isKnown)
  }

  /// Writes `config.json` and `model.safetensors`, from which `transformers` loads the same model.
  ///
  /// - Parameter more: Further entries of `config.json`, such as the ids of special tokens.
  public func write(to folder: String, adding more: [String: JSONValue] = [:]) throws {
    try makeFolder(folder)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try writeAtomically(encoder.encode(config.merging(more) { $1 }) + Data("\n".utf8), to: "\(folder)/config.json")
    let names = names
    try Safetensors(tensors: tensors { names.source(of: $0) }, metadata: ["format": "pt"])
      .write(to: "\(folder)/model.safetensors")
  }
}
