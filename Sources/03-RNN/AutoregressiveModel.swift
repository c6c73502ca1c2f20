import Datasets
import Tensors
import Training

// N sequences at once · V vocabulary size

/// What a decoder keeps of the tokens so far, for N sequences: hidden states, or keys and values.
public protocol DecoderState {
  /// The states of some of the sequences, in this order; one may be named twice, to continue it in two ways.
  func rows(at indices: [Int]) -> Self
}

/// A model that predicts the next token from all tokens before it.
public protocol AutoregressiveModel {
  associatedtype State: DecoderState

  /// Reads more tokens of each of N sequences, of different lengths, and returns the logits `[N, V]` of each one's next
  /// token.
  func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor
}

extension AutoregressiveModel {
  /// Continues N prompts, one token at a time: the model's own choice is its next input.
  ///
  /// - Parameters:
  ///   - prompts: At least one token each, of any lengths; they are read, not repeated.
  ///   - state: What was read before the prompts.
  ///   - limit: How many tokens a continuation has at most.
  ///   - end: The token that ends a continuation and is left out of it.
  public func generate(
    _ prompts: [[Int]], from state: State, limit: Int, end: Int? = nil, sampler: Sampler = Sampler(),
    using generator: inout Generator
  ) -> [[Int]] {
    require(prompts.allSatisfy { !$0.isEmpty }, "generate: a prompt is empty")
    return withoutGradients {
      var continuations = [[Int]](repeating: [], count: prompts.count)
      var open = Array(prompts.indices)  // the sequences that have not ended
      var (inputs, state) = (prompts, state)
      for _ in 0..<limit where !open.isEmpty {
        let logits = read(PaddedRows(inputs), &state)
        let next = open.indices.map { sampler(logits.row($0).scalars, using: &generator) }
        let kept = open.indices.filter { next[$0] != end }
        if kept.count < open.count { state = state.rows(at: kept) }
        open = kept.map { open[$0] }
        inputs = kept.map { [next[$0]] }
        for (sequence, token) in zip(open, inputs) { continuations[sequence] += token }
      }
      return continuations
    }
  }

  /// Continues N prompts, always with the most probable token.
  public func generate(_ prompts: [[Int]], from state: State, limit: Int, end: Int? = nil) -> [[Int]] {
    var unused = Generator(seed: 0)
    return generate(prompts, from: state, limit: limit, end: end, sampler: .greedy, using: &unused)
  }
}
