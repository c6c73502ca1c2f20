import Course
import LoRA

let chapter = Chapter(
  "13-lora", "fine-tuning without a copy of the model: LoRA, BitFit, prefixes, and adapters on 8-bit weights",
  options: [
    .seeds, .full,
    Option("load", .file(mustExist: true), "take BERT from a checkpoint that 09-bert has saved; do not pre-train it"),
    Option(
      "measure", .text, "print what a step of one way costs, as JSON, and stop", affectsTraining: false),
  ])

chapter.run { chapter in
  if let way = chapter.text("measure") { return try measureCost(of: way, chapter) }
  let trainer = try chapter.trainer()
  say("1. The pre-trained models".bold())
  let bodies = try preTrain(chapter, trainer, seed: chapter.seed)
  show(bodies, chapter)
  say("2. Five ways to fine-tune".bold())
  let results = try compare(Way.allCases, .bert, bodies, chapter, trainer)
  try compare([.full, .lora, .head], .recurrent, bodies, chapter, trainer)
  say("3. Rank and matrices".bold())
  let seeds = try chapter.seeds.map { seed in
    (seed: seed, bodies: seed == chapter.seed ? bodies : try preTrain(chapter, trainer, seed: seed))
  }
  try compareRanks(seeds, chapter, trainer)
  say("4. What an update looks like".bold())
  showUpdates(results, bodies, chapter)
  say("5. Forgetting".bold())
  showForgetting(results, bodies, chapter)
  say("6. Many adapters, one base".bold())
  try showAdapters(chapter, trainer)
  say("7. The cost of a step".bold())
  showCounts()
  let machine = Machine.measured()
  try compareCosts(on: machine, chapter)
  say("8. Fewer bits".bold())
  try compareBits(seeds, chapter, trainer)
  compareDecoding(on: machine, chapter)
  if chapter.isFull {
    say("9. More seeds".bold())
    try compareWaysOnSeeds(seeds, chapter, trainer)
    try compareVariants(seeds, chapter, trainer)
  }
  chapter.showDigests([
    ("BERT", bodies.bert), ("LoRA on slots", results.slots(.lora).adapter!),
    ("full on slots", results.slots(.full).model),
  ])
}
