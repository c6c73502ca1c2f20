extension Quiz {
  /// On what the chapter's runs show, and what they do not.
  static let ofResults: [Question] = [
    Question(
      "After 800 steps stage 2 has the exact match 0.97 and stage 3 has 0.84. After 1,600 both have 0.98. What follows?",
      wrong: [
        Choice(
          "A decoder without recurrence cannot translate as well.",
          "After 1,600 steps it does. Models that have not converged show nothing about what they can do at best.")
      ],
      right: Choice(
        "Stage 3 learns more slowly here, and gets as far.",
        "What a model reaches and how fast it gets there are two questions. The first needs training to the end."),
      wrong: [
        Choice(
          "The second run is overfitting.",
          "Both scores are of test sentences, and new pairs are drawn at every step."),
        Choice(
          "Stage 3 is the smaller model.",
          "The budgets are equal: 115,946 parameters, and stage 2 has 115,896."),
      ]),
    Question(
      "On 400 sentences two models have the exact matches 0.983 and 0.988. What follows?",
      right: Choice(
        "nothing about which is better",
        "The difference is two sentences. The standard error of either score is about 0.006, without the choice of the seed."
      ),
      wrong: [
        Choice(
          "The second is better, if only a little.",
          "Another 400 sentences, or another seed, may turn the order around."),
        Choice(
          "Both have reached the best possible score.",
          "That is 1: each sentence has exactly one translation."),
      ]),
    Question(
      "On 1,000 pairs the test loss is 1.2 after 260 steps and 0.24 after 1,300. What did the first number show?",
      wrong: [
        Choice(
          "that 1,000 pairs are too few",
          "Five times the steps on the same pairs give a fifth of the loss. So the data were not what was lacking."),
        Choice(
          "overfitting",
          "That would be a low training loss and a high test loss, and more steps would not help."),
      ],
      right: Choice(
        "that 260 steps are too few",
        "Whether data or steps are lacking shows when training goes on, beside a control with more data."),
      wrong: [
        Choice(
          "that label smoothing keeps the loss high",
          "The test loss is without smoothing. Its value at p = q is 0.105.")
      ]),
  ]
}
