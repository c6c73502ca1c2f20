import Course

// N examples · D width of the hidden layers

// MARK: 4

/// The bill of a step of the network that learns the picture, and of wider ones.
func showBill(_ chapter: Chapter) {
  let N = 256
  chapter.showBills(
    [96, 384, 1024].prefix(chapter.isQuick ? 1 : 3).map { D in
      var generator = chapter.generator
      let model = MLP(widths: [2, D, D, 2], using: &generator)
      let points = constant(.normal([N, 2], using: &generator))
      let labels = (0..<N).map { $0 % 2 }
      return Bill(
        "D = \(D)", parameters: model.parameterCount, forward: Double(N * (D * D + 4 * D)),
        activations: Double(N * (4 * D + 4)),
        seconds: Bill.seconds(training: model) { crossEntropy(model(points), labels) })
    })
  say()
}
