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
  try buildUp(chapter, trainer)
  say("2. The matrix that is never stored".bold())
  fuse(chapter)
  say("3. Norms before or behind".bold())
  try deepen(corpus, chapter, trainer)
  say("4. Four wirings of a block".bold())
  try rewire(corpus, chapter, trainer)
  say("5. All positions at once".bold())
  race(chapter)
  say("6. A language model".bold())
  let model = try learnLanguage(corpus, chapter, trainer)
  say("7. Heads".bold())
  try prune(model, corpus, chapter)
  try look(model, corpus, chapter)
  say("8. What a block costs".bold())
  count(chapter)
  say("9. What is still missing".bold())
  try readOnly(chapter, trainer)
}
