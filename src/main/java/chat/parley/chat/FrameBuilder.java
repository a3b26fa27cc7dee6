package chat.parley.chat;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.MessageRole;
import chat.parley.generation.Generation;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.http.ServerSentEvent;
import chat.parley.live.AnswerGrowth;
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
  private final Channel channel;
  private final Fragments fragments;
  private final MessageRenderer renderer;
  private final Branch branch;
  private final Conversation conversation;
  private final StringBuilder html = new StringBuilder();
  private Position to;
  private int shows;
  private NextStep then = NextStep.NOTHING;

  private FrameBuilder(Channel channel, Fragments fragments, Branch branch, Position held) {
    this.channel = channel;
    this.fragments = fragments;
    this.renderer = fragments.renderer();
    this.branch = branch;
    this.conversation = branch.conversation();
    this.to = held;
  }

  /// The last page of messages, in the place of whatever the page shows.
  ///
  /// @param leads whether each of its messages leads to its last, so that they may come one by one
  static FrameBuilder anew(Channel channel, Fragments fragments, Branch branch, boolean leads) {
    Position end = Position.at(branch.conversation().revision(), branch.leaf());
    FrameBuilder frame = new FrameBuilder(channel, fragments, branch, end);
    frame.page(leads);
    frame.html.append(frame.fragments.surroundings(branch));
    return frame;
  }

  /// What has changed.
  ///
  /// @param branch its entries are those that the reader has, changed
  /// @param added messages that extend the branch
  static FrameBuilder changed(
      Channel channel,
      Fragments fragments,
      Position held,
      Branch branch,
      List<TranscriptEntry> added) {
    FrameBuilder frame = new FrameBuilder(channel, fragments, branch, held);
    frame.change();
    if (frame.then == NextStep.NOTHING) {
      frame.add(added);
    }
    if (frame.then == NextStep.NOTHING) {
      frame.to = frame.to.on(frame.conversation.revision(), branch.leaf());
      frame.follow();
    }
    if (frame.conversation.revision() > held.revision()) {
      frame.html.append(frame.fragments.surroundings(branch));
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
    StringBuilder messages = new StringBuilder(fragments.messages(branch, List.of()));
    List<TranscriptEntry> entries = branch.entries();
    for (int i = 0; i < entries.size() && then == NextStep.NOTHING; i++) {
      Position before = to;
      int showsBefore = shows;
      boolean last = i == entries.size() - 1;
      String message = message(entries.get(i), leads || last);
      if (leads && i > 0 && messages.length() + message.length() > GrowingAnswer.PART) {
        to = before.on(before.revision(), entries.get(i - 1).number());
        shows = showsBefore;
        then = NextStep.LOOK;
      } else {
        messages.append(message);
        if (leads && !last && then != NextStep.NOTHING) {
          to = to.on(to.revision(), entries.get(i).number());
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
        to = to.on(reached, to.leaf());
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
        html.append(fragments.article(conversation, entry));
        return;
      }
      if (end(entry)) {
        return;
      }
    }
    MessageRenderer.MessageBody body =
        mayCut ? renderer.beginning(conversation, entry) : renderer.body(conversation, entry);
    html.append(fragments.article(conversation, entry));
    if (entry.message().role() == MessageRole.ASSISTANT) {
      html.append(fragments.body(entry.number(), body.blocks(), body.tail()));
    }
    if (grown || body.growing() != null) {
      to = body.hold(to);
      shows = body.shows();
    }
    if (body.isCut()) {
      to = to.on(reached, to.leaf());
      then = NextStep.GROW;
    }
  }

  /// The rest of an answer that the page grew with, as growth.
  ///
  /// @return false when the page would not show what the full render shows, and needs the body
  private boolean end(TranscriptEntry entry) {
    GrowingAnswer answer =
        channel.answer(to.message()).filter(a -> a.epoch() == to.epoch()).orElse(null);
    if (answer == null || !answer.isSameAs(() -> renderer.rendered(entry))) {
      return false;
    }
    AnswerGrowth rest = answer.after(to).orElse(null);
    if (rest == null) {
      return false;
    }
    html.append(rest.html());
    if (rest.isLast()) {
      html.append(fragments.article(conversation, entry));
      to = Position.at(to.revision(), to.leaf());
    } else {
      to = rest.to();
      then = NextStep.GROW;
    }
    return true;
  }

  private void add(List<TranscriptEntry> added) {
    to = to.on(conversation.revision(), to.leaf());
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
        to = to.on(to.revision(), entry.number());
      }
    }
  }

  private String message(TranscriptEntry entry, boolean mayCut) {
    MessageRenderer.MessageBody body =
        mayCut ? renderer.beginning(conversation, entry) : renderer.body(conversation, entry);
    if (body.growing() != null) {
      to = body.hold(to);
      shows = body.shows();
    }
    if (body.isCut()) {
      then = NextStep.GROW;
    }
    return fragments.message(conversation, entry, body);
  }

  /// Begins to follow the answer that is being written, where the reader does not yet.
  private void follow() {
    Generation running = branch.running().orElse(null);
    if (running == null) {
      return;
    }
    GrowingAnswer answer = renderer.growing(conversation, running).orElse(null);
    if (answer == null || (to.message() == answer.message() && to.epoch() == answer.epoch())) {
      return;
    }
    AnswerGrowth beginning = answer.beginning();
    html.append(fragments.body(answer.message(), beginning.blocks(), beginning.tail()));
    to = to.growing(answer.message(), answer.epoch(), beginning.to().offset());
    shows = beginning.shows();
  }
}
