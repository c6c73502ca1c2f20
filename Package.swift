// swift-tools-version: 6.3
import Foundation
import PackageDescription

/// Optimized in debug and release alike, so that `swift run` and `swift test` need no flag.
var program: [SwiftSetting] = [
  .unsafeFlags(["-O"]),
  // A square root need not report to `errno`: then it is one instruction for a whole register.
  .unsafeFlags(["-Xcc", "-fno-math-errno"]),
]
#if arch(x86_64)
  program.append(.unsafeFlags(["-Xcc", "-march=native"]))
  // The matrix kernel holds its tile in registers; only AVX-512 has 32 of them, 64 bytes wide.
  if let processor = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8), processor.contains("avx512f") {
    program.append(.define("AVX512"))
  }
#endif

/// A library is compiled as a whole, too, so that its kernels are inlined across files.
///
/// In debug SwiftPM does that for Embedded Swift only, and goes by the name alone: the condition keeps the feature itself
/// off. The compiler's own flag, `-whole-module-optimization`, has the same effect, but prints a remark for each module.
let fast = [.enableExperimentalFeature("Embedded", .when(platforms: [.wasi]))] + program

/// The chapters with exercises: their folder, their subject, and the learner's file.
let exercises = [
  (folder: "00-tensors", subject: "Tensor", mine: "MyTensors.swift"),
  (folder: "01-gradients", subject: "Gradient", mine: "MyGradients.swift"),
  (folder: "02-training", subject: "Training", mine: "MyTraining.swift"),
  (folder: "03-rnn", subject: "RNN", mine: "MyRNNs.swift"),
  (folder: "04-lstm", subject: "LSTM", mine: "MyLSTMs.swift"),
  (folder: "05-attention", subject: "Attention", mine: "MyAttention.swift"),
  (folder: "06-tokens", subject: "Token", mine: "MyTokens.swift"),
  (folder: "07-transformer", subject: "Transformer", mine: "MyTransformer.swift"),
  (folder: "08-encoderdecoder", subject: "EncoderDecoder", mine: "MyEncoderDecoder.swift"),
  (folder: "09-bert", subject: "BERT", mine: "MyBERT.swift"),
  (folder: "10-gpt", subject: "GPT", mine: "MyGPT.swift"),
  (folder: "11-t5", subject: "T5", mine: "MyT5.swift"),
  (folder: "12-vit", subject: "ViT", mine: "MyViT.swift"),
  (folder: "13-lora", subject: "LoRA", mine: "MyLoRA.swift"),
  (folder: "14-pretrained", subject: "Pretrained", mine: "MyPretrained.swift"),
]

