package chat.parley.chat;

import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.News;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.http.ServerSentEvent;
import chat.parley.live.AnswerGrowth;
import chat.parley.live.Channel;
import chat.parley.live.GrowingAnswer;
import chat.parley.live.Position;
import chat.parley.live.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One reader of one conversation: a position, and the frames that lead from it to what is there
/// now.
///
/// Looks into the database when there are news of more than growing text, and at its first look.
/// Nothing is kept for it in between: a reader that comes late gets the state, not the steps. To be
/// used by one thread at a time.
final class StreamCursor {
  private final OwnedTranscript chat;
  private final Channel channel;
  private final Fragments fragments;

  private @Nullable Position position;
  private boolean looked;
  private long changesSeen;
  private int versionSeen = -1;
  private Map<Integer, Status> statusesSeen = new HashMap<>();
  private boolean behind;

  /// Whether there are news that wait until the answer at the position is there.
  private boolean lookWhenGrown;

  private boolean gone;

  /// @param position what the reader holds, or nothing when that is unknown
  StreamCursor(
      OwnedTranscript chat, Channel channel, Fragments fragments, Optional<Position> position) {
    this.chat = chat;
    this.channel = channel;
    this.fragments = fragments;
    this.position = position.orElse(null);
  }

  /// Whether the conversation is not there for this reader, or not any more.
  boolean gone() {
    return gone;
  }

  /// Where the reader is, or null before the first frame of a reader whose position was unknown.
  @Nullable Position position() {
    return position;
  }

  /// Whether there is more than {@link #next} has given, and no news have to be waited for.
  boolean isBehind() {
    return behind;
  }

  /// Whether {@link #next} will look into the database, and so may have to wait.
  boolean mustLook() {
    Position held = position;
    return !looked || channel.changes() != changesSeen || (held != null && isInParts(held));
  }

  /// What leads from the reader's position towards now, as much as goes out at once: about {@link
  /// GrowingAnswer#PART}. Empty when it is there.
  List<ServerSentEvent> next() {
    List<ServerSentEvent> events = new ArrayList<>();
    behind = false;
    long changes = channel.changes();
    if (!looked || changes != changesSeen) {
      looked = true;
      changesSeen = changes;
      look(events);
    }
    if (!gone && !behind) {
      grow(events);
    }
    if (!gone) {
      listen(events);
    }
    return events;
  }

  private void look(List<ServerSentEvent> events) {
    Position held = position;
    if (held == null) {
      chat.end().ifPresentOrElse(branch -> anew(events, branch), () -> gone = true);
      return;
    }
    switch (chat.since(held)) {
      case News.Gone() -> gone = true;
      case News.Anew(Branch branch) -> anew(events, branch);
      case News.Behind() -> {}
      case News.Changed(Branch branch, List<TranscriptEntry> added) ->
          changed(events, held, branch, added);
    }
  }

  private void anew(List<ServerSentEvent> events, Branch branch) {
    FrameBuilder frame = FrameBuilder.anew(channel, fragments, branch, chat.leads(branch));
    events.add(ServerSentEvent.frame(null, frame.to(), frame.shows(), frame.html()));
    moveTo(frame);
  }

  private void changed(
      List<ServerSentEvent> events, Position held, Branch branch, List<TranscriptEntry> added) {
    if (isInParts(held)
        && branch.entries().stream().noneMatch(entry -> entry.number() == held.message())) {
      lookWhenGrown = true; // A position can say of one answer only how much of it is there.
      return;
    }
    FrameBuilder frame = FrameBuilder.changed(channel, fragments, held, branch, added);
    if (!frame.html().isEmpty() || !frame.to().equals(held)) {
      events.add(ServerSentEvent.frame(held, frame.to(), frame.shows(), frame.html()));
      moveTo(frame);
    }
  }

  private void moveTo(FrameBuilder frame) {
    position = frame.to();
    versionSeen = -1;
    switch (frame.then()) {
      case NOTHING -> {}
      case LOOK -> {
        looked = false;
        behind = true;
      }
      case GROW -> {
        lookWhenGrown = true;
        behind = true;
      }
    }
  }

  private static boolean isInParts(Position held) {
    return held.message() != 0 && held.epoch() == GrowingAnswer.ENDED;
  }

  private void grow(List<ServerSentEvent> events) {
    Position held = position;
    if (held == null || held.message() == 0) {
      return;
    }
    if (isInParts(held)) {
      goOn(events, held);
      return;
    }
    GrowingAnswer answer =
        channel.answer(held.message()).filter(a -> a.epoch() == held.epoch()).orElse(null);
    if (answer == null) {
      hasGrown();
      return;
    }
    int version = answer.version();
    if (version == versionSeen) {
      return;
    }
    AnswerGrowth part = answer.after(held).orElse(null);
    boolean fits = part != null;
    part = part == null ? answer.beginning() : part;
    if (!part.isLast()) {
      behind = true;
    } else {
      versionSeen = version;
      hasGrown();
      if (answer.ended()) {
        return; // Its end is news of the database, and its last part comes with them.
      }
    }
    Position to =
        fits ? part.to() : held.growing(answer.message(), answer.epoch(), part.to().offset());
    if (!to.equals(held)) {
      position = to; // Most frames leave it where it is, and readers who keep up share it.
    }
    events.add(
        fits
            ? part.event()
            : ServerSentEvent.frame(
                held,
                to,
                part.shows(),
                fragments.body(answer.message(), part.blocks(), part.tail())));
  }

  /// The next part of an answer that has ended.
  private void goOn(List<ServerSentEvent> events, Position held) {
    GrowingAnswer answer =
        fragments
            .renderer()
            .ended(chat.id(), held.message(), held.revision(), () -> chat.ended(held.message()))
            .orElse(null);
    Position to = Position.at(held.revision(), held.leaf());
    String html = "";
    if (answer != null) {
      AnswerGrowth part = answer.after(held).orElse(null);
      boolean fits = part != null;
      part = part == null ? answer.beginning() : part;
      html = fits ? part.html() : fragments.body(answer.message(), part.blocks(), part.tail());
      to = part.isLast() ? to : held.growing(held.message(), held.epoch(), part.to().offset());
    }
    events.add(ServerSentEvent.frame(held, to, 0, html));
    position = to;
    behind = true;
    if (to.message() == 0) {
      looked = false;
    }
  }

  private void hasGrown() {
    if (lookWhenGrown) {
      lookWhenGrown = false;
      looked = false;
      behind = true;
    }
  }

  private void listen(List<ServerSentEvent> events) {
    Map<Integer, Status> statuses = channel.statuses();
    statuses.forEach((message, what) -> {
      if (!what.equals(statusesSeen.get(message))) {
        events.add(ServerSentEvent.passing(fragments.status(message, MessageViews.status(what))));
      }
    });
    statusesSeen = statuses;
  }
}
