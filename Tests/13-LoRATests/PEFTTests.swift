import Foundation
import TestSupport
import Testing
import Training

@testable import LoRA

/// Folders of PEFT, good and bad.
struct PEFTTests {
  private let folder: TemporaryFolder
  private let model = tinyGPT()

  init() throws {
    folder = try TemporaryFolder()
    for name in ["adapter_config.json", "adapter_model.safetensors"] {
      try FileManager.default.copyItem(
        at: URL(filePath: "\(fixtureFolder("peft-attention"))/\(name)"), to: folder.url.appendingPathComponent(name))
    }
  }

  private func load() throws -> LoRAAdapter { try LoRAAdapter(peftFolder: folder.url.path, for: model) }

  private func changeConfiguration(_ change: (inout [String: Any]) -> Void) throws {
    var json = try JSONSerialization.jsonObject(with: folder.data("adapter_config.json")) as! [String: Any]
    change(&json)
    try JSONSerialization.data(withJSONObject: json).write(to: URL(filePath: folder.path("adapter_config.json")))
  }

  private func changeTensors(_ change: (inout [String: Tensor]) -> Void) throws {
    var file = try Safetensors(contentsOf: folder.path("adapter_model.safetensors"))
    change(&file.tensors)
    try file.write(to: folder.path("adapter_model.safetensors"))
  }

  @Test func `queries, keys and values share one A, and each has a third of B`() throws {
    let adapter = try load()
    let entries = adapter.entries
    #expect(entries.map(\.path).prefix(3).map { $0.split(separator: ".").last! } == ["query", "key", "value"])
    #expect(entries.count == 6 && entries[0].layer.a === entries[2].layer.a)
    #expect(adapter.configuration.rank == 2 && adapter.configuration.scale == 1.5)
    let name = "base_model.model.transformer.h.0.attn.c_attn"
    let file = try Safetensors(contentsOf: folder.path("adapter_model.safetensors"))
    expectEqual(entries[0].layer.a.value, to: file.tensors["\(name).lora_A.weight"]!.transposed)
    let b = Tensor.concatenate(entries.prefix(3).map(\.layer.b.value), axis: 1)
    expectEqual(b, to: file.tensors["\(name).lora_B.weight"]!.transposed)
  }

  @Test func `an adapter from PEFT is saved in the course's form and loaded again`() throws {
    try load().save(to: folder.path("own.safetensors"))
    let loaded = try LoRAAdapter(contentsOf: folder.path("own.safetensors"), for: model)
    let other = tinyGPT()
    try load().attach(to: model)
    loaded.attach(to: other)
    expectEqual(other(tinyTokens, batch: 2).value, to: model(tinyTokens, batch: 2).value)
  }

  @Test(
    arguments: [
      ("peft_type", "PREFIX_TUNING", "peft_type is PREFIX_TUNING, not LORA"), ("use_dora", true, "use_dora"),
      ("bias", "all", "bias is all, only none is supported"), ("r", 0, "r is 0"), ("r", "x", "r has a wrong type"),
      ("lora_alpha", nil, "lora_alpha is missing"),
      ("modules_to_save", ["wte"], "modules_to_save is not supported: wte"),
      ("rank_pattern", ["c_attn": 4], "matrices with ranks of their own"),
      ("alpha_pattern", ["c_attn": 4], "matrices with ranks of their own"),
    ] as [(String, (any Sendable)?, String)])
  func `what is not supported is named`(key: String, value: (any Sendable)?, message: String) throws {
    try changeConfiguration { $0[key] = value }
    expectError(message) { try load() }
  }

  @Test func `fields that PEFT may leave out have its defaults`() throws {
    try changeConfiguration { $0 = ["peft_type": "LORA", "r": 2, "lora_alpha": 3] }
    #expect(try load().configuration.scale == 1.5)
    try changeConfiguration { $0 = ["peft_type": "LORA", "r": 2, "lora_alpha": 3, "use_rslora": true] }
    #expect(abs(try load().configuration.scale - 3 / Scalar(2).squareRoot()) < 1e-6)
  }

  @Test func `a configuration that is none, and one that is missing, give an error`() throws {
    try folder.write("{", to: "adapter_config.json")
    expectError("adapter_config.json: it is not the configuration of a LoRA adapter: no JSON") { try load() }
    try FileManager.default.removeItem(atPath: folder.path("adapter_config.json"))
    expectError("adapter_config.json: it cannot be read") { try load() }
  }

  private static let name = "base_model.model.transformer.h.0.attn.c_attn"

  static let spoils: [(name: String, spoil: @Sendable (inout [String: Tensor]) -> Void, message: String)] = [
    ("a lonely A", { $0["\(name).lora_B.weight"] = nil }, "tensor \(name).lora_B.weight: it is missing"),
    (
      "a lonely B", { $0["\(name).lora_A.weight"] = nil },
      "tensor \(name).lora_B.weight: the model has no such tensor"
    ),
    ("another rank", { $0["\(name).lora_A.weight"] = .zeros(3, 8) }, "its shape is [3, 8], expected [2, 8]"),
    ("a short B", { $0["\(name).lora_B.weight"] = .zeros(23, 2) }, "its shape is [23, 2], expected [24, 2]"),
    ("a bias", { $0["\(name).lora_B.bias"] = .zeros(24) }, "tensor \(name).lora_B.bias: the model has no such tensor"),
    (
      "a further block", { $0["base_model.model.transformer.h.7.mlp.c_fc.lora_A.weight"] = .zeros(2, 8) },
      "h.7.mlp.c_fc.lora_A.weight: the model has no such tensor"
    ),
    (
      "an unknown module", { $0["base_model.model.lm_head.lora_A.weight"] = .zeros(2, 8) },
      "lm_head.lora_A.weight: the model has no such tensor"
    ),
    ("nothing", { $0 = [:] }, "it holds no adapter"),
  ]

  @Test(arguments: spoils.map(\.name)) func `a bad file gives one error that says what is wrong`(name: String) throws {
    let (_, spoil, message) = Self.spoils.first { $0.name == name }!
    try changeTensors(spoil)
    expectError(message) { try load() }
  }

  @Test func `an adapter of a larger model gives an error`() throws {
    let narrow = tinyGPT { $0.block.width = 4 }
    expectError("its shape is [2, 8], expected [2, 4]") { try LoRAAdapter(peftFolder: folder.url.path, for: narrow) }
  }
}
