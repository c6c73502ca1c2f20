import Gradients
import Tensors
import Training

// B batch · T positions · D width

/// Question answering: the answer is a span of the second text, found by two vectors.
///
/// The dot product of a state with the first says how well an answer starts there, with the second how well it ends there.
public struct SpanReader: Module {
  public let body: any TextEncoder
  public let output: Linear  // [D, 2]

  public init(_ body: any TextEncoder, using generator: inout Generator) {
    self.body = body
    output = body.head(outputs: 2, using: &generator).1
  }

  /// The logits of the start and of the end at every position, each `[B, T]`; −∞ in the padding.
  public func callAsFunction(
    _ input: BERTInput, _ mode: Mode = .evaluation
  ) -> (start: Variable, end: Variable) {
    logits(body(input, mode), lengths: input.lengths)
  }

  /// The same from the body's states, `[B, T, D]`.
  public func logits(_ states: Variable, lengths: [Int]) -> (start: Variable, end: Variable) {
    let (B, T, _) = states.value.shape3
    let both = output(states)  // [B, T, 2]
    // A probability for padding would depend on how much of it the batch has.
    let hidden = constant(Tensor(shape: [B, T]) { $0[1] < lengths[$0[0]] ? 0 : -.infinity })
    func column(_ index: Int) -> Variable { both.columns(index..<index + 1).reshaped(B, T) + hidden }
    return (column(0), column(1))
  }

  /// The mean of both cross-entropies, each over the positions of a row.
  ///
  /// - Parameter spans: The true answer in each row, as positions of the row.
  public func loss(_ input: BERTInput, _ spans: [ClosedRange<Int>], _ mode: Mode = .evaluation) -> Variable {
    loss(self(input, mode), spans)
  }

  func loss(_ logits: (start: Variable, end: Variable), _ spans: [ClosedRange<Int>]) -> Variable {
    let (start, end) = logits
    return (crossEntropy(start, spans.map(\.lowerBound)) + crossEntropy(end, spans.map(\.upperBound))) / 2
  }

  /// The best span in the second text of each row.
  public func answers(_ input: BERTInput, maximumLength: Int) -> [ClosedRange<Int>?] {
    let (start, end) = withoutGradients { self(input) }
    return (0..<input.batchSize).map { row in
      bestSpan(
        start: start.value.row(row).scalars, end: end.value.row(row).scalars, in: input.secondTextRange(row),
        maximumLength: maximumLength)?.span
    }
  }
}
