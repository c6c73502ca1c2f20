import Attention
import Course
import Datasets
import LSTM

let chapter = Chapter(
  "05-attention", "an encoder–decoder with attention, against one whose decoder knows the source by one state only",
  options: [.seeds, .full])

chapter.run { chapter in
  let trainer = try chapter.trainer()
  say("1. The bottleneck: one state for a whole sequence".bold())
  try reverse(chapter, trainer)
  say("2. Attention is a soft dictionary".bold())
  lookUp(chapter)
  say("3. Why dot products are scaled".bold())
  scale(chapter)
  say("4. Translation".bold())
  try translate(Evaluation(Translation(), count: chapter.isQuick ? 20 : 400), chapter, trainer)
  say("5. Alignment".bold())
  try translateDates(chapter, trainer)
  say("6. The cost of a step".bold())
  showBill(chapter)
  say("7. What is still missing".bold())
  shuffle(chapter)
  spell(chapter)
  if chapter.hasSeveralSeeds {
    say("8. More seeds".bold())
    try compareOnSeeds(chapter, trainer)
  }
  if chapter.isFull {
    say("9. More steps".bold())
    try trainLonger(chapter, trainer)
  }
}
