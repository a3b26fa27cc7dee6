package chat.parley.chat;

import chat.parley.chat.MessageRenderer.MessageBody;
import chat.parley.chat.MessageView.AnswerState;
import chat.parley.chat.MessageView.FaultView;
import chat.parley.conversation.Conversation;
import chat.parley.conversation.Message;
import chat.parley.conversation.MessageRole;
import chat.parley.generation.Generation;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.live.Status;
import chat.parley.model.ModelMenu;
import chat.parley.provider.FaultMessages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What is shown of one message beside its body: its state, its place among others, what is wrong.
final class MessageViews {
  private MessageViews() {}

  /// @param status of an answer that waits or is written, where it has one
  static MessageView of(
      Conversation conversation, TranscriptEntry entry, MessageBody body, @Nullable Status status) {
    Message message = entry.message();
    Generation generation = entry.generation();
    AnswerState state = generation == null ? AnswerState.FINISHED : state(generation, entry);
    boolean user = message.role() == MessageRole.USER;
    return new MessageView(
        conversation.id().value(),
        message.number(),
        message.revision(),
        user,
        state,
        state.open() ? "" : entry.written().text(),
        body.blocks(),
        body.tail(),
        generation == null ? "" : ModelMenu.label(generation.provider(), generation.model()),
        branches(conversation, entry),
        state.open() && status != null ? status(status) : null,
        generation == null ? null : thought(generation, entry, state),
        fault(generation),
        notes(generation));
  }

  private static AnswerState state(Generation generation, TranscriptEntry entry) {
    return switch (generation.state()) {
      case Generation.Progress.Queued() -> AnswerState.QUEUED;
      case Generation.Progress.Running() ->
          entry.written().text().isEmpty() ? AnswerState.THINKING : AnswerState.WRITING;
      case Generation.Progress.Ended(Outcome outcome) ->
          switch (outcome) {
            case Outcome.Finished _ -> AnswerState.FINISHED;
            case Outcome.Stopped _ -> AnswerState.STOPPED;
            case Outcome.Interrupted _ -> AnswerState.INTERRUPTED;
            case Outcome.Failed _ -> AnswerState.FAILED;
          };
    };
  }

  private static MessageView.@Nullable Branches branches(
      Conversation conversation, TranscriptEntry entry) {
    List<Integer> numbers = entry.siblings().numbers();
    if (numbers.size() < 2) {
      return null;
    }
    int index = numbers.indexOf(entry.number());
    return new MessageView.Branches(
        index + 1,
        numbers.size(),
        index > 0 ? Urls.branch(conversation.id(), numbers.get(index - 1)) : null,
        index + 1 < numbers.size() ? Urls.branch(conversation.id(), numbers.get(index + 1)) : null);
  }

  static MessageView.StatusView status(Status said) {
    long counting =
        said.sinceNanos() == 0
            ? -1
            : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - said.sinceNanos());
    return new MessageView.StatusView(said.sentence(), counting, said.thought());
  }

  private static MessageView.@Nullable Thought thought(
      Generation generation, TranscriptEntry entry, AnswerState state) {
    String reasoning = entry.written().reasoning();
    if (reasoning.isBlank() || state == AnswerState.QUEUED || state == AnswerState.THINKING) {
      return null;
    }
    Instant began = generation.startedAt();
    Instant spoke = generation.firstTextAt();
    long seconds =
        began == null || spoke == null
            ? 0
            : Math.max(0, Duration.between(began, spoke).toSeconds());
    return new MessageView.Thought(seconds, reasoning);
  }

  private static @Nullable FaultView fault(@Nullable Generation generation) {
    return generation != null
            && generation.state() instanceof Generation.Progress.Ended(Outcome.Failed(var fault))
        ? new FaultView(
            FaultMessages.sentence(fault),
            fault.detail(),
            fault.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        : null;
  }

  private static List<String> notes(@Nullable Generation generation) {
    List<String> notes = new ArrayList<>();
    if (generation != null && generation.leftOut() > 0) {
      notes.add(
          generation.leftOut() == 1
              ? "The oldest message was left out: the chat is longer than the model's context window."
              : String.format(
                  Locale.ENGLISH,
                  "The oldest %,d messages were left out: the chat is longer than the model's context window.",
                  generation.leftOut()));
    }
    String first = generation == null ? null : generation.insteadOf();
    if (generation != null && first != null) {
      notes.add(
          "%s answers instead of %s, which could not be asked."
              .formatted(ModelMenu.label(generation.provider(), generation.model()), first));
    }
    if (generation != null
        && generation.state()
            instanceof Generation.Progress.Ended(Outcome.Finished(boolean cutShort))
        && cutShort) {
      notes.add("The answer met a length limit.");
    }
    return notes;
  }
}
