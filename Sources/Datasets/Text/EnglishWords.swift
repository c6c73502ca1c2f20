/// The words of `Grammar.english` that a reader of its sentences has to know, too.
enum EnglishWords {
  static let animals = "dog cat bird horse goat duck frog hen bear owl pig mule".list
  static let rests = "sleep run sing wait jump play eat drink dance hide".list
  static let meets = "see hear follow chase greet know like fear".list
  static let handles = "hide show love want find clean keep sell".list
  static let moves = "walk ride travel march".list
  static let persons = "man woman king queen boy girl prince princess".list
  static let speakers = "anna tom clara max".list
}
