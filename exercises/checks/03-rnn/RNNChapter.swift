import Exercises
import RNN
import Tensors

extension Chapter {
  static let rnn = Chapter(
    "03", "rnn", subject: "RNN", mine: "MyRNNs",
    [.step, .states, .backward, .variationalDropout, .teacherForcing, .nucleus])
}

extension RNNWeights {
  /// Small weights, so that tanh does not saturate; the same at every run.
  static func random(inputs D: Int, hiddenSize H: Int) -> RNNWeights {
    RNNWeights(
      input: 0.6 * ExerciseChecks.random(D, H, seed: 11), recurrent: 0.6 * ExerciseChecks.random(H, H, seed: 12),
      bias: 0.6 * ExerciseChecks.random(H, seed: 13))
  }
}
