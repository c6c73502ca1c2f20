import Exercises
import Foundation
import Tensors
import Tokens

/// Model answers of chapter 06.
public enum TokenSolutions: TokenTasks {
  public static func merge(
    _ words: [[Int]], counts: [Int], into new: Int
  ) throws -> (rule: MergeRule, words: [[Int]]) {
    var frequency: [[Int]: Int] = [:]
    for (word, count) in zip(words, counts) {
      for (left, right) in zip(word, word.dropFirst()) { frequency[[left, right], default: 0] += count }
    }
    let pair = frequency.min { ($1.value, $0.key[0], $0.key[1]) < ($0.value, $1.key[0], $1.key[1]) }!.key
    let joined = words.map { word in
      var result: [Int] = []
      var rest = word[...]
      while let token = rest.popFirst() {
        if token == pair[0] && rest.first == pair[1] {
          rest.removeFirst()
          result.append(new)
        } else {
          result.append(token)
        }
      }
      return result
    }
    return (MergeRule(left: pair[0], right: pair[1], joined: new), joined)
  }

  public static func encode(_ word: [Int], with rules: [MergeRule]) throws -> [Int] {
    var word = word
    func position(of rule: MergeRule) -> Int? {
      word.indices.dropLast().first { word[$0] == rule.left && word[$0 + 1] == rule.right }
    }
    while let rule = rules.first(where: { position(of: $0) != nil }) {
      let position = position(of: rule)!
      word.replaceSubrange(position...position + 1, with: [rule.joined])
    }
    return word
  }

  public static func wordPieces(_ word: String, vocabulary: [String: Int], unknown: Int) throws -> [Int] {
    var tokens: [Int] = []
    var rest = word[...]
    while !rest.isEmpty {
      let mark = tokens.isEmpty ? "" : "##"
      let lengths = (1...rest.count).reversed()
      guard let length = lengths.first(where: { vocabulary[mark + rest.prefix($0)] != nil }) else { return [unknown] }
      tokens.append(vocabulary[mark + rest.prefix(length)]!)
      rest = rest.dropFirst(length)
    }
    return tokens
  }

  public static func sinusoids(positions T: Int, width D: Int, base: Scalar) throws -> Tensor {
    Tensor(shape: [T, D]) { index in
      let pair = index[1] / 2
      let angle = Scalar(index[0]) * pow(base, -2 * Scalar(pair) / Scalar(D))
      return index[1] % 2 == 0 ? sin(angle) : cos(angle)
    }
  }

  public static func rotate(_ x: Tensor, from start: Int, base: Scalar) throws -> Tensor {
    let (T, D) = x.shape2
    func table(_ function: (Scalar) -> Scalar) -> Tensor {
      Tensor(shape: [T, D / 2]) { function(Scalar(start + $0[0]) * pow(base, -2 * Scalar($0[1]) / Scalar(D))) }
    }
    let (cosine, sine) = (table { cos($0) }, table { sin($0) })
    let (a, b) = (x.columns(0..<D / 2), x.columns(D / 2..<D))
    return .concatenate([a * cosine - b * sine, b * cosine + a * sine], axis: -1)
  }

  public static func skipGramBackward(
    center: Tensor, context: Tensor, negatives: Tensor
  ) throws -> (center: Tensor, context: Tensor, negatives: Tensor) {
    let pull = sigmoid(Tensor((center * context).sum)) - 1  // below 0: a step moves c and n toward each other
    let push = sigmoid((negatives * center).sum(axis: -1, keepingAxis: true))  // [K, 1], above 0: c and m move apart
    return (
      center: pull * context + (push * negatives).sum(axis: 0), context: pull * center, negatives: push * center
    )
  }
}
