import Foundation
import T5
import Tensors
import TestSupport
import Testing

struct DiffusionTests {
  private static let times = stride(from: 0, through: 1, by: 0.125)

  private static let shares: [(time: Double, signal: Double, noise: Double)] = [
    (0, 1, 0), (1.0 / 3, 0.866025403784, 0.5), (0.5, 0.707106781187, 0.707106781187), (1, 0, 1),
  ]

  @Test(arguments: shares)
  func `picture and noise have the shares of a quarter circle`(time: Double, signal: Double, noise: Double) {
    #expect(abs(Diffusion.signal(at: time) - signal) < 1e-12)
    #expect(abs(Diffusion.noise(at: time) - noise) < 1e-12)
  }

  @Test func `the share of the picture falls, that of the noise rises, and their squares add up to one`() {
    for (time, next) in zip(Self.times, Self.times.dropFirst()) {
      #expect(Diffusion.signal(at: next) < Diffusion.signal(at: time))
      #expect(Diffusion.noise(at: next) > Diffusion.noise(at: time))
      #expect(abs(pow(Diffusion.signal(at: time), 2) + pow(Diffusion.noise(at: time), 2) - 1) < 1e-12)
    }
  }

  @Test func `a noisy picture is the sum of its shares, at a time of its own`() {
    let (x, noise) = (Tensor([0.4, -0.2, 0.5, 0.1]).reshaped(2, 2), Tensor([-1, 2, 3, 0]).reshaped(2, 2))
    let noisy = Diffusion.noised(x, by: noise, at: [1.0 / 3, 1])
    expectClose(noisy, to: Tensor([-0.15358983848622, 0.82679491924311, 3, 0]).reshaped(2, 2))
  }

  @Test(arguments: [0.1, 0.5, 0.9]) func `numbers of variance one keep it`(time: Double) {
    var generator = Generator(seed: 3)
    let x = Tensor.normal([20_000], using: &generator).reshaped(1, -1)
    let noisy = Diffusion.noised(x, by: .normal([1, 20_000], using: &generator), at: [time])
    #expect(abs(noisy.mean) < 0.03 && abs((noisy * noisy).mean - 1) < 0.03)
  }

  @Test func `errors weigh more where there is less noise, up to a limit`() {
    let weights = Diffusion.weights(at: [0, 0.1, 0.25, 1.0 / 3, 0.5, 1])
    for (weight, expected) in zip(weights, [9, 9, 6.82842712475, 4, 2, 1]) { #expect(abs(weight - expected) < 1e-9) }
    #expect(abs(Diffusion.weights(at: [0.1], maximumWeight: 100)[0] - 40.8634581186) < 1e-6)
  }

  @Test(arguments: [1, 2, 7, 20]) func `who knows the picture draws it, with less of the first noise from step to step`(
    steps: Int
  ) {
    var generator = Generator(seed: 4)
    let (x, noise) = (Tensor.normal([3, 5], using: &generator), Tensor.normal([3, 5], using: &generator))
    var asked: [Double] = []
    let drawn = Diffusion.sample(from: noise, steps: steps) { noisy, time in
      asked.append(time)
      expectClose(noisy, to: Diffusion.noised(x, by: noise, at: [time, time, time]))
      return x
    }
    expectEqual(drawn, to: x)
    expectEqual(asked, to: (1...steps).reversed().map { Double($0) / Double(steps) })
  }

  /// The numbers of the README.
  @Test func `one step by hand`() {
    let noise = Tensor([-1, 2]).reshaped(1, 2)
    expectClose(
      Diffusion.noised(Tensor([0.4, -0.2]).reshaped(1, 2), by: noise, at: [2.0 / 3]),
      to: Tensor([-0.66602540378, 1.63205080757]).reshaped(1, 2))
    var seen: [Tensor] = []
    // The first of three steps knows the picture and leads to the same x_t; the second predicts (0.3, −0.1).
    _ = Diffusion.sample(from: noise, steps: 3) { noisy, _ in
      seen.append(noisy)
      return (seen.count == 1 ? Tensor([0.4, -0.2]) : Tensor([0.3, -0.1])).reshaped(1, 2)
    }
    expectClose(seen[1], to: Tensor([-0.66602540378, 1.63205080757]).reshaped(1, 2))
    expectClose(seen[2], to: Tensor([-0.21132486541, 0.88452994616]).reshaped(1, 2), tolerance: 1e-4)
  }

  /// The best prediction of a picture of independent numbers of variance s² is α·s²·x_t / (α²·s² + σ²). Drawn with it, pictures
  /// have that variance, too: the first noise times s.
  @Test(arguments: [0.3, 2] as [Scalar]) func `the best model draws what the pictures are distributed as`(
    deviation: Scalar
  ) {
    var generator = Generator(seed: 5)
    let noise = Tensor.normal([2, 50], using: &generator)
    func drawn(steps: Int) -> Tensor {
      Diffusion.sample(from: noise, steps: steps) { noisy, time in
        let (α, σ) = (Scalar(Diffusion.signal(at: time)), Scalar(Diffusion.noise(at: time)))
        let variance = deviation * deviation
        return noisy * (α * variance / (α * α * variance + σ * σ))
      }
    }
    expectClose(drawn(steps: 400), to: noise * deviation, tolerance: 0.01)
    #expect(!drawn(steps: 2).isClose(to: noise * deviation, tolerance: 0.01))
  }
}
