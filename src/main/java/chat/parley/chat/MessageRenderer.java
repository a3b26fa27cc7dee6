package chat.parley.chat;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.MessageRole;
import chat.parley.generation.Generation;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.live.AnswerGrowth;
import chat.parley.live.Channels;
import chat.parley.live.GrowingAnswer;
import chat.parley.live.Position;
import chat.parley.markdown.Markdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// From what the database says to what the templates show.
public final class MessageRenderer {
  private final Markdown markdown;
  private final Channels channels;
  private final EndedAnswers ended;

  public MessageRenderer(Markdown markdown, Channels channels) {
    this.markdown = markdown;
    this.channels = channels;
    this.ended = new EndedAnswers(markdown);
  }

  /// The part of an answer that frames bring: what a page shows of it, and up to where it holds it
  /// then.
  ///
  /// @param growing the answer in memory that it was taken from, or null when the text cannot grow
  ///   under this page
  /// @param shows how long the source is that it shows, of an answer that grows
  record MessageBody(
      String blocks, String tail, @Nullable GrowingAnswer growing, int offset, int shows) {
    static final MessageBody NONE = new MessageBody("", "", null, 0, 0);

    /// Whether more of it has to come before anything else.
    boolean isCut() {
      return growing != null && growing.epoch() == GrowingAnswer.ENDED;
    }

    Position hold(Position position) {
      return growing == null
          ? Position.at(position.revision(), position.leaf())
          : position.growing(growing.message(), growing.epoch(), offset);
    }
  }

  /// Some messages, and the position of a page that shows them.
  record RenderedBranch(List<MessageView> messages, Position position) {}

  RenderedBranch show(Branch branch) {
    Conversation conversation = branch.conversation();
    Position position = Position.at(conversation.revision(), branch.leaf());
    List<MessageView> messages = new ArrayList<>();
    int running = branch.running().map(Generation::message).orElse(0);
    for (TranscriptEntry entry : branch.entries()) {
      MessageBody body = body(conversation, entry);
      if (entry.number() == running) {
        position = body.hold(position);
      }
      messages.add(view(conversation, entry, body));
    }
    return new RenderedBranch(messages, position);
  }

  /// The body of an answer as it is now.
  MessageBody body(Conversation conversation, TranscriptEntry entry) {
    if (entry.message().role() == MessageRole.USER) {
      return MessageBody.NONE;
    }
    return growing(conversation, entry.generation())
        .map(answer -> {
          GrowingAnswer.AnswerSnapshot snapshot = answer.snapshot();
          return new MessageBody(
              snapshot.blocks(), snapshot.tail(), answer, snapshot.offset(), snapshot.shows());
        })
        .orElseGet(() -> new MessageBody(rendered(entry), "", null, 0, 0));
  }

  /// The body of an answer for a page that gets it by frames: as much of it as fits into one.
  MessageBody beginning(Conversation conversation, TranscriptEntry entry) {
    if (entry.message().role() == MessageRole.USER) {
      return MessageBody.NONE;
    }
    GrowingAnswer growing = growing(conversation, entry.generation()).orElse(null);
    if (growing != null) {
      return part(growing);
    }
    String whole = rendered(entry);
    if (whole.length() > GrowingAnswer.PART) {
      GrowingAnswer answer =
          ended(
                  conversation.id(),
                  entry.number(),
                  conversation.revision(),
                  () -> Optional.of(entry.written().text()))
              .orElseThrow();
      if (answer.isSameAs(() -> whole) && !answer.beginning().isLast()) {
        return part(answer);
      }
    }
    return new MessageBody(whole, "", null, 0, 0);
  }

  private static MessageBody part(GrowingAnswer answer) {
    AnswerGrowth part = answer.beginning();
    return new MessageBody(part.blocks(), part.tail(), answer, part.to().offset(), part.shows());
  }

  /// An answer that has ended, to be sent in parts.
  ///
  /// @param revision of the conversation
  Optional<GrowingAnswer> ended(
      ConversationId id, int message, long revision, Supplier<Optional<String>> text) {
    return ended.find(id, message, revision, text);
  }

  /// What an answer's text shows, rendered whole.
  String rendered(TranscriptEntry entry) {
    return markdown.render(entry.written().text());
  }

  /// The answer in memory that a generation writes now.
  Optional<GrowingAnswer> growing(Conversation conversation, @Nullable Generation generation) {
    if (generation == null || !(generation.state() instanceof Generation.Progress.Running)) {
      return Optional.empty();
    }
    return channels
        .find(conversation.id().value())
        .flatMap(channel -> channel.answer(generation.message()))
        .filter(answer -> answer.epoch() == generation.epoch());
  }

  MessageView view(Conversation conversation, TranscriptEntry entry, MessageBody body) {
    return MessageViews.of(
        conversation,
        entry,
        body,
        channels.status(conversation.id().value(), entry.number()).orElse(null));
  }
}
