import Course

let chapter = Chapter(
  "compare", "an RNN, an LSTM, an LSTM with attention and a Transformer on the same tasks, equal in parameters",
  options: [
    Option("task", .text, "only this task: swaps, swaps-written-out, reversal, dates or translation"),
    Option("tsv", .file(mustExist: true), "the pairs of this file instead: one a line, source, tab, target"),
    Option(
      "parameters", .integer(atLeast: 1, atMost: 1 << 27),
      "how many parameters each net has at the most (default 100000)"),
    Option("layers", .integer(atLeast: 1, atMost: 64), "blocks of the Transformer's encoder and decoder (default 2)"),
    Option("rate", .number(atLeast: 1e-9, atMost: 100), "learning rate of all nets (default the best of seven each)"),
    .seeds,
    Option("full", .none, "for equal seconds as well as for equal steps, which takes minutes"),
  ])

chapter.run { chapter in
  if chapter.text("task") != nil, chapter.file("tsv") != nil { throw UsageError("--task: not together with --tsv") }
  var comparison = try Comparison(chapter)
  for experiment in try Experiment.chosen(chapter) {
    say(experiment.name.bold())
    say(experiment.example.printable)
    try comparison.run(experiment)
  }
  say("Exact match of all tasks".bold())
  comparison.summarize()
}
