package chat.parley.live;

/// What is said of an answer right now and stored nowhere: its place in line, what it waits for,
/// the end of its reasoning.
///
/// @param sentence for the status line; empty for the three dots alone
/// @param sinceNanos of `System.nanoTime()`, from where the page counts seconds; 0 when it does not
///   count
/// @param thought the last few lines of the reasoning, or empty
public record Status(String sentence, long sinceNanos, String thought) {}
