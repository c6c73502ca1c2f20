import Foundation
import Testing

@testable import Training

// MARK: Files that do not fit

extension CheckpointTests {
  /// One thing wrong with a checkpoint, and the tensor that is to blame.
  struct Damage: Sendable, CustomTestStringConvertible {
    let name: String
    var tensor: String?
    let problem: SafetensorsError.Problem
    let change: @Sendable (inout Safetensors) -> Void
    var testDescription: String { name }
  }

  static let damages = [
    Damage(name: "a parameter is missing", tensor: "run.model.inner.layers.0.weight", problem: .missing) {
      $0.tensors["run.model.inner.layers.0.weight"] = nil
    },
    Damage(name: "a buffer is missing", tensor: "run.model.norm.variance", problem: .missing) {
      $0.tensors["run.model.norm.variance"] = nil
    },
    Damage(
      name: "more steps than the run made", tensor: "run.optimizer.steps.last.gain",
      problem: .metadata("it counts 9.0 steps of 8")
    ) { $0.tensors["run.optimizer.steps.last.gain"] = Tensor(9) },
    Damage(name: "no number of steps", tensor: "run.optimizer.steps.last.gain", problem: .notFinite) {
      $0.tensors["run.optimizer.steps.last.gain"] = Tensor(.nan)
    },
    Damage(name: "an infinite parameter", tensor: "run.model.last.gain", problem: .notFinite) {
      $0.tensors["run.model.last.gain"] = Tensor([1, 1, .infinity, 1])
    },
    Damage(name: "a buffer that is no number", tensor: "run.model.norm.mean", problem: .notFinite) {
      $0.tensors["run.model.norm.mean"] = Tensor([0, 0, 0, 0, 0, .nan])
    },
    Damage(name: "an infinite moment", tensor: "run.optimizer.square.last.gain", problem: .notFinite) {
      $0.tensors["run.optimizer.square.last.gain"] = Tensor([0, -.infinity, 0, 0])
    },
    Damage(name: "a loss that is no number", tensor: "run.losses", problem: .notFinite) {
      $0.tensors["run.losses"] = Tensor([.nan, 1, 1, 1, 1, 1, 1, 1])
    },
    Damage(name: "some optimizer state is missing", tensor: "run.optimizer.square.last.gain", problem: .missing) {
      $0.tensors["run.optimizer.square.last.gain"] = nil
    },
    Damage(name: "one too many", tensor: "run.model.more", problem: .unexpected) {
      $0.tensors["run.model.more"] = [1]
    },
    Damage(name: "another shape", tensor: "run.model.last.gain", problem: .shape([5], expected: [4])) {
      $0.tensors["run.model.last.gain"] = .ones(5)
    },
    Damage(name: "another rank", tensor: "run.model.last.gain", problem: .shape([1, 4], expected: [4])) {
      $0.tensors["run.model.last.gain"] = .ones(1, 4)
    },
    Damage(name: "a loss too few", tensor: "run.losses", problem: .shape([7], expected: [8])) {
      $0.tensors["run.losses"] = .ones(7)
    },
    Damage(name: "evaluations in a row", tensor: "run.evaluations", problem: .shape([4], expected: [4, 2])) {
      $0.tensors["run.evaluations"] = .ones(4)
    },
    Damage(
      name: "an evaluation at no step", tensor: "run.evaluations", problem: .metadata("nan is not the number of a step")
    ) { $0.tensors["run.evaluations"] = Tensor(shape: [2, 2], scalars: [4, 1, .nan, 1]) },
    Damage(
      name: "an evaluation at half a step", tensor: "run.evaluations",
      problem: .metadata("1.5 is not the number of a step")
    ) { $0.tensors["run.evaluations"] = [[1.5, 1]] },
    Damage(name: "a negative step", tensor: "run.losses", problem: .shape([8], expected: [-8])) {
      $0.metadata["run.step"] = "-8"
    },
    Damage(name: "a step in words", problem: .metadata("the metadata run.step is missing or no whole number")) {
      $0.metadata["run.step"] = "eight"
    },
    Damage(name: "a huge step", problem: .metadata("the metadata run.step is missing or no whole number")) {
      $0.metadata["run.step"] = "99999999999999999999"
    },
    Damage(name: "no random state", problem: .metadata("the metadata run.random is missing or no whole number")) {
      $0.metadata["run.random"] = nil
    },
    Damage(
      name: "a negative random state", problem: .metadata("the metadata run.random is missing or no whole number")
    ) { $0.metadata["run.random"] = "-1" },
  ]

