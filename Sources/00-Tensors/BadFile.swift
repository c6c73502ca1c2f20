/// A file from outside that cannot be used: its description says which file, and what is wrong where.
///
/// A chapter ends with exit code 65 on it.
public protocol BadFile: Error, CustomStringConvertible {}
