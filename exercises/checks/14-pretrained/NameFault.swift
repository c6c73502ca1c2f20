import Exercises
import Pretrained
import Solutions
import Tensors

private typealias Answer =
  @Sendable (_ original: ProbeLogits, _ port: ProbeLogits) throws -> PortingFault?

extension Exercise {
  static let nameFault = Exercise(
    "14.6", "nameFault", solution: PretrainedSolutions.self,
    answer: { (answers: any PretrainedTasks.Type) in answers.nameFault },
    hints: [
      "Go through the faults one by one, and ask of each probe: can it show this one? A softmax over one key is 1, whatever the score is. What goes into the first block directly has met no table of positions. A norm gives the same for x and 1,000·x, only that ε is added to its variance. With a causal mask nothing later changes what is earlier.",
      "single is right with two faults alone, scale and mask: then longer, without its last row, equals the port's own text when there is a mask. With single wrong, quiet is right with one fault alone: positions. GELU and ε change single little, up to 1 %; quiet has a variance far below ε, so that there another ε changes much, and GELU little. The last two change all logits: without a final norm loud is many times as large as the port's single.",
      "let difference = { (a: Tensor, b: Tensor) in (a - b).map { abs($0) }.max / b.map { abs($0) }.max }. If it is ≤ 1e-5 for single: nil when it is so for text, otherwise .scale when it is so for port.longer.rows(0..<T) and port.text, otherwise .mask. Then: .positions when it is ≤ 1e-5 for quiet. Then, when it is ≤ 0.01 for single: .activation when it is ≤ 0.01 for quiet, otherwise .epsilon. Then .finalNorm when the largest magnitude of port.loud is above 10 times that of port.single, otherwise .head.",
    ],
    mistakes: mistakes, probes: probes)
}

private func largest(_ x: Tensor) -> Scalar { x.map { abs($0) }.max }

private func relative(_ a: Tensor, _ b: Tensor) -> Scalar { largest(a - b) / largest(b) }

/// A search with one thing done differently, which the mistakes choose.
private struct Search {
  var isSame: (Tensor, Tensor) -> Bool = { relative($0, $1) <= 1e-5 }
  /// What is compared of two texts.
  var rows: (Tensor) -> Tensor = { $0 }
  var withRightSingle: (_ original: ProbeLogits, _ port: ProbeLogits, Search) -> PortingFault = { _, port, search in
    search.isSame(port.longer.rows(0..<port.text.shape[0]), port.text) ? .scale : .mask
  }
  var positions: (_ original: ProbeLogits, _ port: ProbeLogits, Search) -> Bool = { original, port, search in
    search.isSame(port.quiet, original.quiet)
  }
  var isSmall: (_ original: ProbeLogits, _ port: ProbeLogits) -> Bool = { relative($1.single, $0.single) <= 0.01 }
  var small: (_ original: ProbeLogits, _ port: ProbeLogits) -> PortingFault = {
    relative($1.quiet, $0.quiet) <= 0.01 ? .activation : .epsilon
  }
  var large: (_ original: ProbeLogits, _ port: ProbeLogits) -> PortingFault = {
    largest($1.loud) > 10 * largest($1.single) ? .finalNorm : .head
  }

