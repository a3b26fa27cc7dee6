package chat.parley.web;

import chat.parley.account.AccountId;
import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.generation.Generation;
import chat.parley.generation.Transcript;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.Entry;
import chat.parley.generation.Transcript.News;
import chat.parley.live.Event;
import chat.parley.live.Feed;
import chat.parley.live.GrowingAnswer;
import chat.parley.live.Partial;
import chat.parley.live.Position;
import chat.parley.live.Said;
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
final class Reader {
  private final AccountId account;
  private final ConversationId id;
  private final Feed feed;
  private final Transcript transcript;
  private final Views views;
  private final Parts parts;

  private @Nullable Position position;
  private boolean looked;
  private long changesSeen;
  private int versionSeen = -1;
  private int shows;
  private Map<Integer, Said> saidSeen = new HashMap<>();
  private boolean gone;

  /// @param position what the reader holds, or nothing when that is unknown
  Reader(
      AccountId account,
      ConversationId id,
      Feed feed,
      Reading reading,
      Optional<Position> position) {
    this.account = account;
    this.id = id;
    this.feed = feed;
    this.transcript = reading.transcript();
    this.views = reading.views();
    this.parts = reading.parts();
    this.position = position.orElse(null);
  }

  /// What every reader reads with.
  record Reading(Transcript transcript, Views views, Parts parts) {}

  /// Whether the conversation is not there for this reader, or not any more.
  boolean gone() {
    return gone;
  }

  /// Where the reader is, or null before the first frame of a reader whose position was unknown.
  @Nullable Position position() {
    return position;
  }

  /// What leads from the reader's position to now. Empty when it is there.
  List<Event> next() {
    List<Event> events = new ArrayList<>();
    long changes = feed.changes();
    if (!looked || changes != changesSeen) {
      looked = true;
      changesSeen = changes;
      look(events);
    }
    if (!gone) {
      grow(events);
      listen(events);
    }
    return events;
  }

  private void look(List<Event> events) {
    Position held = position;
    if (held == null) {
      transcript
          .end(account, id, 0)
          .ifPresentOrElse(branch -> anew(events, branch), () -> gone = true);
      return;
    }
    switch (transcript.since(account, id, held)) {
      case News.Gone() -> gone = true;
      case News.Anew(Branch branch) -> anew(events, branch);
      case News.Behind() -> {}
      case News.Changed(Branch branch, List<Entry> added) -> changed(events, held, branch, added);
    }
  }

  /// The last page of messages, in the place of whatever the page shows.
  private void anew(List<Event> events, Branch branch) {
    Views.Shown shown = views.show(branch);
    String html =
        Partial.html("#messages", "innerHTML", parts.messages(branch, shown.messages()))
            + parts.surroundings(branch);
    events.add(Event.frame(null, shown.position(), shown.shows(), html));
    moveTo(shown.position());
  }

  private void changed(List<Event> events, Position held, Branch branch, List<Entry> added) {
    Conversation conversation = branch.conversation();
    Position to =
        new Position(
            conversation.revision(), branch.leaf(), held.message(), held.epoch(), held.offset());
    StringBuilder html = new StringBuilder();
    shows = 0;
    for (Entry entry : branch.entries()) {
      to = change(html, conversation, entry, to);
    }
    for (Entry entry : added) {
      Views.Body body = views.body(conversation, entry);
      html.append(
          Partial.html(
              "#messages", "beforeend", parts.message(views.view(conversation, entry, body))));
      if (body.growing() != null) {
        to = hold(body, to);
      }
    }
    to = follow(html, branch, to);
    if (conversation.revision() > held.revision()) {
      html.append(parts.surroundings(branch));
    }
    if (!html.isEmpty() || !to.equals(held)) {
      events.add(Event.frame(held, to, shows, html.toString()));
      moveTo(to);
    }
  }

  /// A message that the page has already. The body of an answer that it grew with is not sent
  /// again.
  private Position change(
      StringBuilder html, Conversation conversation, Entry entry, Position held) {
    boolean grown = entry.number() == held.message();
    Generation generation = entry.generation();
    if (grown && generation != null && generation.epoch() == held.epoch()) {
      if (generation.open()) {
        html.append(parts.article(views.view(conversation, entry, Views.Body.NONE)));
        return held;
      }
      if (end(html, entry, held)) {
        html.append(parts.article(views.view(conversation, entry, Views.Body.NONE)));
        return Position.at(held.revision(), held.leaf());
      }
    }
    Views.Body body = views.body(conversation, entry);
    MessageView view = views.view(conversation, entry, body);
    html.append(parts.article(view));
    if (!view.user()) {
      html.append(parts.body(view));
    }
    return grown || body.growing() != null ? hold(body, held) : held;
  }

  private Position hold(Views.Body body, Position held) {
    shows = body.shows();
    return body.hold(held);
  }

  /// The rest of an answer that the page grew with, as growth.
  ///
  /// @return false when the page would not show what the full render shows, and needs the body
  ///   whole
  private boolean end(StringBuilder html, Entry entry, Position held) {
    GrowingAnswer answer =
        feed.answer(held.message()).filter(a -> a.epoch() == held.epoch()).orElse(null);
    if (answer == null || !answer.isSameAs(views.rendered(entry))) {
      return false;
    }
    Optional<GrowingAnswer.Growing> rest = answer.after(held);
    rest.ifPresent(growing -> html.append(growing.html()));
    return rest.isPresent();
  }

  /// Begins to follow the answer that is being written, where the reader does not yet.
  private Position follow(StringBuilder html, Branch branch, Position held) {
    Generation running = branch.running().orElse(null);
    if (running == null) {
      return held;
    }
    GrowingAnswer answer = views.growing(branch.conversation(), running).orElse(null);
    if (answer == null || (held.message() == answer.message() && held.epoch() == answer.epoch())) {
      return held;
    }
    GrowingAnswer.Snapshot snapshot = answer.snapshot();
    html.append(parts.body(answer.message(), snapshot.blocks(), snapshot.tail()));
    shows = snapshot.shows();
    return held.growing(answer.message(), answer.epoch(), snapshot.offset());
  }

  private void grow(List<Event> events) {
    Position held = position;
    if (held == null || held.message() == 0) {
      return;
    }
    GrowingAnswer answer =
        feed.answer(held.message()).filter(a -> a.epoch() == held.epoch()).orElse(null);
    if (answer == null || answer.version() == versionSeen) {
      return;
    }
    versionSeen = answer.version();
    GrowingAnswer.Growing growing = answer.after(held).orElse(null);
    if (growing != null) {
      events.add(growing.event());
      position = growing.to();
    } else {
      GrowingAnswer.Snapshot snapshot = answer.snapshot();
      Position to = held.growing(answer.message(), answer.epoch(), snapshot.offset());
      events.add(
          Event.frame(
              held,
              to,
              snapshot.shows(),
              parts.body(answer.message(), snapshot.blocks(), snapshot.tail())));
      position = to;
    }
  }

  private void listen(List<Event> events) {
    Map<Integer, Said> said = feed.said();
    said.forEach((message, what) -> {
      if (!what.equals(saidSeen.get(message))) {
        events.add(Event.passing(parts.status(message, Views.status(what))));
      }
    });
    saidSeen = said;
  }

  private void moveTo(Position to) {
    position = to;
    versionSeen = -1;
  }
}
