import Datasets

/// How texts become the rows of one batch: what stands around each, and how long they may be.
public struct RowFormat: Sendable {
  /// What every row begins with, as BERT's `[CLS]`.
  public var opening: [Int] = []

  /// What every row ends with; it stays when the text is cut.
  public var closing: [Int] = []

  /// What rows are filled up with.
  public var padding = 0

  /// The most tokens of a row, with opening and closing. Nil for any number.
  public var limit: Int?

  /// Whether all rows are filled up to the limit, and not only to the longest one.
  public var isFixed = false

  public init(opening: [Int] = [], closing: [Int] = [], padding: Int = 0, limit: Int? = nil, isFixed: Bool = false) {
    require(!isFixed || limit != nil, "RowFormat: rows of a fixed length need a limit")
    let frame = opening.count + closing.count
    require(limit ?? .max > frame, "RowFormat: a limit of \(limit ?? 0) leaves no room beside \(frame) tokens")
    self.opening = opening
    self.closing = closing
    self.padding = padding
    self.limit = limit
    self.isFixed = isFixed
  }

  /// The rows of some sequences; those that are too long lose what stands at their ends.
  public func callAsFunction(_ sequences: [[Int]]) -> PaddedRows {
    let room = limit.map { $0 - opening.count - closing.count } ?? .max
    return PaddedRows(
      sequences.map { opening + $0.prefix(room) + closing }, padding: padding, width: isFixed ? limit : nil)
  }
}

extension Tokenizer {
  /// The numbers of some texts, row by row.
  public func rows(of texts: [String], _ form: RowFormat = RowFormat()) -> PaddedRows { form(texts.map { encode($0) }) }
}
