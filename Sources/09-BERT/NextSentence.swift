import Tensors

/// Two sentences, of which the second follows the first in the text, or does not.
public struct SentencePair: Sendable, Equatable {
  public let sentences: TextPair
  public let isNext: Bool

  public init(_ sentences: TextPair, isNext: Bool) { (self.sentences, self.isNext) = (sentences, isNext) }

  /// The class in the order of the published weights: 0 for the next sentence, 1 for another.
  public var label: Int { isNext ? 0 : 1 }
}

/// A pair for each sentence that has a next one: half of them, drawn anew, with that, half with a sentence from elsewhere.
///
/// - Parameter documents: The sentences of each document in order, as token ids.
public func nextSentencePairs(_ documents: [[[Int]]], using generator: inout Generator) -> [SentencePair] {
  documents.indices.flatMap { document in
    documents[document].indices.dropLast().map { sentence in
      nextSentencePair(documents, document, sentence, using: &generator)
    }
  }
}

/// A sentence with its next one, or as likely with a sentence from elsewhere.
///
/// That comes from another document, so that the model can tell by the topic. When there is only one document, it is any
/// sentence of it but the next.
public func nextSentencePair(
  _ documents: [[[Int]]], _ document: Int, _ sentence: Int, using generator: inout Generator
) -> SentencePair {
  let own = documents[document]
  if Bool.random(using: &generator) {
    return SentencePair(TextPair(own[sentence], own[sentence + 1]), isNext: true)
  }
  let others = documents.indices.filter { $0 != document && !documents[$0].isEmpty }
  let strangers =
    others.randomElement(using: &generator).map { documents[$0] }
    ?? own.indices.filter { $0 != sentence + 1 }.map { own[$0] }
  return SentencePair(TextPair(own[sentence], strangers.randomElement(using: &generator)!), isNext: false)
}
