import Tensors

// B batch · T positions

/// An input some of whose tokens are hidden, and what they were: a denoising autoencoder's example.
public struct MaskedInput: Sendable, Equatable {
  /// What the model sees.
  public let input: BERTInput
  /// The flat indices, in `0 ..< B · T`, of the positions that are to be predicted, in order.
  public let positions: [Int]
  /// The token that stood at each of them.
  public let targets: [Int]

  public init(_ input: BERTInput, positions: [Int], targets: [Int]) {
    (self.input, self.positions, self.targets) = (input, positions, targets)
  }

  /// The targets of all positions, `[B · T]`: `ignored` where nothing is to be predicted.
  public func allTargets(ignored: Int = -1) -> [Int] {
    var all = [Int](repeating: ignored, count: input.tokens.count)
    for (position, target) in zip(positions, targets) { all[position] = target }
    return all
  }
}

/// Which tokens are to be predicted, and what the model sees in their place.
public struct Masking: Sendable {
  /// The part of a row's tokens that is chosen. With more there is too little left to predict from; with less, a step
  /// predicts less.
  public var rate = 0.15
  /// The part of the chosen ones that `[MASK]` replaces.
  public var maskShare = 0.8
  /// The part of the chosen ones that a random token replaces; the rest stays as it is.
  ///
  /// Fine-tuned models never see `[MASK]`. With some tokens wrong and some unchanged, the model cannot know which ones it
  /// may trust, so it must keep a representation of every token.
  public var randomShare = 0.1

  public init() {}

  /// Hides tokens of every row anew: drawn at each step, the same text is a new example each time.
  ///
  /// Special tokens are neither chosen nor drawn. Each row loses the same part of its tokens, and at least one.
  public func callAsFunction(
    _ input: BERTInput, _ special: BERTSpecialTokens, vocabularySize: Int, using generator: inout Generator
  ) -> MaskedInput {
    let fixed = special.all
    require(vocabularySize > fixed.count, "Masking: a vocabulary of \(vocabularySize) tokens has no ordinary one")
    func ordinaryToken() -> Int {
      while true {
        let token = Int.random(in: 0..<vocabularySize, using: &generator)
        if !fixed.contains(token) { return token }
      }
    }
    var positions: [Int] = []
    for (row, length) in input.lengths.enumerated() {
      let start = row * input.width
      let choosable = (start..<start + length).filter { !fixed.contains(input.tokens[$0]) }
      let count = choosable.isEmpty ? 0 : max(1, Int((rate * Double(choosable.count)).rounded()))
      positions += choosable.shuffled(using: &generator).prefix(count).sorted()
    }
    var shown = input
    for position in positions {
      let draw = Double.random(in: 0..<1, using: &generator)
      if draw < maskShare {
        shown.tokens[position] = special.mask
      } else if draw < maskShare + randomShare {
        shown.tokens[position] = ordinaryToken()
      }
    }
    return MaskedInput(shown, positions: positions, targets: positions.map { input.tokens[$0] })
  }
}
