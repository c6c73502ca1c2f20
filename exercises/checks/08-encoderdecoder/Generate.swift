import EncoderDecoder
import Exercises
import Solutions
import Tensors

private typealias Answer =
  @Sendable (_ begin: Int, _ end: Int, _ limit: Int, _ next: (_ token: Int) throws -> Tensor) throws -> [Int]

extension Exercise {
  static let generate = Exercise(
    "08.6", "generate", solution: EncoderDecoderSolutions.self,
    answer: { (answers: any EncoderDecoderTasks.Type) in answers.generate },
    hints: [
      "A loop: the last output is the next input. What ends it?",
      "try next(newest).argmax()[0] is the token with the largest logit. It is the newest from now on, and belongs to the text unless it is `end`.",
      "while text.count < limit { newest = try next(newest).argmax()[0]; if newest == end { break }; text.append(newest) }",
    ],
    mistakes: mistakes, probes: probes)
}

/// Greedy decoding with one thing done differently, which the mistakes choose.
private struct Decoding {
  var choose: (_ logits: Tensor) -> Int = { $0.argmax()[0] }
  /// The next input, from the token chosen and `begin`.
  var input: (_ chosen: Int, _ begin: Int) -> Int = { chosen, _ in chosen }
  var stopsAtEnd = true
  /// The largest number of tokens.
  var limit: (Int) -> Int = { $0 }

  /// The text, with `end` if it was generated.
  func callAsFunction(
    _ begin: Int, _ end: Int, _ limit: Int, _ next: (_ token: Int) throws -> Tensor
  ) throws -> [Int] {
    var (text, newest): ([Int], Int) = ([], begin)
    while text.count < self.limit(limit), !(stopsAtEnd && text.last == end) {
      let chosen = choose(try next(newest))
      text.append(chosen)
      newest = input(chosen, begin)
    }
    return text
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the text contains `end`: it marks the end, and is not part of the text") { begin, end, limit, next in
    try Decoding()(begin, end, limit, next)
  },
  Mistake("the text contains `begin`: it is only the first input") { begin, end, limit, next in
    [begin] + (try Decoding()(begin, end, limit, next).filter { $0 != end })
  },
  Mistake("generation went on after `end`: stop there") { begin, end, limit, next in
    try Decoding(stopsAtEnd: false)(begin, end, limit, next)
  },
  Mistake("`end` was left out, and generation went on: stop there") { begin, end, limit, next in
    try Decoding(stopsAtEnd: false)(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("the input was `begin` every time: it should be the token just chosen") {
    begin, end, limit, next in
    try Decoding(input: { _, begin in begin })(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("the limit is one off: it is the number of generated tokens, and `begin` does not count") {
    begin, end, limit, next in
    try Decoding(limit: { $0 - 1 })(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("the limit is one off: there is one token too many") { begin, end, limit, next in
    try Decoding(limit: { $0 + 1 })(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("the first token is missing: the token chosen after `begin` belongs to the text") { begin, end, limit, next in
    Array(try Decoding()(begin, end, limit, next).filter { $0 != end }.dropFirst())
  },
  Mistake("the token with the smallest logit was chosen") { begin, end, limit, next in
    try Decoding(choose: { (-$0).argmax()[0] })(begin, end, limit, next).filter { $0 != end }
  },
  Mistake("`next` was called once more after the last token: compare with the limit before each call") {
    begin, end, limit, next in
    var (text, newest): ([Int], Int) = ([], try next(begin).argmax()[0])
    while text.count < limit && newest != end {
      text.append(newest)
      newest = try next(newest).argmax()[0]
    }
    return text
  },
  Mistake("`next` was called once more after `end`: stop before that call") { begin, end, limit, next in
    let text = try Decoding()(begin, end, limit, next)
    if text.last == end { _ = try next(end) }
    return text.filter { $0 != end }
  },
  Mistake("`next` was called twice for each token: it keeps a state, so the second call gives other logits") {
    begin, end, limit, next in
    try Decoding()(begin, end, limit) { token in
      _ = try next(token)
      return try next(token)
    }.filter { $0 != end }
  },
]

/// A model with a state, the number of calls: its logits depend on that and on the newest token.
private final class Model {
  private(set) var calls = 0

  func next(_ token: Int) -> Tensor {
    calls += 1
    return Tensor(shape: [7]) { index in
      let best = calls == 6 ? 2 : [3, 4, 5, 6, 3, 4, 5][(token + calls) % 7]
      return index[0] == best ? 1 : -Scalar(index[0] + 1)
    }
  }
}

private func probes(_ generate: @escaping Answer) -> [Probe] {
  func text(_ limit: Int) throws -> [Int] { try generate(1, 2, limit, Model().next) }
  func expected(_ limit: Int) -> [Int] {
    let model = Model()
    var (tokens, newest): ([Int], Int) = ([], 1)
    for _ in 0..<limit where newest != 2 {
      newest = model.next(newest).argmax()[0]
      tokens.append(newest)
    }
    return tokens.filter { $0 != 2 }
  }
  func calls(_ limit: Int) throws -> Int {
    let model = Model()
    _ = try generate(1, 2, limit, model.next)
    return model.calls
  }
  return [
    .values("a text of 5 tokens and `end`, limit 9", try text(9), are: expected(9)),
    .values("the same with limit 3", try text(3), are: expected(3)),
    .values("the same with limit 5: the next token would be `end`", try text(5), are: expected(5)),
    .property("with limit 0 the text is empty", try text(0), equals: []),
    .property(
      "`next` is called once for each token of the text and once for `end`, with the limits 9, 3, 5 and 0",
      try [9, 3, 5, 0].map(calls), equals: [6, 3, 5, 0]),
  ]
}
