import Datasets
import Tensors

/// The format of a batch of token sequences: special tokens around each sequence, truncation and padding.
///
///     RowFormat(prefix: [cls], suffix: [sep], maximumLength: 5)
///
///     the cat                [CLS] the cat [SEP] [PAD]
///     the cat sat there      [CLS] the cat sat [SEP]
public struct RowFormat: Sendable {
  /// Special tokens before each sequence, such as BERT's `[CLS]`.
  public var prefix: [Int] = []

  /// Special tokens after each sequence, such as BERT's `[SEP]`. Truncation keeps them.
  public var suffix: [Int] = []

  /// The id of the padding token.
  public var padding = 0

  /// The length, prefix and suffix included, to which longer rows are truncated. Nil for no truncation.
  public var maximumLength: Int?

  /// Whether all rows are padded to `maximumLength` instead of the longest row of the batch.
  public var isFixed = false

  public init(
    prefix: [Int] = [], suffix: [Int] = [], padding: Int = 0, maximumLength: Int? = nil, isFixed: Bool = false
  ) {
    require(!isFixed || maximumLength != nil, "RowFormat: rows of a fixed length need a maximum length")
    let specialCount = prefix.count + suffix.count
    require(
      maximumLength ?? .max > specialCount,
      "RowFormat: a maximum length of \(maximumLength ?? 0) leaves no room for text beside \(specialCount) special tokens"
    )
    self.prefix = prefix
    self.suffix = suffix
    self.padding = padding
    self.maximumLength = maximumLength
    self.isFixed = isFixed
  }

  /// The padded batch. Truncation removes tokens from the end of a sequence.
  public func callAsFunction(_ sequences: [[Int]]) -> PaddedRows {
    let room = maximumLength.map { $0 - prefix.count - suffix.count } ?? .max
    return PaddedRows(
      sequences.map { prefix + $0.prefix(room) + suffix }, padding: padding, width: isFixed ? maximumLength : nil)
  }
}

extension Tokenizer {
  /// The tokens of some texts as a padded batch.
  public func rows(of texts: [String], _ format: RowFormat = RowFormat()) -> PaddedRows {
    format(texts.map { encode($0) })
  }
}
