import Attention
import Course
import Datasets
import Transformer

// D width

/// The cosine of the vectors of a word in two sentences, and of two different words, below the blocks and above each.
func compareContexts(_ model: EncoderModel, _ task: Translation, _ chapter: Chapter) {
  let sentences = PairBatch(task.test(chapter.isQuick ? 20 : 300, lengths: 6...8)).source
  var layers = withoutGradients { () -> [(String, Variable)] in
    let x = model.embedding(sentences.tokens, shape: [sentences.lengths.count, sentences.width])
    return [("embedding", x), ("with positions", model.positions(x))]
  }
  for (index, block) in model.stack.blocks.enumerated() {
    let x = withoutGradients { block(layers.last!.1, Mask(lengths: sentences.lengths), .evaluation) }
    layers.append(("after block \(index + 1)", x))
  }
  // Pairs of words of different sentences.
  var generator = chapter.generator
  let words = sentences.lengths.indices.flatMap { row in
    (0..<sentences.lengths[row]).map { (row: row, index: row * sentences.width + $0) }
  }
  var pairs: [Bool: [(Int, Int)]] = [true: [], false: []]
  while pairs[true]!.count < (chapter.isQuick ? 20 : 2000) {
    let (a, b) = (words.randomElement(using: &generator)!, words.randomElement(using: &generator)!)
    if a.row == b.row { continue }
    let isSame = sentences.tokens[a.index] == sentences.tokens[b.index]
    if isSame || pairs[false]!.count < 2000 { pairs[isSame]!.append((a.index, b.index)) }
  }
  var table = Table(["mean cosine, two sentences", "the same word", "different words"])
  for (name, x) in layers {
    let rows = x.value.reshaped(-1, x.shape[2])
    let cosines = [true, false].map { isSame in
      meanCosine(
        rows.rows(at: pairs[isSame]!.map(\.0)), rows.rows(at: pairs[isSame]!.map(\.1)))
    }
    table.add([name] + cosines.map { number($0) })
    chapter.results["cosine, \(name)"] = ["same": JSON(cosines[0]), "different": JSON(cosines[1])]
  }
  say("\(table)")
}
