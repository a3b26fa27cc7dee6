package chat.parley.search;

/// What somebody wants to know.
///
/// @param text the question in their own words
/// @param before what they asked before it, or empty; it counts for little, unless the question
///   only points back ("and how do I do that with Ollama?")
public record Question(String text, String before) {}