let package = Package(
  name: "Unrolled",
  platforms: [.macOS(.v26)],
  // Module names must differ by more than case, for file systems that ignore it; so the board's command is named here.
  products: [.executable(name: "exercises", targets: ["ExerciseBoard"])],
  traits: [.trait(name: "Double", description: "Compute in Double, exact enough to check gradients to 1e-6")],
  targets: [
    // MARK: The ladder: each module sees only smaller numbers
    .target(name: "Tensors", path: "Sources/00-Tensors", swiftSettings: fast),
    .target(name: "Gradients", dependencies: ["Tensors"], path: "Sources/01-Gradients", swiftSettings: fast),
    .target(
      name: "Training", dependencies: ["Gradients", "Display"], path: "Sources/02-Training", swiftSettings: fast),
    .target(name: "RNN", dependencies: ["Training", "Datasets"], path: "Sources/03-RNN", swiftSettings: fast),
    .target(name: "LSTM", dependencies: ["RNN"], path: "Sources/04-LSTM", swiftSettings: fast),
    .target(name: "Attention", dependencies: ["LSTM"], path: "Sources/05-Attention", swiftSettings: fast),
    .target(
      name: "Tokens", dependencies: ["Attention", "Datasets"], path: "Sources/06-Tokens", swiftSettings: fast),
    .target(
      name: "Transformer", dependencies: ["Tokens", "Datasets"], path: "Sources/07-Transformer", swiftSettings: fast),
    .target(
      name: "EncoderDecoder", dependencies: ["Transformer"], path: "Sources/08-EncoderDecoder", swiftSettings: fast),
    .target(name: "BERT", dependencies: ["Transformer", "Datasets"], path: "Sources/09-BERT", swiftSettings: fast),
    .target(name: "GPT", dependencies: ["BERT", "Datasets"], path: "Sources/10-GPT", swiftSettings: fast),
    .target(name: "T5", dependencies: ["EncoderDecoder", "GPT"], path: "Sources/11-T5", swiftSettings: fast),
    .target(name: "ViT", dependencies: ["BERT", "Datasets"], path: "Sources/12-ViT", swiftSettings: fast),
    .target(name: "LoRA", dependencies: ["GPT", "Datasets"], path: "Sources/13-LoRA", swiftSettings: fast),
    .target(
      name: "Pretrained", dependencies: ["T5", "ViT", "LoRA"], path: "Sources/14-Pretrained", swiftSettings: fast),

    // MARK: Helpers, outside the ladder
    .target(name: "Datasets", dependencies: ["Tensors", "Display"], path: "Sources/Datasets", swiftSettings: fast),
    .target(name: "Display", path: "Sources/Display", swiftSettings: fast),
    .target(name: "Course", dependencies: ["Display", "Training"], path: "Sources/Course", swiftSettings: fast),
    .executableTarget(
      name: "benchmark", dependencies: ["EncoderDecoder", "GPT", "T5", "ViT", "LoRA", "Course"],
      path: "Sources/benchmark",
      swiftSettings: program),

    // MARK: Chapters
    .executableTarget(
      name: "00-tensors", dependencies: ["Tensors", "Course"], path: "chapters/00-tensors",
      exclude: ["README.md", "pictures"],
      swiftSettings: program),
    .executableTarget(
      name: "01-gradients", dependencies: ["Gradients", "Course"], path: "chapters/01-gradients",
      exclude: ["README.md", "pictures"], swiftSettings: program),
    .executableTarget(
      name: "02-training", dependencies: ["Training", "Datasets", "Course"], path: "chapters/02-training",
      exclude: ["README.md", "pictures"], swiftSettings: program),
    .executableTarget(
      name: "03-rnn", dependencies: ["RNN", "Datasets", "Course"], path: "chapters/03-rnn",
      exclude: ["README.md", "pictures"],
      swiftSettings: program),
    .executableTarget(
      name: "04-lstm", dependencies: ["LSTM", "Datasets", "Course"], path: "chapters/04-lstm",
      exclude: ["README.md", "pictures"], swiftSettings: program),
    .executableTarget(
      name: "05-attention", dependencies: ["Attention", "Datasets", "Course"], path: "chapters/05-attention",
      exclude: ["README.md", "pictures"], swiftSettings: program),
    .executableTarget(
      name: "06-tokens", dependencies: ["Tokens", "Datasets", "Course"], path: "chapters/06-tokens",
      exclude: ["README.md", "pictures"], swiftSettings: program),
    .executableTarget(
      name: "07-transformer", dependencies: ["Transformer", "Datasets", "Course"], path: "chapters/07-transformer",
      exclude: ["README.md", "pictures"], swiftSettings: program),
    .executableTarget(
      name: "08-encoderdecoder", dependencies: ["EncoderDecoder", "Datasets", "Course"],
      path: "chapters/08-encoderdecoder", exclude: ["README.md", "pictures"], swiftSettings: program),
    .executableTarget(
      name: "09-bert", dependencies: ["BERT", "Datasets", "Course"], path: "chapters/09-bert",
      exclude: ["README.md", "pictures"], swiftSettings: program),
    .executableTarget(
      name: "10-gpt", dependencies: ["GPT", "Datasets", "Course"], path: "chapters/10-gpt",
      exclude: ["README.md", "pictures"], swiftSettings: program),

    .executableTarget(
      name: "11-t5", dependencies: ["T5", "Datasets", "Course"], path: "chapters/11-t5",
      exclude: ["README.md", "pictures"], swiftSettings: program),

    .executableTarget(
      name: "12-vit", dependencies: ["ViT", "Datasets", "Course"], path: "chapters/12-vit",
      exclude: ["README.md", "pictures"], swiftSettings: program),

    .executableTarget(
      name: "13-lora", dependencies: ["LoRA", "Datasets", "Course"], path: "chapters/13-lora",
      exclude: ["README.md", "pictures"], swiftSettings: program),

    .executableTarget(
      name: "14-pretrained", dependencies: ["Pretrained", "Datasets", "Course"], path: "chapters/14-pretrained",
      exclude: ["README.md", "pictures"], swiftSettings: program),

    .executableTarget(
      name: "compare", dependencies: ["EncoderDecoder", "Datasets", "Course"], path: "chapters/compare",
      exclude: ["README.md", "pictures"], swiftSettings: program),

    // MARK: Exercises: the tasks, solutions, checks, the board. None of them depends on a learner's answers
    .target(
      name: "Exercises", dependencies: ["T5", "ViT", "LoRA", "Pretrained"], path: "exercises",
      exclude: ["board", "checks", "quizzes", "solutions"]
        + exercises.flatMap { ["\($0.folder)/\($0.mine)", "\($0.folder)/main.swift"] },
      sources: ["NotStarted.swift"] + exercises.map { "\($0.folder)/\($0.subject)Tasks.swift" }),
    .target(name: "Solutions", dependencies: ["Exercises"], path: "exercises/solutions"),
    .target(name: "ExerciseChecks", dependencies: ["Solutions"], path: "exercises/checks"),
    .target(name: "Quizzes", path: "exercises/quizzes"),
    .executableTarget(
      name: "ExerciseBoard", dependencies: ["ExerciseChecks", "Quizzes", "Display"], path: "exercises/board"),

    // MARK: Tests
    .target(name: "TestBasics", dependencies: ["Tensors"], path: "Tests/Support/Basics", swiftSettings: program),
    .target(
      name: "TestSupport", dependencies: ["TestBasics", "RNN", "Datasets"], path: "Tests/Support",
      exclude: ["Basics"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "TestBasics"], path: "Tests/00-TensorsTests"),
    .testTarget(name: "GradientsTests", dependencies: ["Gradients", "TestSupport"], path: "Tests/01-GradientsTests"),
    .testTarget(name: "TrainingTests", dependencies: ["Training", "TestSupport"], path: "Tests/02-TrainingTests"),
    .testTarget(name: "RNNTests", dependencies: ["RNN", "Datasets", "TestSupport"], path: "Tests/03-RNNTests"),
    .testTarget(name: "LSTMTests", dependencies: ["LSTM", "Datasets", "TestSupport"], path: "Tests/04-LSTMTests"),
    .testTarget(
      name: "AttentionTests", dependencies: ["Attention", "Datasets", "TestSupport"], path: "Tests/05-AttentionTests"),
    .testTarget(
      name: "TokensTests", dependencies: ["Tokens", "Datasets", "TestSupport"], path: "Tests/06-TokensTests"),
    .testTarget(
      name: "TransformerTests", dependencies: ["Transformer", "TestSupport"], path: "Tests/07-TransformerTests"),
    .testTarget(
      name: "EncoderDecoderTests", dependencies: ["EncoderDecoder", "Datasets", "TestSupport"],
      path: "Tests/08-EncoderDecoderTests"),
    .testTarget(name: "BERTTests", dependencies: ["BERT", "Datasets", "TestSupport"], path: "Tests/09-BERTTests"),
    .testTarget(name: "GPTTests", dependencies: ["GPT", "Datasets", "TestSupport"], path: "Tests/10-GPTTests"),
    .testTarget(name: "T5Tests", dependencies: ["T5", "Datasets", "TestSupport"], path: "Tests/11-T5Tests"),
    .testTarget(name: "ViTTests", dependencies: ["ViT", "Datasets", "TestSupport"], path: "Tests/12-ViTTests"),
    .testTarget(
      name: "LoRATests", dependencies: ["LoRA", "T5", "ViT", "Datasets", "TestSupport"], path: "Tests/13-LoRATests"),
    .testTarget(
      name: "PretrainedTests", dependencies: ["Pretrained", "Datasets", "TestSupport", .target(name: "14-pretrained")],
      path: "Tests/14-PretrainedTests"),
    .testTarget(
      name: "CourseTests",
      dependencies: ["Course", "TestSupport", .target(name: "01-gradients"), .target(name: "02-training")],
      path: "Tests/CourseTests"),
    .testTarget(
      name: "ChapterTests",
      dependencies: [
        "TestSupport", .target(name: "00-tensors"), .target(name: "01-gradients"), .target(name: "02-training"),
        .target(name: "03-rnn"), .target(name: "04-lstm"), .target(name: "05-attention"), .target(name: "06-tokens"),
        .target(name: "07-transformer"), .target(name: "08-encoderdecoder"), .target(name: "09-bert"),
        .target(name: "10-gpt"), .target(name: "11-t5"), .target(name: "12-vit"), .target(name: "13-lora"),
        .target(name: "14-pretrained"), .target(name: "compare"), .target(name: "benchmark"),
      ], path: "Tests/ChapterTests"),
    .testTarget(
      name: "FuzzTests", dependencies: ["Training", "Datasets", "Tokens", "Course", "TestSupport"],
      path: "Tests/FuzzTests"),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "TestSupport"], path: "Tests/DatasetsTests"),
    .testTarget(name: "DisplayTests", dependencies: ["Display"], path: "Tests/DisplayTests"),
    // Not `fast`, like a learner's answers.
    .executableTarget(name: "HostileAnswers", dependencies: ["ExerciseChecks"], path: "Tests/HostileAnswers"),
    .testTarget(
      name: "ExerciseTests", dependencies: ["ExerciseChecks", "ExerciseBoard", "Quizzes", "TestSupport"],
      path: "Tests/ExerciseTests"),
  ]
)

// MARK: A learner's answers, one program for each chapter: if one does not compile, all others do
// Not `fast`: without optimization a trap says where and why.
package.targets += exercises.map { folder, subject, _ in
  .executableTarget(
    name: "\(subject)Answers", dependencies: ["Exercises", "ExerciseChecks"], path: "exercises/\(folder)",
    exclude: ["\(subject)Tasks.swift"])
}

// A module exports those below it again. SwiftPM compiles a module anew only when a dependency named here has changed, so
// the dependencies of a dependency are named, too.
for target in package.targets {
  var (found, open): (Set<String>, [Target.Dependency]) = ([], target.dependencies)
  while let dependency = open.popLast() {
    guard case .byNameItem(let name, _) = dependency, found.insert(name).inserted else { continue }
    let isNamed = target.dependencies.contains { if case .byNameItem(name, _) = $0 { true } else { false } }
    if !isNamed { target.dependencies.append(.byName(name: name)) }
    open += package.targets.first { $0.name == name }!.dependencies
  }
}
