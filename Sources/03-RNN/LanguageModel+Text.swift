import Datasets
import Tensors
import Training

// N sequences at once · T tokens of a piece · V vocabulary size

extension LanguageModel: AutoregressiveModel {
  public func read(_ tokens: PaddedRows, _ state: inout RecurrentState) -> Tensor {
    let N = tokens.lengths.count
    state = net(lookingUp: tokens.tokens, in: embedding.weight, batch: N, from: state, lengths: tokens.lengths).state
    return output(net.hidden(state)).value
  }

  /// Continues N prompts from the zero state.
  public func generate(
    _ prompts: [[Int]], limit: Int, end: Int? = nil, sampler: Sampler = Sampler(), using generator: inout Generator
  ) -> [[Int]] {
    generate(
      prompts, from: net.zeroState(prompts.count), limit: limit, end: end, sampler: sampler, using: &generator)
  }

  /// −ln p of every token of a text but the first, given all before it.
  public func tokenLosses(of text: [Int]) -> [Double] {
    let T = 256  // bounds the memory; the state is carried from piece to piece
    return withoutGradients {
      var state: RecurrentState?
      return stride(from: 0, to: text.count - 1, by: T).flatMap { start in
        let end = min(start + T, text.count - 1)
        let (logits, next) = self(Array(text[start..<end]), batch: 1, from: state)
        state = next
        let logProbabilities = logSoftmax(logits.value)
        let V = logits.shape[2]
        return (start..<end).map { -Double(logProbabilities.scalars[($0 - start) * V + text[$0 + 1]]) }
      }
    }
  }
}

extension RecurrentState: DecoderState {
  public func rows(at indices: [Int]) -> RecurrentState {
    RecurrentState(states: states.map { $0.map { $0.rows(at: indices) } })
  }
}

extension Recurrent {
  /// The state of N sequences of which nothing has been read.
  public func zeroState(_ N: Int) -> RecurrentState { RecurrentState(states: layers.map { $0.zeros(N) }) }
}
