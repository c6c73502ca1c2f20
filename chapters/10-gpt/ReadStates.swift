import GPT
import LSTM
import RNN
import Tensors
import Training

// B batch · T positions · D width · N rows

/// What a probe reads: a GPT at every height of its residual stream, an untrained one, and a recurrent model.
struct ReadModels<Cell: RecurrentCell> {
  let gpt: GPTModel
  let untrained: GPTModel
  let recurrent: LanguageModel<Cell>
  let recurrentName: String

  /// The states at every token, `[B, T, D]`, each with the name of what they are read from.
  func states(_ ids: [Int], batch B: Int) -> [(name: String, states: Tensor)] {
    let stream = gpt.residualStream(ids, batch: B).enumerated().map { block, states in
      (block == 0 ? "GPT, embeddings" : "GPT, after block \(block)", states)
    }
    let hidden = withoutGradients {
      recurrent.net(lookingUp: ids, in: recurrent.embedding.weight, batch: B).outputs.value
    }
    return stream + [
      ("GPT untrained, after block \(stream.count - 1)", untrained.residualStream(ids, batch: B).last!),
      ("\(recurrentName), hidden state", hidden),
    ]
  }
}

extension Tensor {
  /// `[…, D] → [N, D]`
  var asRows: Tensor { reshaped(-1, shape.last!) }

  /// One row for each label, 1 in its column.
  static func oneHot(_ labels: [Int], _ columns: Int) -> Tensor {
    Tensor(shape: [labels.count, columns]) { $0[1] == labels[$0[0]] ? 1 : 0 }
  }
}
