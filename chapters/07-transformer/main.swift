import Course
import Datasets
import Transformer

let chapter = Chapter(
  "07-transformer", "attention without a recurrent net: all positions of a text at once")

chapter.run { chapter in
  let trainer = try chapter.trainer()
  var generator = chapter.generator
  let corpus = Corpus(
    characters: chapter.isQuick ? 50_000 : 1_000_000, testSentences: chapter.isQuick ? 20 : 250, using: &generator)
  say("1. Self-attention, step by step".bold())
  try buildAttention(chapter, trainer)
  say("2. Plain and fused attention".bold())
  compareFused(chapter)
  say("3. Post-norm and pre-norm".bold())
  try comparePlacements(corpus, chapter, trainer)
  say("4. Four wirings of a block".bold())
  try compareWirings(corpus, chapter, trainer)
  say("5. All positions at once".bold())
  compareSpeed(chapter)
  say("6. A language model".bold())
  let model = try learnLanguage(corpus, chapter, trainer)
  say("7. Head pruning".bold())
  try prune(model, corpus, chapter)
  try drawWeights(model, corpus, chapter)
  say("8. The cost of a block".bold())
  countCost(chapter)
  try showBill(corpus, chapter)
  say("9. What is still missing".bold())
  try translateByEncoder(chapter, trainer)
}
