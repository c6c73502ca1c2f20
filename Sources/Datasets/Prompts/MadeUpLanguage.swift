import Foundation
import Tensors

/// A rule to find out from examples: the words of a made-up language for eight nouns.
///
///     dog ka lu mi . owl to ne ro . dog ka lu mi . cat
///
/// Each word is three random syllables, so nothing but an earlier line tells what follows a noun. After k lines the word is
/// known if the noun was among them: that is the best possible.
public struct MadeUpLanguage: Sendable, Equatable {
  public static let nouns = ["dog", "cat", "owl", "hen", "pig", "cow", "fox", "ram"]
  public static let syllables = ["b", "d", "k", "l", "m", "n", "r", "t"].flatMap { c in ["a", "i", "o"].map { c + $0 } }
  public static let wordLength = 3
  /// Languages with a name, by which a prompt can ask for them without an example.
  public static let names = ["alic", "boric", "celic", "doric"]
  /// What a document without a name begins with.
  public static let unnamed = "some"

  /// All tokens: nouns, syllables, the end of a line, names.
  public static let vocabulary = Vocabulary(words: nouns + syllables + ["."] + [unnamed] + names)

  /// How many tokens a line has: the noun, its word, the end.
  public static let lineLength = wordLength + 2

  /// The word for each noun, as token ids.
  public let words: [[Int]]

  /// A random language.
  public init(using generator: inout Generator) {
    words = MadeUpLanguage.nouns.map { _ in
      (0..<MadeUpLanguage.wordLength).map { _ in
        MadeUpLanguage.nouns.count + generator.below(MadeUpLanguage.syllables.count)
      }
    }
  }

  /// The name or `unnamed`, then lines about random nouns.
  ///
  /// - Parameter name: The index of the name; nil for none.
  public func document(lines count: Int, name: Int? = nil, using generator: inout Generator) -> [Int] {
    let vocabulary = MadeUpLanguage.vocabulary
    let title = vocabulary.id(of: name.map { MadeUpLanguage.names[$0] } ?? MadeUpLanguage.unnamed)!
    let end = vocabulary.id(of: ".")!
    return [title]
      + (0..<count).flatMap { _ in
        let noun = generator.below(words.count)
        return [noun] + words[noun] + [end]
      }
  }

  /// The probability that the best reader tells the whole word after so many lines: the noun was in one of them, or it
  /// guesses the syllables.
  public static func bestAccuracy(lines count: Int) -> Double {
    let isNew = pow(1 - 1 / Double(nouns.count), Double(count))
    return 1 - isNew + isNew * pow(Double(syllables.count), -Double(wordLength))
  }
}
