import Training
import Transformer

// T positions · D width · E width of the tables · V vocabulary size

/// How many numbers each part learns, without building it.
extension BERTConfiguration {
  private func linear(_ inputs: Int, _ outputs: Int) -> Int { inputs * outputs + outputs }

  /// E, the width of the three tables.
  var tableWidth: Int { embeddingWidth ?? block.width }

  /// The three tables, their norm, and the map to D if there is one.
  public var embeddingParameterCount: Int {
    let (E, D) = (tableWidth, block.width)
    let projection = embeddingWidth == nil ? 0 : linear(E, D)
    return (vocabularySize + positionLimit + segmentCount) * E + 2 * E + projection
  }

  public var encoderParameterCount: Int { (sharesBlocks ? 1 : depth) * block.parameterCount }

  public var poolerParameterCount: Int { linear(block.width, block.width) }

  /// What the masked-language head adds to the token table, which it shares.
  public var maskedLanguageHeadParameterCount: Int {
    linear(block.width, tableWidth) + 2 * tableWidth + vocabularySize
  }

  /// A linear map from the width to so many numbers: the heads for sentences, tokens and spans.
  public func headParameterCount(outputs: Int) -> Int { linear(block.width, outputs) }

  /// The body, with or without the pooler.
  public func bodyParameterCount(hasPooler: Bool) -> Int {
    embeddingParameterCount + encoderParameterCount + (hasPooler ? poolerParameterCount : 0)
  }

  /// What is pre-trained: the body and the masked-language head, and for next-sentence prediction the pooler and a head
  /// of two outputs.
  public func pretrainingParameterCount(predictsNextSentence: Bool) -> Int {
    bodyParameterCount(hasPooler: predictsNextSentence) + maskedLanguageHeadParameterCount
      + (predictsNextSentence ? headParameterCount(outputs: 2) : 0)
  }

  /// The multiplications, each with an addition, of one forward pass of the body over T positions.
  public func multiplications(positions T: Int) -> Int {
    let (byWeights, byPositions) = block.multiplications(positions: T)
    let projection = embeddingWidth.map { T * $0 * block.width } ?? 0
    return projection + depth * (byWeights + byPositions)
  }
}
