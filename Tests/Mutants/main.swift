// A mutant is the package with one line of one module made wrong. It must die: a test of that very module must fail.
//
//     Tests/Mutants/run                all modules
//     Tests/Mutants/run 03 04          these
//     Tests/Mutants/run --only tanh 04 the mutants of module 04 in whose entries the word stands
//     Tests/Mutants/run --jobs 1       one module at a time instead of two
import Foundation

var arguments = Array(CommandLine.arguments.dropFirst())

func value(of option: String) -> String? {
  guard let index = arguments.firstIndex(of: option) else { return nil }
  guard index + 1 < arguments.count else { stop("\(option) needs a value") }
  defer { arguments.removeSubrange(index...index + 1) }
  return arguments[index + 1]
}

let jobs = value(of: "--jobs").map { Int($0) ?? 0 } ?? 2
let only = value(of: "--only") ?? ""
guard (1...2).contains(jobs) else { stop("--jobs is 1 or 2: each of them uses several processors") }

let repository = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
let folder = repository.appendingPathComponent("Tests/Mutants")
let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  .filter { name in name.hasSuffix(".txt") && (arguments.isEmpty || arguments.contains { name.hasPrefix($0) }) }
if names.isEmpty { stop("there is no table for \(arguments.joined(separator: " "))") }

// What the jobs share, under one lock.
let lock = NSLock()
var waiting = try names.map { try Table(folder.appendingPathComponent($0)) }
var (tried, killed, broken) = (0, 0, 0)
var lines: [String] = []

/// Runs the mutants of a table that were asked for, and reports those that did not die.
func judge(_ table: Table, job: Int) throws {
  let mutants = table.mutants.filter { only.isEmpty || $0.description.contains(only) }
  if mutants.isEmpty { return }
  let workspace = try Workspace(table, of: repository, job: job)
  let (unchanged, output) = workspace.outcome(inDouble: false)
  if unchanged != .survived { stop("\(output)\n\(table.room): the tests must pass without a mutant", code: 70) }
  var counts: [Workspace.Outcome: Int] = [:]
  for (index, mutant) in mutants.enumerated() {
    let outcome = try workspace.outcome(of: mutant)
    counts[outcome, default: 0] += 1
    FileHandle.standardError.write(Data("\(table.room) \(index + 1) of \(mutants.count): \(outcome)\n".utf8))
    if outcome == .survived { print("survived: \(mutant.description)") }
    if outcome == .doesNotCompile { print("does not apply or compile: \(mutant.description)") }
  }
  let dead = counts[.killed, default: 0]
  lock.withLock {
    (tried, killed, broken) = (tried + mutants.count, killed + dead, broken + counts[.doesNotCompile, default: 0])
    lines.append("\(table.room): \(mutants.count) run, \(dead) killed, \(share(dead, of: mutants.count))")
  }
}

func share(_ part: Int, of whole: Int) -> String {
  String(format: "%.1f %%", 100 * Double(part) / Double(max(1, whole)))
}

setlinebuf(stdout)
DispatchQueue.concurrentPerform(iterations: jobs) { job in
  while let table = lock.withLock({ waiting.isEmpty ? nil : waiting.removeFirst() }) {
    do { try judge(table, job: job) } catch { stop("\(table.room): \(error)", code: 70) }
  }
}
print(lines.sorted().joined(separator: "\n"))
print("all: \(tried) run, \(killed) killed, \(share(killed, of: tried))")
exit(broken == 0 && Double(killed) >= 0.98 * Double(tried) ? 0 : 1)
