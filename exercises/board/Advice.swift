extension CompilerMessage {
  /// A word of help, for the messages that learners meet most.
  var advice: String? {
    CompilerMessage.advices.first { text.firstMatch(of: $0.pattern) != nil }?.advice
  }

  private struct Entry {
    let pattern: Regex<AnyRegexOutput>
    let advice: String

    init(_ pattern: Regex<some Any>, _ advice: String) {
      self.pattern = Regex(pattern)
      self.advice = advice
    }
  }

  /// The first that matches is shown.
  private static var advices: [Entry] {
    [
      Entry(
        /can throw but is not marked with 'try'/,
        "write `try` before the call; your function may throw, so nothing else is needed"),
      Entry(
        /does not conform to protocol '\w+Tasks'/,
        "a function is missing, or its first line was changed: compare it with the task"),
      Entry(
        /'Int' .*'(Scalar|Float|Double)'|'(Scalar|Float|Double)' .*'Int'/,
        "Swift converts no number by itself: Scalar(n) makes a number of an integer, Int(x) an integer of a number"),
      Entry(
        /cannot convert|cannot be applied to operands|no exact matches|cannot assign value of type/,
        "the types differ: compare what stands here with what the task says; Scalar(n) makes a number of an integer"),
      Entry(/missing return/, "each way through the function ends with `return` or `throw`"),
      Entry(/is unused|was never used/, "a result is lost here: is a `return`, `let x =` or `+=` missing?"),
      Entry(
        /'let' constant|is immutable/,
        "only a `var` can change; arguments cannot: copy one first, as in `var copy = x`"),
      Entry(
        /cannot find type|cannot find '.+' in scope/,
        "nothing has this name here: is it spelled as in the task, and declared before this line?"),
      Entry(
        /has no member/, "chapters/CHEATSHEET.md lists what a tensor can do, beside PyTorch's names for it"),
      Entry(
        /must be unwrapped/, "this may be nil: `guard let x = … else { throw … }`, or `!` if it cannot be"),
      Entry(
        /(missing|extraneous|incorrect) argument|labels? in call/,
        "the names before the colons belong to the call, and `_` stands for none"),
      Entry(/reasonable time/, "the expression is too long: name its parts with `let`"),
      Entry(
        /expected (expression|declaration|'[)}\]]')|extraneous '}'|consecutive statements/,
        "is a bracket or an operator missing or left over, here or in the line above?"),
    ]
  }
}
