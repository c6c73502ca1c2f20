import EncoderDecoder
import Exercises
import Solutions
import Tensors

private typealias Answer =
  @Sendable (_ begin: Int, _ end: Int, _ limit: Int, _ next: (_ token: Int) throws -> Tensor) throws -> [Int]

extension Exercise {
  static let write = Exercise(
    "08.6", "write", mine: MyEncoderDecoder.write, solution: EncoderDecoderSolutions.write,
    hints: [
      "A loop in which what was said last is the next question. What ends it?",
      "try next(newest).argmax()[0] is the token of the highest score. It is the newest from now on, and stands in the text unless it is `end`.",
      "while text.count < limit { newest = try next(newest).argmax()[0]; if newest == end { break }; text.append(newest) }",
    ],
    mistakes: mistakes, probes: probes)
}

/// Writing with one thing done differently, which the mistakes choose.
private struct Pen {
  var choose: (_ scores: Tensor) -> Int = { $0.argmax()[0] }
  /// What is asked with next, from the token chosen and `begin`.
  var ask: (_ chosen: Int, _ begin: Int) -> Int = { chosen, _ in chosen }
  var stopsAtEnd = true
  /// How many tokens there may be.
  var limit: (Int) -> Int = { $0 }

  /// The text with `end` behind it, if it got that far.
  func callAsFunction(
    _ begin: Int, _ end: Int, _ limit: Int, _ next: (_ token: Int) throws -> Tensor
  ) throws -> [Int] {
    var (text, asked): ([Int], Int) = ([], begin)
    while text.count < self.limit(limit), !(stopsAtEnd && text.last == end) {
      let chosen = choose(try next(asked))
      text.append(chosen)
      asked = ask(chosen, begin)
    }
    return text
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("`end` stands in the text: it says that the text is over, and is no part of it") { begin, end, limit, next in
    try Pen()(begin, end, limit, next)
  },
  Mistake("`begin` stands in the text: it only asks for the first token") { begin, end, limit, next in
    [begin] + (try Pen()(begin, end, limit, next).filter { $0 != end })
  },
  Mistake("it wrote on behind `end`: there the text is over") { begin, end, limit, next in
    try Pen(stopsAtEnd: false)(begin, end, limit, next)
  },
  Mistake("`end` was left out and it wrote on: there the text is over") { begin, end, limit, next in
    try Pen(stopsAtEnd: false)(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("`begin` was asked with every time: the next question is the token that was just chosen") {
    begin, end, limit, next in
    try Pen(ask: { _, begin in begin })(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("the limit is one off: it is how many tokens are written, and `begin` is none of them") {
    begin, end, limit, next in
    try Pen(limit: { $0 - 1 })(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("the limit is one off: one token too many was written") { begin, end, limit, next in
    try Pen(limit: { $0 + 1 })(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("the first token is missing: what answers `begin` stands in the text") { begin, end, limit, next in
    Array(try Pen()(begin, end, limit, next).filter { $0 != end }.dropFirst())
  },
  Mistake("the token with the lowest score was chosen") { begin, end, limit, next in
    try Pen(choose: { (-$0).argmax()[0] })(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("`next` was asked twice for each token: it remembers, so the second answer is that to another question") {
    begin, end, limit, next in
    try Pen()(begin, end, limit) { token in
      _ = try next(token)
      return try next(token)
    }.filter { $0 != end }
  },
]

/// A model that remembers how often it was asked: what it says depends on that, and on the newest token.
private func model() -> (Int) -> Tensor {
  var asked = 0
  return { token in
    asked += 1
    return Tensor(shape: [7]) { index in
      let likes = asked == 6 ? 2 : [3, 4, 5, 6, 3, 4, 5][(token + asked) % 7]
      return index[0] == likes ? 1 : -Scalar(index[0] + 1)
    }
  }
}

private func probes(_ write: @escaping Answer) -> [Probe] {
  func text(_ limit: Int) throws -> Tensor {
    let next = model()
    return Tensor(whole: try write(1, 2, limit, next))
  }
  func wanted(_ limit: Int) -> Tensor {
    let next = model()
    var (tokens, newest): ([Int], Int) = ([], 1)
    for _ in 0..<limit where newest != 2 {
      newest = next(newest).argmax()[0]
      tokens.append(newest)
    }
    return Tensor(whole: tokens.filter { $0 != 2 })
  }
  return [
    .values("a text of 5 tokens and `end`, limit 9", try text(9), are: wanted(9)),
    .values("the same with limit 3", try text(3), are: wanted(3)),
    .values("the same with limit 5, where `end` would come next", try text(5), are: wanted(5)),
    .property("a limit of 0 leaves no room", Tensor(whole: try write(1, 2, 0, model())), equals: .zeros(0)),
  ]
}
