import Display
import Foundation
import Gradients
import Synchronization
import Tensors

/// The training loop around the steps: progress, evaluation, checkpoints, and a graceful end when it is interrupted.
public final class Trainer {
  /// What is saved; also when the program is ended from another thread, in the midst of a long step.
  public let checkpoint: SharedCheckpoint
  /// A checkpoint that does not know the first run belongs to another program: going on would start over unasked.
  private var mustHoldRun: Bool
  /// Whether the checkpoint is written as training goes on, and not only when it is interrupted.
  private let savesRegularly: Bool
  /// Seconds between two saves: about as much work as a kill may cost.
  public var saveInterval = 20.0

  public init(_ checkpoint: Checkpoint, savesRegularly: Bool) {
    self.checkpoint = SharedCheckpoint(checkpoint)
    self.savesRegularly = savesRegularly
    mustHoldRun = !checkpoint.runs.isEmpty
  }

  /// Trains a model until the plan's last step, from where the checkpoint left it, if it knows it.
  ///
  /// - Parameters:
  ///   - name: The prefix of the run's tensors in the checkpoint, and the title of the progress line.
  ///   - evaluation: A number that tells how good the model is, computed without recording gradients.
  ///   - loss: The loss of one step's batch. All randomness comes from what it is given.
  @discardableResult
  public func train(
    _ name: String, _ model: any Module, _ plan: TrainingPlan, evaluation: (() -> Scalar)? = nil,
    loss: (_ step: Int, _ randomness: Randomness) -> Variable
  ) throws -> TrainingRun {
    let run = TrainingRun(name, model, plan.optimizer(model.parameters), seed: plan.seed)
    try train(run, plan, evaluation: evaluation, loss: loss)
    return run
  }

  func train(
    _ run: TrainingRun, _ plan: TrainingPlan, evaluation: (() -> Scalar)? = nil,
    loss: (_ step: Int, _ randomness: Randomness) -> Variable
  ) throws {
    try resume(run)
    let first = run.losses.count
    if first > plan.steps {
      let steps = "the run \(run.name) has \(first) steps behind it, more than the \(plan.steps) asked for"
      throw SafetensorsError(file: checkpoint.path, .metadata(steps))
    }
    func isDue(_ step: Int) -> Bool { step > 0 && (step % plan.evaluationInterval == 0 || step == plan.steps) }
    func evaluate() {
      if let evaluation { run.evaluations.append((run.losses.count, withoutGradients(evaluation))) }
    }
    // It was interrupted in an evaluation, or where this plan ends.
    if isDue(first) && run.evaluations.last?.step != first { evaluate() }
    let progress = Progress(run.name, total: plan.steps, from: first)
    defer { progress.finish() }
    let start = now()
    var lastSave = start
    while run.losses.count < plan.steps {
      let stepStart = now()
      try run.step(plan, loss)
      let step = run.losses.count
      // An interrupt in the evaluation, or in the next step if that takes as long, will not wait for its end.
      if now() - stepStart > 0.1 || isDue(step) { checkpoint.store(run) }
      if isDue(step) { evaluate() }
      run.speed = Double((step - first) * plan.itemsPerStep) / (now() - start)
      progress.update(step, values: run.news, speed: (run.speed, "\(plan.item)/s"))
      if Interrupt.wasRequested && step < plan.steps && Interrupt.claim() {
        try save(run)
        throw Interrupted(path: checkpoint.path, step: step)
      }
      if savesRegularly && (now() - lastSave > saveInterval || step == plan.steps) {
        try save(run)
        lastSave = now()
      }
    }
    // A later run that is interrupted saves this one along with it.
    checkpoint.store(run)
  }

  private func resume(_ run: TrainingRun) throws {
    let saved = checkpoint.value
    if saved.holds(run.name) {
      try saved.restore(run)
    } else if mustHoldRun {
      let known = saved.runs.joined(separator: ", ")
      throw SafetensorsError(file: saved.path, .metadata("it holds no run \(run.name), only \(known)"))
    }
    mustHoldRun = false
  }

  private func save(_ run: TrainingRun) throws {
    checkpoint.store(run)
    try checkpoint.value.save()
  }

  private func now() -> Double { ProcessInfo.processInfo.systemUptime }
}

/// A checkpoint that several threads may use.
public final class SharedCheckpoint: Sendable {
  private let checkpoint: Mutex<Checkpoint>

  init(_ checkpoint: Checkpoint) { self.checkpoint = Mutex(checkpoint) }

  public var value: Checkpoint { checkpoint.withLock { $0 } }

  var path: String { value.path }

  func store(_ run: TrainingRun) { checkpoint.withLock { $0.store(run) } }
}

/// Training was stopped from outside, and saved.
public struct Interrupted: Error {
  public let path: String
  public let step: Int
}

extension TrainingRun {
  /// What the progress line shows: the loss, averaged over the last few steps, and the last evaluation.
  fileprivate var news: [(String, Double)] {
    let recent = losses.suffix(20)
    let loss = ("loss", Double(recent.reduce(0, +)) / Double(recent.count))
    return [loss] + (evaluations.last.map { [("evaluation", Double($0.value))] } ?? [])
  }
}
