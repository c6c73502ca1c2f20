import Course
import LSTM
import RNN
import Tensors
import Training

extension Workload {
  /// One training step of a character model: forward, backward through all time steps, AdamW.
  private static func languageModel<Cell: RecurrentCell>(
    _ name: String, _: Cell.Type, gates: Int, B: Int = 32, T: Int = 64, D: Int, H: Int, V: Int = 65
  ) -> Workload {
    Workload(
      name: name, summary: "training step, B\(B) T\(T) D\(D) H\(H) V\(V)", amount: Double(B * T), unit: "tokens/s",
      multiplyAdds: trainingStep(forward: B * T * (gates * (D + H) * H + H * V))
    ) {
      var generator = Generator(seed: 0)
      let model = LanguageModel<Cell>(vocabularySize: V, width: D, hiddenSize: H, using: &generator)
      let optimizer = AdamW(model.parameters)
      let tokens = (0...B * T).map { _ in Int.random(in: 0..<V, using: &generator) }
      return {
        let logits = model(Array(tokens.dropLast()), batch: B).logits
        crossEntropy(logits, Array(tokens.dropFirst())).backward()
        optimizer.step(rate: 1e-3)
        optimizer.clearGradients()
      }
    }
  }

  static var recurrent: [Workload] {
    [
      languageModel("rnn", RNNCell.self, gates: 1, D: 64, H: 128),
      languageModel("lstm", LSTMCell.self, gates: 4, D: 64, H: 128),
      languageModel("gru", GRUCell.self, gates: 3, D: 64, H: 128),
      languageModel("lstm-big", LSTMCell.self, gates: 4, D: 256, H: 512),
    ]
  }
}
