import Foundation
import Training

extension Chapter {
  /// The training loop, with the checkpoint that `--save` or `--resume` names.
  public func trainer() throws -> Trainer {
    var checkpoint = Checkpoint(path: file("save") ?? freeName)
    if let path = file("resume") {
      checkpoint = try Checkpoint(contentsOf: path)
      try refuseContradictions(to: checkpoint)
      checkpoint.path = file("save") ?? path
    }
    checkpoint.options = trainingOptions
    let trainer = Trainer(checkpoint, savesRegularly: file("save") != nil || file("resume") != nil)
    let shared = trainer.checkpoint
    let (name, advice) = (name, toResume(checkpoint.path))
    Interrupt.install {
      let checkpoint = shared.value
      if checkpoint.runs.isEmpty { Chapter.end("\(name): stopped; no step was made yet", code: 130) }
      do { try checkpoint.save() } catch { Chapter.end("\(name): \(error)", code: 65) }
      Chapter.end("\(name): stopped and saved; to go on: \(advice)", code: 130)
    }
    return trainer
  }

  /// The command that goes on from a checkpoint: with the same options, for with others it would be another training.
  func toResume(_ path: String) -> String {
    let words = ["swift run", name] + (command.map { [$0.name] } ?? []) + arguments.typed(without: ["save", "resume"])
    return (words + ["--resume", shellQuoted(path)]).joined(separator: " ")
  }

  /// Where Ctrl-C saves to when no option says it: a file that does not exist yet.
  private var freeName: String {
    var (path, number) = ("\(name).safetensors", 1)
    while FileManager.default.fileExists(atPath: path) {
      number += 1
      path = "\(name)-\(number).safetensors"
    }
    return path
  }

  /// The options on which the training depends, with their values. Steps are not among them: a run may be prolonged.
  private var trainingOptions: [String: String] {
    var values = ["--seed": "\(seed)"]
    for option in options where option.affectsTraining && arguments.has(option.name) {
      guard let text = arguments.text(option.name) else { continue }
      if case .file = option.value {
        values["--\(option.name)"] = (try? contents(ofRegularFile: text)).map(fingerprint) ?? ""
      } else {
        values["--\(option.name)"] = text
      }
    }
    return values
  }

  /// Throws if the checkpoint was trained with other options.
  private func refuseContradictions(to checkpoint: Checkpoint) throws {
    let (then, now) = (checkpoint.options, trainingOptions)
    if then.isEmpty { return }
    for name in Set(then.keys).union(now.keys).sorted() where then[name] != now[name] {
      func said(_ value: String?) -> String { value.map { $0.isEmpty ? name : "\(name) \($0)" } ?? "no \(name)" }
      let problem = "it was trained with \(said(then[name])), but the command line says \(said(now[name]))"
      throw UnusableFile(checkpoint.path, problem)
    }
  }

  /// A number that tells files apart, in hexadecimal digits.
  private func fingerprint(_ data: Data) -> String {
    var hash = FNV1a()
    hash.add(data)
    return "of fingerprint \(String(hash.value, radix: 16))"
  }
}
