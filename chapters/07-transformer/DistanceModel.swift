import Course
import LSTM
import RNN
import Transformer

// B batch · T positions · V tokens · D width

/// The nets that are compared over distances.
enum DistanceNet: String, CaseIterable {
  case attention, gru = "GRU", lstm = "LSTM"
}

/// An embedding, a block of attention or a recurrent net of as many parameters, and a linear layer for the logits.
struct DistanceModel: Module {
  let embedding: Embedding  // [V, D]
  let body: any Module
  let output: Linear  // [D or hidden size, 8]

  /// - Parameter reach: The longest distance, for which the gates of a recurrent net are initialized.
  init(_ net: DistanceNet, vocabularySize V: Int, reach: Int, using generator: inout Generator) {
    let (start, D) = (generator, 32)
    func attention() -> DistanceModel {
      var generator = start
      var shape = BlockConfiguration(width: D, heads: 2)
      shape.isRotary = true
      let embedding = Embedding(V, width: D, using: &generator)
      let stack = TransformerStack(shape, depth: 1, using: &generator)
      return DistanceModel(embedding, stack, Linear(D, DistanceTask.kinds, using: &generator))
    }
    func recurrent<Cell: RecurrentCell>(_: Cell.Type) -> DistanceModel {
      let model = largest(within: attention().parameterCount) { H in
        var generator = start
        let embedding = Embedding(V, width: D, using: &generator)
        let body = Recurrent<Cell>(inputSize: D, hiddenSize: H, using: &generator)
        return DistanceModel(embedding, body, Linear(H, DistanceTask.kinds, using: &generator))
      }
      (model.body as? GRU)?.initializeChrono(upTo: reach)
      (model.body as? LSTM)?.initializeChrono(upTo: reach)
      return model
    }
    switch net {
    case .attention: self = attention()
    case .gru: self = recurrent(GRUCell.self)
    case .lstm: self = recurrent(LSTMCell.self)
    }
  }

  private init(_ embedding: Embedding, _ body: any Module, _ output: Linear) {
    (self.embedding, self.body, self.output) = (embedding, body, output)
  }

  /// The logits of every position, `[B, T, 8]`.
  func callAsFunction(_ streams: [[Int]], batch B: Int) -> Variable {
    let vectors = streams.map { embedding($0, shape: [B, $0.count / B]) }
    let x = vectors.dropFirst().reduce(vectors[0]) { $0 + $1 }  // [B, T, D]
    switch body {
    case let net as GRU: return output(net(x).outputs)
    case let net as LSTM: return output(net(x).outputs)
    case let stack as TransformerStack: return output(stack(x, .causal, .evaluation))
    default: fatalError("DistanceModel: no such body")
    }
  }
}
