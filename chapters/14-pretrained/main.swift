import Course
import Foundation

let chapter = Chapter(
  "14-pretrained", "published weights: read, written, fine-tuned, and what each mistake in porting them costs",
  options: [
    .full, Option("folder", .folder, "write the trained model there, as it is published", affectsTraining: false),
  ],
  commands: commands)

chapter.run { chapter in
  if let command = chapter.command {
    try run(command, chapter)
  } else {
    try tell(chapter)
  }
}

func tell(_ chapter: Chapter) throws {
  let trainer = try chapter.trainer()
  say("1. A GPT goes out and comes back".bold())
  let own = try OwnModel(chapter, trainer)
  try showRoundTrip(own, chapter)
  say("2. Where a published file has what".bold())
  showNames(own.model)
  say("3. The price list of mistakes".bold())
  showPrices(own, chapter)
  say("4. Fewer bits".bold())
  try comparePrecisions(own, chapter)
  say("5. The bill".bold())
  showBill(own, chapter)
  if chapter.isFull { try loadLarge(chapter) }
  chapter.showDigests([("GPT", own.model)])
}
