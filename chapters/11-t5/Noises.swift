import Course
import Datasets
import T5
import Tensors
import Tokens
import Training

/// The noises of BART, each by its name.
func noises(_ texts: Texts) -> [(name: String, noise: any Noise)] {
  // BART has a mask token of its own. Here the unknown token is one: no text of this chapter has it.
  let mask = texts.tokenizer.unknown
  return [
    ("masking", TokenMasking(mask: mask)), ("deletion", TokenDeletion()), ("infilling", TextInfilling(mask: mask)),
    ("permutation", SentencePermutation()), ("rotation", DocumentRotation()),
  ]
}

/// Which noise helps which task: a BART for each, with the same steps of pre-training, then fine-tuned alike.
func compareNoises(_ texts: Texts, _ chapter: Chapter, _ trainer: Trainer) throws {
  let both = ("permutation, infilling", PermutationAndInfilling(mask: texts.tokenizer.unknown) as any Noise)
  let steps = chapter.steps(500, quick: 2)
  var table = SeedTable("noise", chapter)
  table.add(
    "no pre-training",
    try chapter.seeds.map { seed in
      try fineTuned(newBART(texts, seed: seed), "no noise", steps: steps, texts, trainer, seed: seed)
    })
  for (name, noise) in noises(texts) + [both] {
    let runs = try chapter.seeds.map { seed in
      let model = newBART(texts, seed: seed)
      try trainer.train(
        "BART, \(name), seed \(seed)", model, steps: chapter.steps(1000, quick: 2), rate: 2e-3, seed: seed
      ) { count, generator in
        (0..<count).map { _ in texts.restoring(noise, using: &generator) }
      }
      return try fineTuned(model, name, steps: steps, texts, trainer, seed: seed)
    }
    table.add(name, runs)
  }
  table.show()
}

/// Trains a BART on all tasks and returns its exact matches.
func fineTuned(
  _ model: BARTModel, _ name: String, steps: Int, _ texts: Texts, _ trainer: Trainer, seed: Int
) throws -> [Double] {
  try trainer.train(
    "BART on the tasks, \(name), \(steps) steps, seed \(seed)", model, steps: steps, rate: 2e-3, seed: seed
  ) { texts.examples($0, using: &$1) }
  return exactMatches(model, texts)
}

/// A BART of the width and depth of this chapter's T5.
func newBART(_ texts: Texts, seed: Int) -> BARTModel {
  var shape = BARTConfiguration(width: 64, heads: 4, depth: 2, dropout: 0)
  (shape.vocabularySize, shape.positionLimit) = (texts.tokenizer.count, 128)
  // The ids of this tokenizer. Decoding begins with the end token, as in BART.
  shape.decodingTokens = DecodingTokens(padding: 0, begin: 1, end: 1)
  // Weights of 0.02 would take many steps to grow.
  shape.initialDeviation = 0.1
  var generator = Generator(seed: seed)
  return BARTModel(shape, using: &generator)
}

extension Texts {
  /// A story after some noise, and the whole story as the target.
  fileprivate func restoring(_ noise: any Noise, using generator: inout Generator) -> Pair {
    let sentences = Story.draw(using: &generator).sentences.map { tokenizer.encode($0.joined(separator: " ")) }
    return Pair(source: noise(sentences, using: &generator), target: Array(sentences.joined()))
  }
}
