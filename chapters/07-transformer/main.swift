import Course
import Datasets
import Transformer

let chapter = Chapter(
  "07-transformer", "attention without a recurrent net: all positions of a text at once",
  options: [.seeds, .full])

chapter.run { chapter in
  let trainer = try chapter.trainer()
  var generator = chapter.generator
  let corpus = Corpus(
    characters: chapter.isQuick ? 50_000 : 4_500_000, testSentences: chapter.isQuick ? 20 : 250, using: &generator)
  say("1. Self-attention, step by step".bold())
  try buildAttention(chapter, trainer)
  say("2. Plain and fused attention".bold())
  compareFused(chapter)
  say("3. Norms".bold())
  try comparePlacements(corpus, chapter, trainer)
  try compareHeadNorms(corpus, chapter, trainer)
  say("4. Four wirings of a block".bold())
  try compareWirings(corpus, chapter, trainer)
  say("5. Distance".bold())
  try compareDistances(chapter, trainer)
  say("6. All positions at once".bold())
  compareSpeed(chapter)
  say("7. A language model".bold())
  let model = try learnLanguage(corpus, chapter, trainer)
  say("8. Heads".bold())
  try prune(model, corpus, chapter, trainer)
  try drawWeights(model, corpus, chapter)
  say("9. The cost of a block".bold())
  countCost(chapter)
  try showBill(corpus, chapter)
  say("10. What is still missing".bold())
  try translateByEncoder(chapter, trainer)
}
