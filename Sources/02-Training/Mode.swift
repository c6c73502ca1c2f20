/// Why a model is run: to learn, when dropout drops and batch statistics are taken, or to be used.
public enum Mode {
  case evaluation
  case training(Randomness)
}

/// The one sequence of random numbers that a training run draws from: batches, dropout, everything.
///
/// It is shared by reference, and saved with a checkpoint, so that a resumed run draws what the whole one would have.
public final class Randomness {
  public var generator: Generator

  public init(seed: Int) { generator = Generator(seed: seed) }
}
