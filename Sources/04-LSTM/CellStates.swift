import Datasets
import Gradients
import RNN
import Tensors
import Training

// T time steps · D input size · H hidden size

extension LanguageModel where Cell == LSTMCell {
  /// The cell state of the first layer after each token of a text, as tanh c, `[T, H]`.
  public func cellStates(of text: [Int]) -> Tensor {
    let H = net.layers[0].forward.hiddenSize
    return tanh(states(along: text).rows(1..<text.count + 1).columns(H..<2 * H))
  }

  /// The hidden state of the first layer after each token of a text, `[T, H]`.
  public func hiddenStates(of text: [Int]) -> Tensor {
    states(along: text).rows(1..<text.count + 1).columns(0..<net.layers[0].forward.hiddenSize)
  }

  /// The gates of the first layer at each token of a text, `[T, 4H]`: i, f, g and o.
  public func gates(of text: [Int]) -> Tensor {
    let cell = net.layers[0].forward
    let H = cell.hiddenSize
    let before = states(along: text).rows(0..<text.count).columns(0..<H)  // h_{t−1} of every step
    let x = embedding.weight.value.rows(at: text)  // [T, D]
    let z = matmul(x, cell.input.value) + cell.bias.value + matmul(before, cell.recurrent.value)  // [T, 4H]
    return .concatenate(
      [sigmoid(z.columns(0..<2 * H)), tanh(z.columns(2 * H..<3 * H)), sigmoid(z.columns(3 * H..<4 * H))], axis: 1)
  }

  /// h and c of the first layer before the text and after each of its tokens, `[T + 1, 2H]`.
  private func states(along text: [Int]) -> Tensor {
    withoutGradients {
      let x = embedding(text, shape: [text.count, 1])  // [T, 1, D]
      let cell = net.layers[0].forward
      return cell.states(along: x, from: constant(.zeros(1, 2 * cell.hiddenSize)), Scan()).value
        .reshaped(text.count + 1, 2 * cell.hiddenSize)
    }
  }
}
