package chat.parley.chat;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.Role;
import chat.parley.generation.Generation;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.http.ServerSentEvent;
import chat.parley.live.Channel;
import chat.parley.live.GrowingAnswer;
import chat.parley.live.Partial;
import chat.parley.live.Position;
import java.util.List;

/// The frame that brings a reader to what the database says, or as far as fits into it.
///
/// It is cut only where a position can say what the reader then has: behind a change of the
/// conversation, behind a message of its branch, within the text of one answer.
final class FrameBuilder {
  /// What has to follow.
  enum NextStep {
    /// Nothing: the reader has what the database said.
    NOTHING,

    /// Another look into the database.
    LOOK,

    /// The rest of the answer at the reader's position, and then another look.
    GROW
  }

  private final Channel channel;
  private final MessageRenderer views;
  private final Fragments parts;
  private final Branch branch;
  private final Conversation conversation;
  private final StringBuilder html = new StringBuilder();
  private Position to;
  private int shows;
  private NextStep then = NextStep.NOTHING;

  private FrameBuilder(
      Channel channel, StreamCursor.Reading reading, Branch branch, Position held) {
    this.channel = channel;
    this.views = reading.views();
    this.parts = reading.parts();
    this.branch = branch;
    this.conversation = branch.conversation();
    this.to = held;
  }

  /// The last page of messages, in the place of whatever the page shows.
  ///
  /// @param leads whether each of its messages leads to its last, so that they may come one by one
  static FrameBuilder anew(
      Channel channel, StreamCursor.Reading reading, Branch branch, boolean leads) {
    Position end = Position.at(branch.conversation().revision(), branch.leaf());
    FrameBuilder frame = new FrameBuilder(channel, reading, branch, end);
    frame.page(leads);
    frame.html.append(frame.parts.surroundings(branch));
    return frame;
  }

  /// What has changed.
  ///
  /// @param branch its entries are those that the reader has, changed
  /// @param added messages that extend the branch
  static FrameBuilder changed(
      Channel channel,
      StreamCursor.Reading reading,
      Position held,
      Branch branch,
      List<TranscriptEntry> added) {
    FrameBuilder frame = new FrameBuilder(channel, reading, branch, held);
    frame.change();
    if (frame.then == NextStep.NOTHING) {
      frame.add(added);
    }
    if (frame.then == NextStep.NOTHING) {
      frame.to = at(frame.to, frame.conversation.revision(), branch.leaf());
      frame.follow();
    }
    if (frame.conversation.revision() > held.revision()) {
      frame.html.append(frame.parts.surroundings(branch));
    }
    return frame;
  }

  String html() {
    return html.toString();
  }

  Position to() {
    return to;
  }

  /// How much of the growing answer the page shows then, as in {@link ServerSentEvent#frame}.
  int shows() {
    return shows;
  }

  NextStep then() {
    return then;
  }

  private void page(boolean leads) {
    StringBuilder messages = new StringBuilder(parts.messages(branch, List.of()));
    List<TranscriptEntry> entries = branch.entries();
    for (int i = 0; i < entries.size() && then == NextStep.NOTHING; i++) {
      Position before = to;
      int showsBefore = shows;
      boolean last = i == entries.size() - 1;
      String message = message(entries.get(i), leads || last);
      if (leads && i > 0 && messages.length() + message.length() > GrowingAnswer.PART) {
        to = at(before, before.revision(), entries.get(i - 1).number());
        shows = showsBefore;
        then = NextStep.LOOK;
      } else {
        messages.append(message);
        if (leads && !last && then != NextStep.NOTHING) {
          to = at(to, to.revision(), entries.get(i).number());
        }
      }
    }
    html.append(Partial.html("#messages", "innerHTML", messages.toString()));
  }

