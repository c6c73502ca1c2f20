import BERT
import Datasets
import Foundation
import Gradients
import T5
import Tensors
import Tokens
import Training
import Transformer

// S tokens of a caption · N tokens of all captions · E width of the text encoder

/// What a frozen text encoder makes of every caption: computed once, without gradients.
struct EncodedCaptions {
  private let states: Memory  // [captions, S, E]
  private let rows: [ColoredShapes: Int]
  /// The states of all tokens, without padding.
  private let tokens: Tensor  // [N, E]

  /// - Parameter isStandardized: Whether each of the E numbers is shifted and scaled to mean 0 and variance 1 over all
  ///   tokens of all captions.
  init(_ encoder: T5Model, _ tokenizer: UnigramTokenizer, isStandardized: Bool = false) {
    let captions = ColoredShapes.pairs
    let end = encoder.decodingTokens.end
    let rows = PaddedRows(captions.map { tokenizer.encode($0.words.joined(separator: " ")) + [end] })
    let memory = withoutGradients { encoder.encode(rows, .evaluation) }
    let states = memory.states.value
    let (S, E) = (states.shape[1], states.shape[2])
    let real = rows.lengths.enumerated().flatMap { row, length in (0..<length).map { row * S + $0 } }
    tokens = states.reshaped(-1, E).rows(at: real)
    self.rows = Dictionary(uniqueKeysWithValues: zip(captions, 0...))
    guard isStandardized else {
      self.states = memory
      return
    }
    let mean = tokens.mean(axis: 0)
    let variance = ((tokens - mean) * (tokens - mean)).mean(axis: 0)
    self.states = Memory(constant((states - mean) / sqrt(variance)), lengths: rows.lengths)
  }

  /// E
  var width: Int { states.states.shape[2] }

  func callAsFunction(_ captions: [ColoredShapes]) -> Memory { states.rows(at: captions.map { rows[$0]! }) }
}

// MARK: How different the tokens are

extension EncodedCaptions {
  /// The share of the states' squared length that one vector has, the same for all tokens.
  var commonShare: Double { Double(tokens.mean(axis: 0).squaredNorm / (tokens.squaredNorm / Scalar(tokens.shape[0]))) }

  /// How many directions the states vary in: the exponential of the entropy of the shares of the variance.
  ///
  /// Roy and Vetterli, "The effective rank", 2007.
  var effectiveRank: Double {
    let shares = principalComponents(of: tokens, count: width).shares.map { Double($0) }.filter { $0 > 0 }
    return exp(-shares.reduce(0) { $0 + $1 * log($1) })
  }
}
