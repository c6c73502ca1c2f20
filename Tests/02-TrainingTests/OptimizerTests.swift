import TestSupport
import Testing
import Training

/// What an optimizer moves, how far, and what it leaves alone.
struct OptimizerTests {
  static let makers: [String: @Sendable (NamedVariables) -> any Optimizer] = [
    "SGD": { SGD($0) }, "momentum": { SGD($0, momentum: 0.9) }, "Adam": { Adam($0) },
    "AdamW": { AdamW($0, decay: 0.01) },
  ]

  @Test(arguments: makers.keys.sorted())
  func `a quadratic is minimized`(name: String) {
    let goal: Tensor = [3, -1, 0.5, 2]
    let steepness: Tensor = [1, 4, 0.5, 2]
    let x = Variable([0, 0, 0, 0])
    let optimizer = Self.makers[name]!([("x", x)])
    let schedule = Schedule.cosine(peak: 0.1, warmup: 0, total: 400)
    for step in 0..<400 {
      let distance = x - constant(goal)
      (distance * distance * constant(steepness)).sum.backward()
      optimizer.step(rate: schedule(step))
      optimizer.clearGradients()
    }
    #expect((x.value - goal).map(abs).max < 1e-3, "\(name): \(x.value)")
    #expect(optimizer.steps == 400)
  }

  @Test func `SGD moves by the rate times the gradient`() {
    let x = Variable([1, 2])
    x.gradient = [4, -8]
    SGD([("x", x)]).step(rate: 0.25)
    #expect(x.value == [0, 4])
  }

  @Test func `momentum sums the gradients, the earlier ones halved at each step`() {
    let x = Variable([0])
    let optimizer = SGD([("x", x)], momentum: 0.5)
    for expected: Tensor in [[-1], [-2.5], [-4.25]] {
      x.gradient = [1]
      optimizer.step(rate: 1)
      #expect(x.value == expected)
    }
  }

  @Test(arguments: [1e-3, 1, 1e3] as [Scalar])
  func `the first step of Adam has the size of the rate, whatever the gradient`(size: Scalar) {
    let x = Variable(.zeros(21))
    x.gradient = Tensor(shape: [21]) { $0[0] % 2 == 0 ? size : -size }
    Adam([("x", x)]).step(rate: 0.5)
    expectClose(x.value, to: Tensor(shape: [21]) { $0[0] % 2 == 0 ? -0.5 : 0.5 }, tolerance: 2e-5)
  }

  /// A gradient as small as ε moves a parameter by half the rate, at every step: ε is added to the corrected root.
  @Test func `the ε of Adam stands beside the root of the corrected mean square`() {
    let x = Variable([0])
    let optimizer = Adam([("x", x)], epsilon: 1e-8)
    for step in 1...3 {
      x.gradient = [1e-8]
      optimizer.step(rate: 1)
      expectClose(x.value, to: Tensor([-0.5 * Scalar(step)]), tolerance: 1e-4)
    }
  }

  @Test(arguments: [false, true]) func `a rate factor is that of its own parameter, for the decay as well`(decays: Bool)
  {
    func moved(rate: Scalar, _ factor: (String) -> Scalar) -> [Tensor] {
      let parameters: NamedVariables = [("a", Variable([[2, 4]])), ("b", Variable([[1, -3]]))]
      let optimizer =
        decays ? AdamW(parameters, decay: 0.5, rateFactor: factor) : Adam(parameters, rateFactor: factor)
      for _ in 0..<3 {
        for (_, variable) in parameters { variable.gradient = [[1, -2]] }
        optimizer.step(rate: rate)
      }
      return parameters.map(\.variable.value)
    }
    let (base, fast) = (moved(rate: 0.01) { _ in 1 }, moved(rate: 0.08) { _ in 1 })
    let mixed = moved(rate: 0.01) { $0 == "b" ? 8 : 1 }
    expectEqual(mixed[0], to: base[0])
    expectClose(mixed[1], to: fast[1])
    #expect(difference(of: fast[1], from: base[1]) != nil)
  }

