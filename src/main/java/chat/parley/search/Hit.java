package chat.parley.search;

/// A section that fits a question.
///
/// @param score how well, on a scale that means something only among the hits of one question
public record Hit(Section section, double score) {}
