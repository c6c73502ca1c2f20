import Gradients
import Tensors

/// The recipe of a training run. Its defaults train most models of the course.
public struct TrainingPlan {
  public var steps: Int
  /// The highest learning rate.
  public var learningRate: Scalar
  /// The learning rate after the last step.
  public var finalLearningRate: Scalar
  /// How many steps the learning rate rises: a twentieth of all unless said otherwise.
  public var warmup: Int
  /// The learning rate of each step, in place of the warm-up and the half cosine wave that follows it.
  public var schedule: Schedule?
  /// Gradients longer than this are shortened to it; one bad batch must not throw the model off. Nil leaves them alone.
  public var clipping: Scalar? = 1
  public var optimizer: (NamedVariables) -> any Optimizer = { AdamW($0) }
  /// How many examples make a step, where the trainer draws them.
  public var batchSize = 32
  /// After how many steps the model is evaluated: a tenth of all unless said otherwise, and always at the end.
  public var evaluationInterval: Int
  /// How much one step processes and what it is called, for the speed that is printed.
  public var itemsPerStep = 1
  public var item = "steps"
  /// Seeds the batches and the dropout.
  public var seed: Int

  public init(steps: Int, learningRate: Scalar = 5e-3, finalLearningRate: Scalar = 0, seed: Int = 0) {
    self.steps = steps
    self.learningRate = learningRate
    self.finalLearningRate = finalLearningRate
    self.seed = seed
    warmup = steps / 20
    evaluationInterval = max(1, steps / 10)
  }

  /// The learning rate of a step, counted from 0.
  public func rate(at step: Int) -> Scalar {
    let usual = Schedule.cosine(peak: learningRate, warmup: warmup, total: steps, floor: finalLearningRate)
    return (schedule ?? usual)(step)
  }
}

/// A model in training: its optimizer, its random numbers, and its losses so far.
public final class TrainingRun {
  public let name: String
  public let model: any Module
  public let optimizer: any Optimizer
  public let randomness: Randomness

  /// The loss of every step.
  public internal(set) var losses: [Scalar] = []
  /// What the evaluations said, each after so many steps.
  public internal(set) var evaluations: [(step: Int, value: Scalar)] = []
  /// Units per second, of the steps made since the start or the resumption.
  public internal(set) var speed = 0.0

  /// - Parameter name: The prefix of its tensors in a checkpoint; without a dot, which ends the prefix.
  init(_ name: String, _ model: any Module, _ optimizer: any Optimizer, seed: Int) {
    require(!name.isEmpty && !name.contains("."), "TrainingRun: the name \"\(name)\" is empty or has a dot")
    self.name = name
    self.model = model
    self.optimizer = optimizer
    randomness = Randomness(seed: seed)
  }

  /// The means of every so many losses in a row, each at the step where they begin: a curve to draw.
  public func lossCurve(over width: Int) -> [(x: Double, y: Double)] {
    stride(from: 0, to: losses.count, by: width).map { start in
      let piece = losses[start..<min(start + width, losses.count)]
      return (x: Double(start), y: Double(piece.reduce(0, +)) / Double(piece.count))
    }
  }

  /// Makes one step: forward pass, backward pass, clipping, update, clearing.
  func step(_ plan: TrainingPlan, _ loss: (_ step: Int, _ randomness: Randomness) -> Variable) throws {
    let step = losses.count
    let result = loss(step, randomness)
    let value = result.value.scalar
    guard value.isFinite else { throw TrainingDiverged(run: self, loss: result) }
    result.backward()
    let norm = plan.clipping.map { optimizer.clipGradients(toNorm: $0) } ?? optimizer.gradientNorm()
    guard norm.isFinite else { throw TrainingDiverged(run: self, loss: result) }
    optimizer.step(rate: plan.rate(at: step))
    optimizer.clearGradients()
    losses.append(value)
  }
}

/// A run whose loss or gradient is no longer a number.
public struct TrainingDiverged: Error, CustomStringConvertible {
  public let run: String
  public let step: Int
  public let loss: Scalar
  /// The first parameter that holds, or whose gradient holds, something that is no finite number.
  public let parameter: String?
  public let hint: String

  init(run: TrainingRun, loss: Variable) {
    self.run = run.name
    step = run.losses.count
    self.loss = loss.value.scalar
    let parameters = run.optimizer.parameters
    if let (path, _) = parameters.first(where: { !$0.variable.value.isFinite }) {
      parameter = path
      hint = "the step before moved it too far: try a lower learning rate, a longer warm-up or stronger clipping"
      return
    }
    if !self.loss.isFinite { loss.backward() }
    parameter = parameters.first { !($0.variable.gradient?.isFinite ?? true) }?.path
    hint =
      parameter == nil
      ? "every parameter and gradient is finite: look for log 0 or a division by 0 in the loss, or a bad number in the data"
      : "its gradient broke though its value is finite: look for exp, log, √ or a division near 0 behind it, "
        + "or for a bad number in the data"
  }

  public var description: String {
    "\(run): the loss is \(loss) at step \(step); "
      + (parameter.map { "the first parameter to break is \($0): " } ?? "") + hint
  }
}

extension Tensor {
  /// Whether no number is infinite or NaN.
  public var isFinite: Bool { (self * 0).sum == 0 }
}
