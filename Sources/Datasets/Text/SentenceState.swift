/// What a reader of `Grammar.english` has to remember at one character: facts that decide a later one.
///
/// A language model is never told any of them. A **linear probe** shows whether it keeps them all the same: a linear map
/// from its activations at a character to the fact, as one of the classes below.
public struct SentenceState: Sendable, Equatable {
  /// The kind of the innermost open bracket: the one that is closed next.
  public enum Bracket: Int, CaseIterable, Sendable { case none, round, square }

  /// Who speaks in the sentence and has to be named again at its end.
  public enum Speaker: Int, CaseIterable, Sendable { case none, anna, tom, clara, max }

  /// The number of a subject whose verb is still to come.
  public enum Number: Int, CaseIterable, Sendable { case none, singular, plural }

  public let bracket: Bracket

  /// The number of open brackets, 0 ... 4.
  public let depth: Int

  /// From the last letter of the name at the beginning of the sentence on, until the name is complete again at its end.
  public let speaker: Speaker

  /// From the character after the subject's noun on, up to the verb's stem. The number of the innermost clause: while *the
  /// dogs that my cat sees* is read, of *cat* until *sees* is complete, and of *dogs* again after that.
  ///
  /// Of animals, of persons, and of the *he* or *she* that repeats them. Names have a verb that is always the same.
  public let subject: Number

  /// The state after each character of a text that starts with a sentence.
  public static func states(of text: String) -> [SentenceState] {
    var scanner = SentenceScanner()
    return text.map { scanner.read($0) }
  }
}

/// Reads one character after the other, as a model does, and knows no more than words and brackets.
private struct SentenceScanner {
  private var line = ""
  private var word = ""

  /// The open brackets, the innermost last.
  private var brackets: [SentenceState.Bracket] = []
  private var speaker = SentenceState.Speaker.none

  /// The numbers of the subjects that have no verb yet, that of the innermost clause last.
  private var subjects: [SentenceState.Number] = []

  /// Whether the next noun is a subject and not an object.
  private var expectsSubject = true

  mutating func read(_ character: Character) -> SentenceState {
    line.append(character)
    if character.isLetter {
      word.append(character)
      if ReaderWords.singularVerbs.contains(word) { _ = subjects.popLast() }
    } else {
      endWord()
    }
    switch character {
    case "(": brackets.append(.round)
    case "[": brackets.append(.square)
    case ")", "]": _ = brackets.popLast()
    case "\"": expectsSubject = true
    case "\n": self = SentenceScanner()
    default: break
    }
    readName()
    return SentenceState(
      bracket: brackets.last ?? .none, depth: brackets.count, speaker: speaker, subject: subjects.last ?? .none)
  }

  private mutating func endWord() {
    if ReaderWords.pluralVerbs.contains(word) { _ = subjects.popLast() }
    if ReaderWords.clauseOpeners.contains(word) { expectsSubject = true }
    if expectsSubject, let number = ReaderWords.numbers[word] {
      subjects.append(number)
      expectsSubject = false
    }
    word = ""
  }

  private mutating func readName() {
    if let name = EnglishWords.speakers.firstIndex(of: line) {
      speaker = SentenceState.Speaker(rawValue: name + 1)!
    } else if speaker != .none, line.hasSuffix(" and " + EnglishWords.speakers[speaker.rawValue - 1]) {
      speaker = .none
    }
  }
}

/// What the words mean to the scanner.
private enum ReaderWords {
  static let pluralVerbs = Set(
    EnglishWords.rests + EnglishWords.meets + EnglishWords.handles + EnglishWords.moves)
  static let singularVerbs = Set(pluralVerbs.map { $0 + "s" })
  static let clauseOpeners: Set = ["that", "and"]

  /// The number of each word that can be a subject.
  static let numbers: [String: SentenceState.Number] = {
    let singular = EnglishWords.animals + EnglishWords.persons + ["he", "she"]
    let plural = EnglishWords.animals.map { $0 + "s" }
    return Dictionary(
      uniqueKeysWithValues: singular.map { ($0, .singular) } + plural.map { ($0, .plural) })
  }()
}
