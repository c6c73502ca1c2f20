import Tensors

/// Whether a model is run for training, with dropout and batch statistics, or for evaluation.
public enum Mode {
  case evaluation
  case training(Randomness)
}

/// The one sequence of random numbers of a training run, for batches, dropout and everything else.
///
/// It is shared by reference, and saved with a checkpoint, so that a resumed run draws the same numbers as an uninterrupted one.
public final class Randomness {
  public var generator: Generator

  public init(seed: Int) { generator = Generator(seed: seed) }
}
