import Training

// B texts at once · V tokens

extension LanguageModel {
  /// Writes on after a prompt, each token drawn from what the model expects after all before it.
  ///
  /// - Parameters:
  ///   - count: How many tokens at most.
  ///   - prompt: At least one token; it is read, not repeated.
  ///   - end: The token with which it stops, and which is left out.
  public func write(
    _ count: Int, after prompt: [Int], until end: Int? = nil, with sampler: Sampler = Sampler(),
    using generator: inout Generator
  ) -> [Int] {
    write(count, after: [prompt], until: end, with: sampler, using: &generator)[0]
  }

  /// Writes B texts at once, after prompts of one length and from the states of B rows, if any are given.
  public func write(
    _ count: Int, after prompts: [[Int]], from state: RecurrentState? = nil, until end: Int? = nil,
    with sampler: Sampler = Sampler(), using generator: inout Generator
  ) -> [[Int]] {
    let length = prompts.first?.count ?? 0
    require(
      length > 0 && prompts.allSatisfy { $0.count == length }, "write: the prompts must be of one length, not empty")
    return withoutGradients {
      var texts = [[Int]](repeating: [], count: prompts.count)
      var isDone = [Bool](repeating: false, count: prompts.count)
      var (seen, state) = (prompts, state)
      for _ in 0..<count where isDone.contains(false) {
        let (logits, next) = self(seen.flatMap(\.self), batch: seen.count, from: state)  // [B, 1 or more, V]
        let V = logits.shape[2]
        for row in prompts.indices {
          let token = sampler(logits.value.row(row).scalars.suffix(V).map(\.self), using: &generator)
          isDone[row] = isDone[row] || token == end
          if !isDone[row] { texts[row].append(token) }
          seen[row] = [token]
        }
        state = next
      }
      return texts
    }
  }

  /// −ln of the probability of every token of a text but the first, given all before it.
  public func tokenLosses(of text: [Int]) -> [Double] {
    let contextLength = 256  // bounds the memory; the state goes on from contextLength to contextLength
    return withoutGradients {
      var state: RecurrentState?
      return stride(from: 0, to: text.count - 1, by: contextLength).flatMap { start in
        let end = min(start + contextLength, text.count - 1)
        let (logits, next) = self(Array(text[start..<end]), batch: 1, from: state)
        state = next
        let logarithms = logSoftmax(logits.value)
        let V = logits.shape[2]
        return (start..<end).map { -Double(logarithms.scalars[($0 - start) * V + text[$0 + 1]]) }
      }
    }
  }
}
