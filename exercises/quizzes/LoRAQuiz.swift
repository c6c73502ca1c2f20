extension Quiz {
  static let lora = Quiz("13", "lora", ofUpdates + ofCost + ofWays)

  /// On the low-rank update: its factors, its rank and its scale.
  private static let ofUpdates: [Question] = [
    Question(
      "LoRA draws A at random and begins with a B of zeros. Why not zeros in both?",
      wrong: [
        Choice(
          "The model would not compute what it did before.",
          "It would: A·B is zero as soon as one factor is. That is what B alone is zero for."),
        Choice(
          "The scale α/r would be undefined.",
          "α and r are numbers that are chosen. The factors are not in them."),
      ],
      right: Choice(
        "Both gradients would be zero, and stay so.",
        "The gradient of A has B as a factor, and that of B has x·A. One of the two must not be zero."),
      wrong: [
        Choice(
          "All columns of A would learn the same.",
          "They would learn nothing at all. Equal columns, not zeros, would learn the same.")
      ]),
    Question(
      "Both factors are drawn at random. What is wrong with that?",
      right: Choice(
        "The model is changed before the first step.",
        "A random s·A·B is added to every target. Training begins with the damage that this does."),
      wrong: [
        Choice(
          "The gradients are zero.",
          "They are not: none of the factors is. So it would train, only from a worse start."),
        Choice(
          "The product has full rank.",
          "A product of [I, r] and [r, O] has at most rank r, whatever the numbers are."),
        Choice(
          "The update can no longer be merged.",
          "Any A·B can be added to W. Only, the merged model would not be the old one."),
      ]),
    Question(
      "An adapter has rank 8. What does that bound?",
      wrong: [
        Choice(
          "how far the weights can move from where they were",
          "A matrix of rank 1 may be as large as you like. Only its directions are few."),
        Choice(
          "the rank of the matrix W + ΔW",
          "W has full rank as a rule, and keeps it when a matrix of rank 8 is added."),
        Choice(
          "the number of matrices that are updated",
          "That is up to the patterns of the targets. Each of them has an update of rank 8."),
      ],
      right: Choice(
        "the number of independent directions in each ΔW",
        "Every row of ΔW is a combination of the 8 rows of B. How large it is, is not bounded.")),
    Question(
      "A small rank is enough for many tasks. What has a low rank there?",
      wrong: [
        Choice(
          "the pre-trained matrix W",
          "Its singular values fall slowly. Cut to rank 8, the model would be of no use.")
      ],
      right: Choice(
        "a change of W that solves the task",
        "That is the hypothesis of LoRA. Full fine-tuning's own ΔW may have a high rank, and still a low one can serve."
      ),
      wrong: [
        Choice(
          "the difference of any two trained matrices",
          "Two models from different seeds differ in all directions. What matters is that one starts from the other."),
        Choice(
          "the activations of the layer",
          "Nothing about them is assumed. The update acts on all of x."),
      ]),
    Question(
      "The rank goes from 8 to 16, and α stays 16. What becomes of the factor before A·B?",
      right: Choice(
        "It falls from 2 to 1.",
        "It is α/r. The sum of twice as many terms is to count about as much, so that the learning rate need not change."
      ),
      wrong: [
        Choice(
          "It stays 2.",
          "That would take α = 2r, raised along with r. Here α is kept."),
        Choice(
          "It rises from 2 to 4.",
          "The rank is in the denominator: a larger one makes the factor smaller."),
        Choice(
          "It falls from 5.7 to 4.",
          "That is α/√r, the rank-stabilized variant: there it falls more slowly."),
      ]),
    Question(
      "A GPT has 12 blocks of width 768. LoRA of rank 8 is on query and value. How many numbers are trained?",
      wrong: [
        Choice("147,456", "That is one factor of each update, or both at rank 4."),
        Choice("589,824", "That is one whole matrix, 768 · 768; and also LoRA on all four of each attention."),
      ],
      right: Choice(
        "294,912", "24 matrices, each with A of 768 · 8 and B of 8 · 768 numbers."),
      wrong: [
        Choice("14,155,776", "These are the 24 matrices themselves. They are frozen.")
      ]),
    Question(
      "An update is merged into W and later subtracted again. What comes out?",
      wrong: [
        Choice(
          "the old W, to the last bit",
          "Adding rounds the sum. What was rounded off does not come back."),
        Choice(
          "a W that the update has worn down",
          "Sum and difference have about the same size. What is lost is the rounding error, no more."),
      ],
      right: Choice(
        "the old W, but for rounding",
        "A few last bits may differ. To be exact, a copy of W is kept, or the adapter is attached and not merged."),
      wrong: [
        Choice(
          "an error: A·B has no inverse",
          "It was added, so it is subtracted. Nothing has to be inverted.")
      ]),
  ]
}
