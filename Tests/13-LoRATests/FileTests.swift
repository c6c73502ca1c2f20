import Foundation
import TestSupport
import Testing
import Training

@testable import LoRA

/// Adapters in files of their own.
struct FileTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("adapter.safetensors")
  }

  @Test(arguments: [LoRAConfiguration.Scaling.standard, .rankStabilized])
  func `what was saved is loaded, bit for bit`(scaling: LoRAConfiguration.Scaling) throws {
    let model = tinyGPT()
    var generator = Generator(seed: 1)
    var configuration = LoRAConfiguration(rank: 3, alpha: 0.1, targets: ["*.query", "*.up"])
    configuration.scaling = scaling
    let adapter = LoRAAdapter(for: model, configuration, using: &generator)
    randomize(adapter.parameters, seed: 2)
    adapter.attach(to: model)
    try adapter.save(to: path)
    let (other, base) = (tinyGPT(), tinyGPT()(tinyTokens, batch: 2).value)
    let loaded = try LoRAAdapter(contentsOf: path, for: other)
    #expect(loaded.configuration == adapter.configuration)
    loaded.attach(to: other)
    let result = other(tinyTokens, batch: 2).value
    expectEqual(result, to: model(tinyTokens, batch: 2).value)
    #expect(result != base)
    let values = Dictionary(uniqueKeysWithValues: adapter.entries.map { ($0.path, $0.layer) })
    #expect(loaded.entries.count == values.count)
    for entry in loaded.entries {
      expectEqual(entry.layer.a.value, to: values[entry.path]!.a.value)
      expectEqual(entry.layer.b.value, to: values[entry.path]!.b.value)
    }
  }

  @Test func `a file holds the adapter and nothing of the model`() throws {
    let adapter = trainedAdapter(for: tinyGPT(), targets: ["*.1.*.query"])
    try adapter.save(to: path)
    let file = try Safetensors(contentsOf: path)
    let name = "stack.blocks.1.attention.query"
    #expect(
      file.tensors == [
        "\(name).lora_A": adapter.entries[0].layer.a.value, "\(name).lora_B": adapter.entries[0].layer.b.value,
      ])
    #expect(file.metadata == ["rank": "2", "alpha": "3.0", "scaling": "standard", "targets": "*.1.*.query"])
  }

  @Test func `the file of a task holds what was trained for it`() {
    let model = tinyGPT()
    var generator = Generator(seed: 1)
    FineTuning.prefix(2).prepare(model, using: &generator)
    let file = model.trainableFile
    let paths = (0..<2).flatMap { block in ["keys", "values"].map { "stack.blocks.\(block).attention.prefix.\($0)" } }
    #expect(file.tensors.keys.sorted() == paths && file.metadata.isEmpty)
    let values = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.path, $0.variable.value) })
    for path in paths { expectEqual(file.tensors[path]!, to: values[path]!) }
  }

  // MARK: Bad files

  private static let a = "stack.blocks.0.attention.query.lora_A"

  /// What is done to a good file, and what is wrong then.
  static let spoils: [(name: String, spoil: @Sendable (inout Safetensors) -> Void, message: String)] = [
    ("no rank", { $0.metadata["rank"] = nil }, "the metadata rank of an adapter is missing or wrong"),
    ("rank 0", { $0.metadata["rank"] = "0" }, "the metadata rank of an adapter is missing or wrong"),
    ("a word as rank", { $0.metadata["rank"] = "two" }, "the metadata rank of an adapter is missing or wrong"),
    ("no alpha", { $0.metadata["alpha"] = nil }, "the metadata alpha of an adapter is missing or wrong"),
    ("an infinite alpha", { $0.metadata["alpha"] = "inf" }, "the metadata alpha of an adapter is missing or wrong"),
    ("alpha not a number", { $0.metadata["alpha"] = "nan" }, "the metadata alpha of an adapter is missing or wrong"),
    (
      "an unknown scaling", { $0.metadata["scaling"] = "half" },
      "the metadata scaling of an adapter is missing or wrong"
    ),
    ("no targets", { $0.metadata["targets"] = nil }, "the metadata targets of an adapter is missing or wrong"),
    ("another rank", { $0.metadata["rank"] = "3" }, "tensor \(a): its shape is [8, 2], expected [8, 3]"),
    ("a wrong shape", { $0.tensors[a] = .zeros(7, 2) }, "tensor \(a): its shape is [7, 2], expected [8, 2]"),
    ("a vector", { $0.tensors[a] = .zeros(16) }, "tensor \(a): its shape is [16], expected [8, 2]"),
    (
      "a lonely A", { $0.tensors["stack.blocks.0.attention.query.lora_B"] = nil },
      "tensor stack.blocks.0.attention.query.lora_B: it is missing"
    ),
    (
      "a lonely B", { $0.tensors[a] = nil },
      "tensor stack.blocks.0.attention.query.lora_B: the model has no such tensor"
    ),
    ("a further tensor", { $0.tensors["x"] = .zeros(1) }, "tensor x: the model has no such tensor"),
    ("an unknown path", { $0.tensors["x.lora_A"] = .zeros(8, 2) }, "tensor x.lora_A: the model has no such tensor"),
    ("not a number", { $0.tensors[a]!.setScalar(at: 0, to: .nan) }, "one of its numbers is infinite or not a number"),
    ("nothing", { $0.tensors = [:] }, "it holds no adapter"),
  ]

  @Test(arguments: spoils.map(\.name))
  func `a bad file gives one error that says what is wrong`(name: String) throws {
    let (_, spoil, message) = Self.spoils.first { $0.name == name }!
    let model = tinyGPT()
    try trainedAdapter(for: model).save(to: path)
    var file = try Safetensors(contentsOf: path)
    spoil(&file)
    try file.write(to: path)
    expectError(message) { try LoRAAdapter(contentsOf: path, for: model) }
  }

  @Test func `a file that was cut short, is none, or is missing, gives an error`() throws {
    let model = tinyGPT()
    try trainedAdapter(for: model).save(to: path)
    let data = try folder.data("adapter.safetensors")
    try data.dropLast(3).write(to: URL(filePath: path))
    expectError("lie outside the file") { try LoRAAdapter(contentsOf: path, for: model) }
    try folder.write("no adapter", to: "adapter.safetensors")
    expectError("adapter.safetensors") { try LoRAAdapter(contentsOf: path, for: model) }
    expectError("missing.safetensors") { try LoRAAdapter(contentsOf: folder.path("missing.safetensors"), for: model) }
  }

  @Test func `an adapter of another model gives an error`() throws {
    try trainedAdapter(for: tinyGPT(depth: 3)).save(to: path)
    expectError("stack.blocks.2.attention.query.lora_A: the model has no such tensor") {
      try LoRAAdapter(contentsOf: path, for: tinyGPT(depth: 2))
    }
    try trainedAdapter(for: tinyGPT()).save(to: path)
    expectError("stack.blocks.0.attention.query.lora_A: the model has no such tensor") {
      try LoRAAdapter(contentsOf: path, for: tinyBERT())
    }
  }
}

/// Expects an error of one line that says what is wrong.
func expectError(
  _ message: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> LoRAAdapter
) {
  let result = Result(catching: body)
  guard case .failure(let error) = result else {
    Issue.record("there is no error, but should be: \(message)", sourceLocation: sourceLocation)
    return
  }
  #expect("\(error)".contains(message) && !"\(error)".contains("\n"), "\(error)", sourceLocation: sourceLocation)
  #expect(error is any BadFile, "\(type(of: error))", sourceLocation: sourceLocation)
}
