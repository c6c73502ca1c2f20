import Course
import Tensors
import Tokens

extension Workload {
  /// A megabyte of made-up words, some of them far more frequent than others, as in any language.
  private static let text: String = {
    var generator = Generator(seed: 0)
    let words = (0..<20_000).map { _ in
      (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        String("bdfgklmnprstvwz".randomElement(using: &generator)!) + String("aeiou".randomElement(using: &generator)!)
      }.joined()
    }
    var text = ""
    while text.utf8.count < 1_000_000 {
      let rank = Double(words.count).squareRoot() * Double(generator.uniform())
      text += words[Int(rank * rank * Double(generator.uniform()))] + " "
    }
    return text
  }()

  static var tokens: [Workload] {
    [
      Workload(name: "bpe-train", summary: "1,000 merges learned from 1 MB", amount: 1, unit: "MB/s") {
        let text = text
        return { _ = BytePairTokenizer(trainedOn: text, size: 1256) }
      },
      Workload(name: "bpe-encode", summary: "1 MB into byte pairs, one thread", amount: 1, unit: "MB/s") {
        let text = text
        let tokenizer = BytePairTokenizer(trainedOn: text, size: 1256)
        return { _ = tokenizer.encode(text) }
      },
      Workload(name: "wordpiece-encode", summary: "1 MB into word pieces, one thread", amount: 1, unit: "MB/s") {
        let text = text
        let tokenizer = WordPieceTokenizer(trainedOn: text, size: 1256)
        return { _ = tokenizer.encode(text) }
      },
    ]
  }
}
