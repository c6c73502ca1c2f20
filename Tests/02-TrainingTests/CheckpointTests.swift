import Foundation
import TestSupport
import Testing

@testable import Training

/// A run that is cut anywhere and resumed ends with the bits of one that was not; a bad file changes nothing.
struct CheckpointTests {
  /// Every kind of layer, so that everything that a step may depend on is in the file.
  struct Model: Module {
    let embedding: Embedding
    let norm: BatchNorm
    let inner: MLP
    let last: LayerNorm

    init(using generator: inout Generator) {
      embedding = Embedding(10, width: 6, using: &generator)
      norm = BatchNorm(6)
      inner = MLP(widths: [6, 17, 4], dropout: 0.2, using: &generator)
      last = LayerNorm(4)
    }

    func callAsFunction(_ tokens: [Int], _ mode: Mode) -> Variable {
      last(inner(norm(embedding(tokens, shape: [tokens.count]), mode), mode))
    }
  }

  /// A file of its own, gone when the test is over.
  final class TemporaryFile {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors").path
    var data: Data {
      get throws { try Data(contentsOf: URL(fileURLWithPath: path)) }
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  static let total = 24

  func newRun(_ name: String = "run", optimizer: String = "AdamW") -> TrainingRun {
    var generator = Generator(seed: 6)
    let model = Model(using: &generator)
    return TrainingRun(name, model, OptimizerTests.makers[optimizer]!(model.parameters), seed: 8)
  }

  /// Trains up to a step, along a schedule that knows only of the last one.
  func train(_ run: TrainingRun, to step: Int, _ trainer: Trainer) throws {
    let model = run.model as! Model
    var plan = TrainingPlan(steps: step)
    plan.schedule = .cosine(peak: 0.02, warmup: 3, total: Self.total)
    plan.evaluationInterval = 1
    let batches = Batches(of: 30, size: 8, seed: 2)
    let evaluation = { crossEntropy(model([1, 2, 3], .evaluation), [1, 2, 3]).value.scalar }
    try trainer.train(run, plan, evaluation: evaluation) { step, randomness in
      let tokens = batches(step).map { ($0 + Int.random(in: 0..<2, using: &randomness.generator)) % 10 }
      return crossEntropy(model(tokens, .training(randomness)), tokens.map { $0 % 4 })
    }
  }

  @Test(arguments: OptimizerTests.makers.keys.sorted())
  func `cut and resumed, a run ends bit-equal`(optimizer: String) throws {
    let (whole, cut) = (TemporaryFile(), TemporaryFile())
    try train(
      newRun(optimizer: optimizer), to: Self.total, Trainer(Checkpoint(path: whole.path), savesRegularly: true))
    try train(newRun(optimizer: optimizer), to: 4, Trainer(Checkpoint(path: cut.path), savesRegularly: true))
    for step in [8, 9, 23, Self.total] {
      let trainer = Trainer(try Checkpoint(contentsOf: cut.path), savesRegularly: true)
      try train(newRun(optimizer: optimizer), to: step, trainer)
    }
    #expect(try whole.data == cut.data)
  }

  @Test func `a program that ends within an evaluation has saved the steps before, and makes it up`() throws {
    let file = TemporaryFile()
    let trainer = Trainer(Checkpoint(path: file.path), savesRegularly: false)
    var snapshots: [Checkpoint] = []
    func train(_ trainer: Trainer, _ evaluate: @escaping () -> Void) throws -> TrainingRun {
      let run = newRun()
      let model = run.model as! Model
      var plan = TrainingPlan(steps: 6)
      plan.evaluationInterval = 3
      try trainer.train(
        run, plan,
        evaluation: {
          evaluate(); return model.embedding.weight.value.sum
        }
      ) { step, _ in
        crossEntropy(model([step, 2, 3], .evaluation), [1, 2, 3])
      }
      return run
    }
    let whole = try train(trainer) { snapshots.append(trainer.checkpoint.value) }
    #expect(snapshots.count == 2 && whole.evaluations.map(\.step) == [3, 6])
    for snapshot in snapshots {
      let resumed = try train(Trainer(snapshot, savesRegularly: false)) {}
      #expect(resumed.losses == whole.losses)
      #expect(resumed.evaluations.map(\.value) == whole.evaluations.map(\.value))
    }
  }

  @Test func `a part of the state that is not restored changes the result`() throws {
    let (whole, other) = (TemporaryFile(), TemporaryFile())
    try train(newRun(), to: Self.total, Trainer(Checkpoint(path: whole.path), savesRegularly: true))
    try train(newRun(), to: 8, Trainer(Checkpoint(path: other.path), savesRegularly: true))
    var file = try Safetensors(contentsOf: other.path)
    file.metadata["run.random"] = "1"
    try file.write(to: other.path)
    try train(newRun(), to: Self.total, Trainer(try Checkpoint(contentsOf: other.path), savesRegularly: true))
    #expect(try whole.data != other.data)
  }

  @Test func `one file holds several runs, and a finished one is not trained again`() throws {
    let file = TemporaryFile()
    let trainer = Trainer(Checkpoint(path: file.path), savesRegularly: true)
    try train(newRun("first"), to: 5, trainer)
    try train(newRun("second"), to: 3, trainer)
    let checkpoint = try Checkpoint(contentsOf: file.path)
    #expect(checkpoint.runs == ["first", "second"])
    let (first, second) = (newRun("first"), newRun("second"))
    let again = Trainer(checkpoint, savesRegularly: false)
    try train(first, to: 5, again)
    try train(second, to: 5, again)
    #expect(first.losses.count == 5 && second.losses == first.losses)
    #expect(first.evaluations.map(\.step) == [1, 2, 3, 4, 5], "the last evaluation is not made twice")
    #expect(first.optimizer.steps == 5)
    #expect(try Checkpoint(contentsOf: file.path).holds("second"))
  }

  @Test func `a run whose name begins with another's name is left alone`() throws {
    let file = TemporaryFile()
    let trainer = Trainer(Checkpoint(path: file.path), savesRegularly: true)
    for (name, steps) in [("net", 3), ("network", 3), ("net", 4)] { try train(newRun(name), to: steps, trainer) }
    let checkpoint = try Checkpoint(contentsOf: file.path)
    #expect(checkpoint.runs == ["net", "network"])
    let runs = ["net", "network"].map { newRun($0) }
    for run in runs { try checkpoint.restore(run) }
    #expect(runs.map(\.losses.count) == [4, 3] && runs.map(\.optimizer.steps) == [4, 3])
    #expect(Array(runs[0].losses.prefix(3)) == runs[1].losses)
  }

  @Test func `a run that is not restored is kept when another is saved`() throws {
    let file = TemporaryFile()
    let trainer = Trainer(Checkpoint(path: file.path), savesRegularly: true)
    try train(newRun("first"), to: 5, trainer)
    try train(newRun("second"), to: 3, trainer)
    let before = try Safetensors(contentsOf: file.path)
    try train(newRun("first"), to: 6, Trainer(Checkpoint(contentsOf: file.path), savesRegularly: true))
    let after = try Safetensors(contentsOf: file.path)
    for (name, tensor) in before.tensors where name.hasPrefix("second.") {
      let isKept = after.tensors[name] == tensor
      #expect(isKept, "\(name)")
    }
    #expect(Set(after.tensors.keys) == Set(before.tensors.keys))
    #expect(after.tensors["first.losses"]?.count == 6)
  }

  @Test func `a tensor of no run is refused without being read`() throws {
    let file = TemporaryFile()
    // Three gigabytes that take no room on the disk.
    let header = Data(
      #"{"__metadata__":{"run.step":"1"},"more":{"dtype":"F32","shape":[805306368],"data_offsets":[0,3221225472]}}"#
        .utf8)
    try safetensorsBytes(header: header).write(to: URL(fileURLWithPath: file.path))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file.path))
    try handle.truncate(atOffset: UInt64(8 + header.count + 3_221_225_472))
    let start = Date()
    #expect(throws: SafetensorsError(file: file.path, tensor: "more", .unexpected)) {
      try Checkpoint(contentsOf: file.path)
    }
    #expect(Date().timeIntervalSince(start) < 1)
  }
}