  @Test(arguments: damages)
  func `a checkpoint that does not fit is refused by name and changes nothing`(damage: Damage) throws {
    let file = TemporaryFile()
    try train(newRun(), to: 8, Trainer(Checkpoint(path: file.path), savesRegularly: true))
    var contents = try Safetensors(contentsOf: file.path)
    damage.change(&contents)
    try contents.write(to: file.path)

    let run = newRun()
    try train(run, to: 2, Trainer(Checkpoint(path: "unused"), savesRegularly: false))
    let before = state(of: run)
    #expect(throws: SafetensorsError(file: file.path, tensor: damage.tensor, damage.problem)) {
      try Checkpoint(contentsOf: file.path).restore(run)
    }
    let isUntouched = state(of: run) == before
    #expect(isUntouched)
  }

  @Test func `flipped bytes never trap, and change nothing when they are refused`() throws {
    let file = TemporaryFile()
    try train(newRun(), to: 8, Trainer(Checkpoint(path: file.path), savesRegularly: true))
    let data = try file.data
    let header = 8 + data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    var generator = Generator(seed: 12)
    let run = newRun()
    var before = state(of: run)
    var refused = 0
    for attempt in 0..<400 {
      var broken = data
      let range = attempt % 2 == 0 ? 0..<header : 0..<data.count
      broken[Int.random(in: range, using: &generator)] = .random(in: 0...255, using: &generator)
      try broken.write(to: URL(fileURLWithPath: file.path))
      do {
        try Checkpoint(contentsOf: file.path).restore(run)
        before = state(of: run)
      } catch {
        refused += 1
        let isUntouched = state(of: run) == before
        #expect(isUntouched && "\(error)".contains(file.path))
      }
    }
    #expect(refused > 100)
  }

  @Test func `a file without the first run is refused, not trained from the start`() throws {
    let file = TemporaryFile()
    try train(newRun("other"), to: 3, Trainer(Checkpoint(path: file.path), savesRegularly: true))
    let trainer = Trainer(try Checkpoint(contentsOf: file.path), savesRegularly: true)
    #expect(throws: SafetensorsError(file: file.path, .metadata("it holds no run run, only other"))) {
      try train(newRun(), to: 4, trainer)
    }
    try Safetensors(tensors: ["weight": [1]]).write(to: file.path)
    #expect(throws: SafetensorsError(file: file.path, .metadata("it holds no training run to go on from"))) {
      try Checkpoint(contentsOf: file.path)
    }
  }

  @Test func `fewer steps than the run has made are refused with both numbers`() throws {
    let file = TemporaryFile()
    try train(newRun(), to: 8, Trainer(Checkpoint(path: file.path), savesRegularly: true))
    let before = try file.data
    let trainer = Trainer(try Checkpoint(contentsOf: file.path), savesRegularly: true)
    let problem = "the run run has 8 steps behind it, more than the 5 asked for"
    #expect(throws: SafetensorsError(file: file.path, .metadata(problem))) { try train(newRun(), to: 5, trainer) }
    #expect(try file.data == before)
  }

  @Test func `a run that was interrupted where the plan ends is evaluated there, once`() throws {
    let file = TemporaryFile()
    let whole = newRun()
    try train(whole, to: 8, Trainer(Checkpoint(path: file.path), savesRegularly: true))
    let expected = whole.evaluations.last!
    whole.evaluations.removeLast()
    var checkpoint = Checkpoint(path: file.path)
    checkpoint.store(whole)
    try checkpoint.save()
    for _ in 0..<2 {
      let run = newRun()
      let trainer = Trainer(try Checkpoint(contentsOf: file.path), savesRegularly: true)
      try train(run, to: 8, trainer)
      #expect(run.evaluations.count == 8 && run.evaluations.last!.step == 8)
      #expect(run.evaluations.last!.value == expected.value)
    }
  }

  @Test func `another optimizer's state is refused`() throws {
    let file = TemporaryFile()
    try train(newRun(optimizer: "momentum"), to: 3, Trainer(Checkpoint(path: file.path), savesRegularly: true))
    let error = #expect(throws: SafetensorsError.self) {
      try Checkpoint(contentsOf: file.path).restore(newRun(optimizer: "Adam"))
    }
    #expect(error?.problem == .missing && error?.tensor?.contains("optimizer") == true)
  }

  /// All that a restoration sets, as bits, for NaN equals nothing.
  func state(of run: TrainingRun) -> [[UInt64]] {
    let numbers = run.slots.map(\.tensor.scalars) + [run.losses, run.evaluations.map(\.value)]
    let counts = [run.optimizer.steps, run.losses.count] + run.evaluations.map(\.step)
    return numbers.map { $0.map { UInt64($0.bitPattern) } }
      + [[run.randomness.generator.state], counts.map { UInt64(bitPattern: Int64($0)) }]
  }
}
