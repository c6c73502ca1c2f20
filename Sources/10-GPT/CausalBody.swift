import Datasets
import Gradients
import RNN
import Tensors
import Training

// B batch · T positions · D width · V vocabulary size · N real positions that have a next token

/// A language model that can be fine-tuned: the state at each position has read the tokens up to it, and no other.
///
/// There are two, `GPTModel` and, to compare it with, a recurrent `LanguageModel`.
public protocol CausalBody: Module {
  /// D, the width of the states.
  var width: Int { get }

  /// The states that the next token is predicted from, `[B, T, D]`; those in the padding mean nothing.
  func states(_ rows: PaddedRows, _ mode: Mode) -> Variable

  /// The logits of the next token after each state, `[…, D] → […, V]`.
  func logits(_ states: Variable) -> Variable
}

extension CausalBody {
  /// The language-model loss L1: the mean of −ln p(next token) over all real positions of the batch that have a next one.
  public func languageModelLoss(_ rows: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    languageModelLoss(states(rows, mode), rows)
  }

  /// The same from the body's states, `[B, T, D]`.
  func languageModelLoss(_ states: Variable, _ rows: PaddedRows) -> Variable {
    let positions = rows.lengths.enumerated().flatMap { row, length in
      (0..<max(0, length - 1)).map { row * rows.width + $0 }
    }
    let h = states.reshaped(-1, width).rows(at: positions)  // [N, D]
    return crossEntropy(logits(h), positions.map { rows.tokens[$0 + 1] })
  }
}

extension GPTModel: CausalBody {
  public var width: Int { configuration.block.width }

  /// Padding stands after the text, where the causal mask hides it.
  public func states(_ rows: PaddedRows, _ mode: Mode) -> Variable {
    states(rows.tokens, batch: rows.lengths.count, mode)
  }
}

extension LanguageModel: CausalBody {
  /// H, the hidden size.
  public var width: Int { output.shape[0] }

  public func states(_ rows: PaddedRows, _ mode: Mode) -> Variable {
    net(lookingUp: rows.tokens, in: embedding.weight, batch: rows.lengths.count, lengths: rows.lengths, mode).outputs
  }

  public func logits(_ states: Variable) -> Variable { output(states) }
}

extension CausalBody {
  /// ln p of each continuation, given the context: what the language model thinks of several answers, without any label.
  public func logProbabilities(of continuations: [[Int]], after context: [Int]) -> [Double] {
    let rows = PaddedRows(continuations.map { context + $0 })
    let logarithms = withoutGradients { logSoftmax(logits(states(rows, .evaluation)).value) }  // [B, T, V]
    return continuations.enumerated().map { row, continuation in
      continuation.enumerated().reduce(0) { sum, token in
        sum + Double(logarithms[row, context.count + token.offset - 1, token.element])
      }
    }
  }
}
