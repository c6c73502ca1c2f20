import Datasets
import GPT

/// A task to fine-tune on: how its examples become the input of a language model, and what is to be found out.
protocol FineTuningExample: LabeledExample {
  static var task: String { get }
  static var question: TaskModel.Question { get }
  static var byChance: Double { get }

  var input: TaskInput { get }
  /// The class, or the index of the correct sequence.
  var target: Int { get }
}

let fineTuningTasks: [any FineTuningExample.Type] = [
  Opinion.self, Entailment.self, Similarity.self, StoryChoice.self,
]

/// Classification: praise or complaint?
extension Opinion: FineTuningExample {
  static let (task, question, byChance) = ("opinion", TaskModel.Question.classes(2), 0.5)

  var input: TaskInput { GPTStories.tokens.classification(GPTStories.ids(words)) }
  var target: Int { isPraise ? 1 : 0 }
}

/// Does the premise entail the hypothesis, contradict it, or neither?
extension Entailment: FineTuningExample {
  static let (task, question, byChance) = ("entailment", TaskModel.Question.classes(3), 1 / 3.0)

  var input: TaskInput {
    GPTStories.tokens.entailment(premise: GPTStories.ids(premise), hypothesis: GPTStories.ids(hypothesis))
  }
  var target: Int { label.rawValue }
}

/// Do two sentences tell of the same event?
extension Similarity: FineTuningExample {
  static let (task, question, byChance) = ("similarity", TaskModel.Question.classes(2), 0.5)

  var input: TaskInput { GPTStories.tokens.similarity(GPTStories.ids(first), GPTStories.ids(second)) }
  var target: Int { isSimilar ? 1 : 0 }
}

/// Multiple choice: which second half continues a story?
extension StoryChoice: FineTuningExample {
  static let (task, question, byChance) = ("choice", TaskModel.Question.sequence, 1 / Double(choiceCount))

  var input: TaskInput {
    GPTStories.tokens.choice(context: GPTStories.ids(first), answers: choices.map(GPTStories.ids))
  }
  var target: Int { answer }
}
