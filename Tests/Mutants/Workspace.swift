import Foundation

/// A private copy of the package, trimmed to one module, what it depends on, and its own tests.
///
/// Each job has one, below `.build/mutants/`, and fits it to one module after the other: what they have in common is compiled
/// once.
struct Workspace {
  let table: Table
  let root: URL

  enum Outcome { case killed, survived, doesNotCompile }

  /// - Parameters:
  ///   - repository: What is copied.
  ///   - job: Which of the copies this is.
  init(_ table: Table, of repository: URL, job: Int) throws {
    self.table = table
    root = repository.appendingPathComponent(".build/mutants/job-\(job)")
    for folder in ["Sources", "Tests/Support", "Tests/Fixtures", "Tests/\(table.room)Tests"] {
      try mirror(folder, of: repository)
    }
    let manifest = try String(contentsOf: repository.appendingPathComponent("Package.swift"), encoding: .utf8)
    try write(Data((manifest + trimming).utf8), to: root.appendingPathComponent("Package.swift"))
  }

  /// Makes a folder of the copy equal to the repository's.
  private func mirror(_ folder: String, of repository: URL) throws {
    let (source, target) = (repository.appendingPathComponent(folder), root.appendingPathComponent(folder))
    let names = try FileManager.default.subpathsOfDirectory(atPath: source.path)
    for name in (try? FileManager.default.subpathsOfDirectory(atPath: target.path)) ?? [] where !names.contains(name) {
      try? FileManager.default.removeItem(at: target.appendingPathComponent(name))
    }
    for name in names {
      // A folder has no contents of its own.
      guard let data = try? Data(contentsOf: source.appendingPathComponent(name)) else { continue }
      try write(data, to: target.appendingPathComponent(name))
    }
  }

  /// An unchanged file keeps its date, and what was compiled from it stays valid.
  private func write(_ data: Data, to file: URL) throws {
    if (try? Data(contentsOf: file)) == data { return }
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  /// What the copy's manifest ends with.
  private var trimming: String {
    """

    var kept: Set<String> = ["\(table.module)Tests"]
    for _ in package.targets {
      for target in package.targets where kept.contains(target.name) {
        for dependency in target.dependencies {
          if case .byNameItem(let name, _) = dependency { kept.insert(name) }
        }
      }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products = []
    for target in package.targets {
      // One call of the compiler for all files takes half the time of several.
      let whole = ["-whole-module-optimization", "-num-threads", "2", "-disable-batch-mode"]
      if target.swiftSettings == nil { target.swiftSettings = [.unsafeFlags(whole)] }
      // No bodies of functions in a compiled module but those that the source asks for: so a mutant seldom changes more
      // than its own module, and only that is compiled.
      target.swiftSettings! += [.unsafeFlags(["-Xllvm", "-cmo-function-size-limit=0"])]
    }

    """
  }

  // MARK: Building and testing

  /// Builds and tests the copy as it is.
  func outcome(inDouble: Bool) -> (Outcome, output: String) {
    let traits = inDouble ? ["--traits", "Double", "--scratch-path", root.path + "/.build/double"] : []
    let options = traits + ["-debug-info-format", "none", "--package-path", root.path]
    let build = Command(["swift", "build", "--build-tests"] + options, seconds: 1800)
    if build.status != 0 { return (.doesNotCompile, build.output) }
    // A mutant may run for ever.
    let test = Command(
      ["swift", "test", "--skip-build", "--disable-xctest"] + options, seconds: 300, untilFailure: true)
    return (test.status == 0 && !test.isLate ? .survived : .killed, test.output)
  }

  /// The outcome of a mutant, in Float and, if it survives that, in Double. The copy is left as it was.
  func outcome(of mutant: Mutant) throws -> Outcome {
    let file = root.appendingPathComponent(mutant.file)
    let original = try Data(contentsOf: file)
    guard let mutated = mutant.applied(to: String(decoding: original, as: UTF8.self)) else { return .doesNotCompile }
    try write(Data(mutated.utf8), to: file)
    defer { try? write(original, to: file) }
    let inFloat = outcome(inDouble: false).0
    return inFloat == .survived ? outcome(inDouble: true).0 : inFloat
  }
}
