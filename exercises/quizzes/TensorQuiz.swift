extension Quiz {
  static let tensors = Quiz(
    "00", "tensors",
    [
      Question(
        "In row-major order, which number in memory is element (i, j) of a matrix [M, N]?",
        wrong: [
          Choice("i + j·M", "This is column-major order, in which the first index changes fastest."),
          Choice("i·M + j", "A row has N numbers, so row i begins after i·N of them. M is the number of rows."),
        ],
        right: Choice("i·N + j", "Before row i lie i rows of N numbers each; the last index changes fastest."),
        wrong: [
          Choice("j·N + i", "The indices are exchanged: this is where element (j, i) lies.")
        ]),
      Question(
        "x has the shape [4, 1], y the shape [3]. What is the shape of x + y?",
        right: Choice(
          "[4, 3]",
          "The shapes are aligned at the last axis: 3 meets 1, and 4 meets a missing axis. What is 1 or missing is repeated."
        ),
        wrong: [
          Choice("[3, 4]", "The shapes are aligned at the last axis, and no axis is moved: 3 stays last."),
          Choice(
            "[4, 1, 3]", "No axis is added at the end. The result has as many axes as the longer of the two shapes."),
          Choice(
            "none: they do not fit", "They would not fit if an axis had two different extents, both above 1."),
        ]),
      Question(
        "The loop order i, k, j makes the same multiply-adds as i, j, k. Why is it faster?",
        wrong: [
          Choice(
            "The sums of C stay in registers.",
            "That is a later step, the register tile. Here each partial sum is loaded and stored again for every k."),
          Choice(
            "It adds the terms in an order with less rounding.",
            "Each entry of C gets its terms in the order of k in both. That order would change digits, not speed."),
        ],
        right: Choice(
          "The innermost loop reads B and C along their rows.",
          "Neighbors share a cache line. With k innermost, B is read in jumps of N numbers, each in another line."),
        wrong: [
          Choice(
            "The processor has fewer loops to run.",
            "There are three loops in both, with M, N and K rounds.")
        ]),
      Question(
        "A tile of 14 × 32 sums stays in registers. Why is it faster than SIMD along a single row of C?",
        wrong: [
          Choice(
            "It needs fewer multiply-adds.",
            "There are M·N·K of them in any case. It needs fewer loads and stores.")
        ],
        right: Choice(
          "Each number that is loaded serves many multiply-adds.",
          "For each k it reads 14 + 32 numbers and makes 448 multiply-adds. The sums are not stored until the end."),
        wrong: [
          Choice(
            "The whole of B then fits into the second-level cache.",
            "Only a panel of B does, 32 columns wide. And that is the step after this one, the packing."),
          Choice(
            "Every thread gets a tile of its own.",
            "One core alone gains from the tile. Threads come after it."),
        ]),
      Question(
        "x + y of two tensors with 16 million numbers each is computed on twice as many cores. What is to be expected?",
        wrong: [
          Choice(
            "half the time, as for a matrix product",
            "A product uses each number many times while a cache holds it. A sum uses it once."),
          Choice(
            "half the time, if the additions are vectorized",
            "The additions are not what takes the time: twelve bytes are moved for each of them."),
        ],
        right: Choice(
          "little gain: the memory bandwidth is shared",
          "Each number is used once, so memory bounds the speed, and a few cores use all of its bandwidth."),
        wrong: [
          Choice(
            "other bits, since the order of the additions changes",
            "Each entry is one addition, which one thread computes.")
        ]),
      Question(
        "What does subtracting the largest logit before the softmax change?",
        wrong: [
          Choice(
            "The probabilities sum to one.",
            "They do so without it: each exponential is divided by the sum of all."),
          Choice(
            "The probabilities become more even.",
            "That takes a division of the logits. What is subtracted from all of them cancels in the quotient."),
          Choice(
            "The largest logit gets no gradient.",
            "The function stays the same, and with it all of its derivatives."),
        ],
        right: Choice(
          "Nothing but the range of the exponentials.",
          "No exponent is above 0, so none overflows. In the quotient the subtraction cancels.")),
      Question(
        "Why does the matrix product give the same bits on any number of threads?",
        right: Choice(
          "Each entry is computed by one thread, in the order of k.",
          "So the same roundings happen in the same order, whoever computes it."),
        wrong: [
          Choice(
            "Floating-point addition is associative.",
            "It is not: (a + b) + c and a + (b + c) may round differently. For this reason the order must be fixed."),
          Choice(
            "The partial sums of the threads are added in double precision.",
            "No sum is shared among threads: each thread computes its own rows of C."),
          Choice(
            "Fused multiply-adds do not round.",
            "Each rounds once, after the addition."),
        ]),
    ])
}
