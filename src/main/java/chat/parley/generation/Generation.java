package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.provider.Fault;
import chat.parley.user.AccountId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An answer as work: who writes it and how far it is. There is one for each message of an
/// assistant.
///
/// @param message the number of the answer in its conversation
/// @param epoch counts how often it was taken up; what an earlier epoch still tries to write is
///   refused
/// @param leftOut how many of the oldest messages did not fit into the model's context window
/// @param insteadOf the model that was asked first, as `provider/model`, where this one answers in
///   its place
/// @param startedAt when the newest epoch began, or null before the first
/// @param firstTextAt when the first character of text came, or null before it
public record Generation(
    long id,
    ConversationId conversation,
    int message,
    AccountId account,
    String provider,
    String model,
    int epoch,
    Progress state,
    int leftOut,
    @Nullable String insteadOf,
    @Nullable Instant startedAt,
    @Nullable Instant firstTextAt) {

  /// Where it stands.
  public sealed interface Progress {
    record Queued() implements Progress {}

    record Running() implements Progress {}

    record Ended(Outcome outcome) implements Progress {}
  }

  /// How it ended.
  public sealed interface Outcome {

    /// @param cutShort the answer met the provider's length limit
    record Finished(boolean cutShort) implements Outcome {}

    /// Someone pressed Stop.
    record Stopped() implements Outcome {}

    /// The process that wrote it ended, and its provider cannot go on from a prefix.
    record Interrupted() implements Outcome {}

    record Failed(Fault fault) implements Outcome {}
  }

  /// Whether it may still grow by itself.
  public boolean open() {
    return !(state instanceof Progress.Ended);
  }
}
