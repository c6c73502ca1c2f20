import Attention
import Gradients
import Training

// B batch · T positions · D width

/// How attention and feed-forward are connected. All four have the same parts, and the letters are the lecture's.
public enum Wiring: String, Sendable, CaseIterable {
  /// A: y = x + attention(x), then y + feedForward(y). The paper's, and that of `TransformerBlock`.
  case standard = "A standard"
  /// B: x + feedForward(attention(x)). One residual connection around both; between them x itself is lost.
  case singleResidual = "B single residual"
  /// C: y = x + attention(x), then x + feedForward(y). The second residual connection begins at the block's input, too.
  case inputResidual = "C input residual"
  /// D: x + attention(x) + feedForward(x). Both at once; neither sees the other's result.
  case parallel = "D parallel"
}

extension TransformerBlock {
  /// `[B, T, D] → [B, T, D]`, with the parts connected in one of the four ways.
  public func callAsFunction(_ x: Variable, _ mask: Mask, wiring: Wiring, _ mode: Mode) -> Variable {
    func attended() -> Variable { residual(x, attentionNorm, mode) { attention($0, mask, mode) } }
    switch wiring {
    case .standard:
      return self(x, mask, mode)
    case .singleResidual:
      return residual(x, attentionNorm, mode) { feedForward(feedForwardNorm(attention($0, mask, mode)), mode) }
    case .inputResidual:
      return residual.add(of: attended(), to: x, feedForwardNorm, mode) { feedForward($0, mode) }
    case .parallel:
      return residual.add(of: x, to: attended(), feedForwardNorm, mode) { feedForward($0, mode) }
    }
  }
}

extension TransformerStack {
  /// `[B, T, D] → [B, T, D]`, with the parts of every block connected in one of the four ways.
  public func callAsFunction(_ x: Variable, _ mask: Mask, wiring: Wiring, _ mode: Mode) -> Variable {
    finish(blocks.reduce(x) { $1($0, mask, wiring: wiring, mode) })
  }
}

extension Residual {
  /// A residual connection at x around a part that reads y.
  fileprivate func add(
    of y: Variable, to x: Variable, _ norm: any Norm, _ mode: Mode, _ part: (Variable) -> Variable
  ) -> Variable {
    switch placement {
    case .pre: x + dropout(part(norm(y)), mode)
    case .post: norm(x + dropout(part(y), mode))
    }
  }
}
