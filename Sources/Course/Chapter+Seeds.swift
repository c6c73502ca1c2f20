extension Chapter {
  /// The seeds of a chapter that takes `--seeds N`: that of `--seed`, and the N − 1 after it.
  public var seeds: [Int] { arguments.seeds }

  public var hasSeveralSeeds: Bool { seeds.count > 1 }

  /// A training run's name, of which there is one for each seed: that of `--seed` alone is not in it.
  public func name(_ run: String, _ seed: Int) -> String { seed == self.seed ? run : "\(run), seed \(seed)" }
}
