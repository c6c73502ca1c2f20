/// A text in lines no wider than the screen: the first follows a mark, the others stand below its beginning.
public func paragraph(_ text: String, mark: String = "", width: Int = Screen.width) -> String {
  let indent = mark.visibleWidth
  return mark + text.folded(to: max(1, width - indent)).replacing("\n", with: "\n" + spaces(indent))
}