  func callAsFunction(_ original: ProbeLogits, _ port: ProbeLogits) -> PortingFault? {
    if isSame(port.single, original.single) {
      if isSame(rows(port.text), rows(original.text)) { return nil }
      return withRightSingle(original, port, self)
    }
    if positions(original, port, self) { return .positions }
    return isSmall(original, port) ? small(original, port) : large(original, port)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("scale and mask are exchanged: a port without a mask changes earlier logits when a token is appended") {
    Search(withRightSingle: { _, port, search in
      search.isSame(port.longer.rows(0..<port.text.shape[0]), port.text) ? .mask : .scale
    })($0, $1)
  },
  Mistake("a missing mask was taken for a missing scale: append a token, and see whether earlier logits change") {
    Search(withRightSingle: { _, _, _ in .scale })($0, $1)
  },
  Mistake("a missing scale was taken for a missing mask: with a mask, earlier logits stay when a token is appended") {
    Search(withRightSingle: { _, _, _ in .mask })($0, $1)
  },
  Mistake("GELU and ε are exchanged: ε counts where the variance is small, in `quiet`") {
    Search(small: { relative($1.quiet, $0.quiet) <= 0.01 ? .epsilon : .activation })($0, $1)
  },
  Mistake("another ε was taken for the other GELU: compare `quiet`, where ε is larger than the variance") {
    Search(small: { _, _ in .activation })($0, $1)
  },
  Mistake("the other GELU was taken for another ε: compare `quiet`, where GELU still changes little") {
    Search(small: { _, _ in .epsilon })($0, $1)
  },
  Mistake(
    "GELU and ε were told apart by the size of the difference in `single`: that depends on the embeddings; use `quiet`"
  ) {
    Search(small: { relative($1.single, $0.single) <= 9e-5 ? .activation : .epsilon })($0, $1)
  },
  Mistake("head and final norm are exchanged: without the norm `loud` is many times as large as `single`") {
    Search(large: { largest($1.loud) > 10 * largest($1.single) ? .head : .finalNorm })($0, $1)
  },
  Mistake("a missing final norm was taken for a random head: does `loud` grow?") {
    Search(large: { _, _ in .head })($0, $1)
  },
  Mistake("a random head was taken for a missing final norm: does `loud` grow?") {
    Search(large: { _, _ in .finalNorm })($0, $1)
  },
  Mistake(
    "wrong positions were taken for a random head or another fault at the end: is `quiet` right, which has no position?"
  ) {
    Search(positions: { _, _, _ in false })($0, $1)
  },
  Mistake("every large difference was taken for wrong positions: then `quiet` is right") {
    Search(positions: { original, port, _ in relative(port.single, original.single) > 0.01 })($0, $1)
  },
  Mistake("wrong positions were looked for in `loud`: an ε shows as little there; use `quiet`") {
    Search(positions: { original, port, search in search.isSame(port.loud, original.loud) })($0, $1)
  },
  Mistake("equal means equal in every bit here: two libraries round differently, so allow 10⁻⁵ of the largest") {
    Search(isSame: { $0 == $1 })($0, $1)
  },
  Mistake("the allowed difference is 10⁻⁵, whatever the logits are: it is 10⁻⁵ of the largest") {
    Search(isSame: { largest($0 - $1) <= 1e-5 })($0, $1)
  },
  Mistake("differences up to 1 % were taken for rounding: GELU and ε are among them") {
    Search(isSame: { relative($0, $1) <= 0.01 })($0, $1)
  },
  Mistake("only the most probable token was compared: most faults leave it as it is") {
    Search(isSame: { $0.argmax() == $1.argmax() })($0, $1)
  },
  Mistake("only the first row of the texts was compared: it sees one token, where no scale shows") {
    Search(rows: { $0.rows(0..<1) })($0, $1)
  },
  Mistake("only the last row of the texts was compared: it sees all tokens anyway, so that in one block no mask shows")
  {
    Search(rows: { $0.rows($0.shape[0] - 1..<$0.shape[0]) })($0, $1)
  },
  Mistake("`text` was not looked at: with `single` right there may be no fault at all") { original, port in
    let search = Search()
    if search.isSame(port.single, original.single) { return search.withRightSingle(original, port, search) }
    return search(original, port)
  },
  Mistake("all ports are without a fault: compare") { _, _ in nil },
]

private func probes(_ nameFault: @escaping Answer) -> [Probe] {
  let names: [(PortingFault, String)] = [
    (.positions, "whose positions begin at 1"), (.scale, "without 1/√d"), (.mask, "without the causal mask"),
    (.activation, "with the other GELU"), (.epsilon, "with another ε"), (.head, "with a random head"),
    (.finalNorm, "without the final norm"),
  ]
  /// What is found of all models, 0 for no fault.
  func found(_ fault: Int) throws -> [Int] {
    try TinyGPT.answers.map { try nameFault($0.original, $0.ports[fault]!)?.rawValue ?? 0 }
  }
  let count = TinyGPT.answers.count
  let note = "as raw values of PortingFault, 0 for none"
  func probe(_ fault: Int, _ label: String) -> Probe {
    .values("\(count) ports \(label) (\(note))", try found(fault), are: [Int](repeating: fault, count: count))
  }
  return [probe(0, "without a fault")] + names.map { probe($0.rawValue, $1) }
}