  private void change() {
    List<TranscriptEntry> entries = branch.entries();
    int sound = 0;
    int soundShows = shows;
    Position soundAt = to;
    for (int i = 0; i < entries.size() && then == NextStep.NOTHING; i++) {
      TranscriptEntry entry = entries.get(i);
      boolean last = i == entries.size() - 1;
      long revision = entry.message().revision();
      // Of changes that were made together a position says that all are there, or none.
      boolean together = !last && entries.get(i + 1).message().revision() == revision;
      long reached = last ? conversation.revision() : together ? to.revision() : revision;
      change(entry, !together, reached);
      if (sound > 0 && html.length() > GrowingAnswer.PART) {
        html.setLength(sound);
        to = soundAt;
        shows = soundShows;
        then = NextStep.LOOK;
      } else if (then == NextStep.NOTHING) {
        to = at(to, reached, to.leaf());
        if (!together) {
          sound = html.length();
          soundShows = shows;
          soundAt = to;
        }
      }
    }
  }

  /// A message that the page has already. The body of an answer that it grew with is not sent
  /// again.
  private void change(TranscriptEntry entry, boolean mayCut, long reached) {
    boolean grown = entry.number() == to.message();
    Generation generation = entry.generation();
    if (grown && generation != null && generation.epoch() == to.epoch()) {
      if (generation.open()) {
        article(entry);
        return;
      }
      if (end(entry)) {
        return;
      }
    }
    MessageRenderer.MessageBody body =
        mayCut ? views.beginning(conversation, entry) : views.body(conversation, entry);
    article(entry);
    if (entry.message().role() == Role.ASSISTANT) {
      html.append(parts.body(entry.number(), body.blocks(), body.tail()));
    }
    if (grown || body.growing() != null) {
      to = body.hold(to);
      shows = body.shows();
    }
    if (body.isCut()) {
      to = at(to, reached, to.leaf());
      then = NextStep.GROW;
    }
  }

  /// The rest of an answer that the page grew with, as growth.
  ///
  /// @return false when the page would not show what the full render shows, and needs the body
  private boolean end(TranscriptEntry entry) {
    GrowingAnswer answer =
        channel.answer(to.message()).filter(a -> a.epoch() == to.epoch()).orElse(null);
    if (answer == null || !answer.isSameAs(() -> views.rendered(entry))) {
      return false;
    }
    GrowingAnswer.AnswerGrowth rest = answer.after(to).orElse(null);
    if (rest == null) {
      return false;
    }
    html.append(rest.html());
    if (rest.isLast()) {
      article(entry);
      to = Position.at(to.revision(), to.leaf());
    } else {
      to = rest.to();
      then = NextStep.GROW;
    }
    return true;
  }

  private void article(TranscriptEntry entry) {
    html.append(parts.article(views.view(conversation, entry, MessageRenderer.MessageBody.NONE)));
  }

  private void add(List<TranscriptEntry> added) {
    to = at(to, conversation.revision(), to.leaf());
    for (int i = 0; i < added.size() && then == NextStep.NOTHING; i++) {
      TranscriptEntry entry = added.get(i);
      Position before = to;
      int showsBefore = shows;
      String message = message(entry, true);
      if (!html.isEmpty() && html.length() + message.length() > GrowingAnswer.PART) {
        to = before;
        shows = showsBefore;
        then = NextStep.LOOK;
      } else {
        html.append(Partial.html("#messages", "beforeend", message));
        to = at(to, to.revision(), entry.number());
      }
    }
  }

  private String message(TranscriptEntry entry, boolean mayCut) {
    MessageRenderer.MessageBody body =
        mayCut ? views.beginning(conversation, entry) : views.body(conversation, entry);
    if (body.growing() != null) {
      to = body.hold(to);
      shows = body.shows();
    }
    if (body.isCut()) {
      then = NextStep.GROW;
    }
    return parts.message(views.view(conversation, entry, body));
  }

  /// Begins to follow the answer that is being written, where the reader does not yet.
  private void follow() {
    Generation running = branch.running().orElse(null);
    if (running == null) {
      return;
    }
    GrowingAnswer answer = views.growing(conversation, running).orElse(null);
    if (answer == null || (to.message() == answer.message() && to.epoch() == answer.epoch())) {
      return;
    }
    GrowingAnswer.AnswerGrowth beginning = answer.beginning();
    html.append(parts.body(answer.message(), beginning.blocks(), beginning.tail()));
    to = to.growing(answer.message(), answer.epoch(), beginning.to().offset());
    shows = beginning.shows();
  }

  private static Position at(Position position, long revision, int leaf) {
    return new Position(revision, leaf, position.message(), position.epoch(), position.offset());
  }
}