  @Test func `only matrices decay`() {
    let parameters: NamedVariables = [
      ("matrix", Variable([[2, 4]])), ("bias", Variable([2, 4])), ("number", Variable(Tensor(2))),
    ]
    for (_, variable) in parameters { variable.gradient = Tensor(repeating: 0, shape: variable.shape) }
    AdamW(parameters, decay: 0.5).step(rate: 0.5)
    #expect(parameters[0].variable.value == [[1.5, 3]])
    #expect(parameters[1].variable.value == [2, 4])
    #expect(parameters[2].variable.value == Tensor(2))
  }

  @Test func `a parameter without a gradient stays, whatever the optimizer state`() {
    for (name, make) in Self.makers {
      let x = Variable([[1, 2]])
      let optimizer = make([("x", x)])
      x.gradient = [[1, 1]]
      optimizer.step(rate: 0.1)
      optimizer.clearGradients()
      let before = x.value
      optimizer.step(rate: 0.1)
      #expect(x.value == before, "\(name)")
    }
  }

  // MARK: Clipping

  @Test func `clipping scales all gradients by one factor, to the limit exactly`() {
    let (a, b) = (Variable([0, 0]), Variable([[0]]))
    (a.gradient, b.gradient) = ([2, 4], [[4]])
    let optimizer = SGD([("a", a), ("b", b)])
    #expect(optimizer.clipGradients(toNorm: 1.5) == 6)
    #expect(a.gradient! == [0.5, 1] && b.gradient! == [[1]])
    #expect(optimizer.gradientNorm() == 1.5)
  }

  @Test func `clipping leaves gradients within the limit unchanged`() {
    let x = Variable([0, 0])
    x.gradient = [3, 4]
    let optimizer = SGD([("x", x)])
    #expect(optimizer.clipGradients(toNorm: 5) == 5)
    #expect(x.gradient! == [3, 4])
  }

  /// The square of the largest number that a scalar holds is infinite.
  @Test(arguments: [[3, -4], [-3, -4], [3, 4]] as [Tensor])
  func `gradients whose squares overflow are clipped, not lost`(gradient: Tensor) {
    let huge = Scalar.greatestFiniteMagnitude / 8
    let x = Variable([0, 0])
    x.gradient = gradient * huge
    let optimizer = SGD([("x", x)])
    expectClose(Tensor(optimizer.clipGradients(toNorm: 1) / huge), to: Tensor(5))
    expectClose(x.gradient!, to: gradient / 5)
  }
}

/// The exact values of the schedules.
struct ScheduleTests {
  @Test func `the cosine rises, falls and stays`() {
    let schedule = Schedule.cosine(peak: 1, warmup: 4, total: 12, floor: 0.5)
    let rates = [0, 1, 2, 3, 4, 8, 12, 13, 1000].map { schedule($0) }
    expectClose(Tensor(rates), to: [0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.5, 0.5], tolerance: 1e-7)
    expectClose(Tensor(schedule(6)), to: Tensor(0.926_776_695), tolerance: 1e-7)  // an eighth of a wave
  }

  @Test func `a cosine without a warm-up begins at its peak`() {
    let schedule = Schedule.cosine(peak: 2, warmup: 0, total: 1)
    #expect(schedule(0) == 2 && schedule(1) == 0)
  }

  @Test func `the inverse square root rises to its peak, and halves when the steps are fourfold`() {
    let schedule = Schedule.inverseSquareRoot(peak: 8, warmup: 4)
    #expect([0, 1, 3, 15, 63].map { schedule($0) } == [2, 4, 8, 4, 2])
    #expect(Schedule.inverseSquareRoot(peak: 1, warmup: 0)(0) == 1)
  }

  @Test func `a constant rate is one`() {
    #expect([0, 5, 1_000_000].map { Schedule.constant(0.5)($0) } == [0.5, 0.5, 0.5])
  }
}
