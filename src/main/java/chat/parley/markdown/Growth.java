package chat.parley.markdown;

import org.jspecify.annotations.Nullable;

/// What a reader at one position needs to be at the newest.
///
/// Apply in this order: the patch, then append the blocks after what is closed, then put the tail
/// in the place of the old tail. The blocks never need the patch's element, nor the patch theirs.
///
/// @param patch a change to the container that the reader has open, if there is one
/// @param blocks HTML to append after everything the reader has closed
/// @param tail HTML that replaces the reader's whole tail
/// @param to the position at which the reader then stands
/// @param isLast whether it then has everything; else the tail is empty, and there is more to ask
///   for from there
public record Growth(@Nullable Patch patch, String blocks, String tail, int to, boolean isLast) {}
