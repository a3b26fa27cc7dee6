package chat.parley.markdown;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The HTML of everything that is closed, and which position in the source stands where in it.
///
/// It grows at its end only, but that the newest container may be written anew, once it turns out
/// that what it holds looks different (see [#rewrite]).
final class ClosedHtml {
  private final StringBuilder html = new StringBuilder();
  private final List<Container> containers = new ArrayList<>();
  private @Nullable Container open;

  /// `places[i]` is how much of the HTML a reader at the position `positions[i]` has.
  private int[] positions = new int[16];

  private int[] places = new int[16];
  private int marks = 1;

  /// No position before this one can be new: drafts have taken them.
  private int floor;

  private int opensAfter;
  private int draftStart;

  /// The newest position.
  int position() {
    return positions[marks - 1];
  }

  /// From here on, a reader at this position has all there is now.
  void mark(int position) {
    if (position <= position() || position < floor) {
      return;
    }
    if (marks == positions.length) {
      positions = Arrays.copyOf(positions, marks * 2);
      places = Arrays.copyOf(places, marks * 2);
    }
    positions[marks] = position;
    places[marks] = html.length();
    marks++;
  }

  void append(String piece) {
    html.append(piece);
  }

  /// Opens a container; readers beyond the position `after` have it.
  void open(int after, String id, String head, String foot) {
    open = new Container(Math.max(after, opensAfter), id, html.length(), foot);
    containers.add(open);
    html.append(head);
  }

  /// Closes the open container, if there is one; readers beyond this position have more than it.
  void close(int position) {
    if (open != null) {
      open.bodyEnd = html.length();
      html.append(open.foot);
      open.end = html.length();
      // What was a draft may have ended before the positions that its readers hold.
      open.closedAt = Math.max(position, open.rewrittenAt - 1);
      open = null;
    }
  }

  /// Starts the open container anew; readers before this position get it whole, in the old one's
  /// place.
  void rewrite(int position, String head) {
    Container container = Objects.requireNonNull(open);
    html.setLength(container.start);
    html.append(head);
    container.rewrittenAt = Math.max(container.rewrittenAt, position);
  }

  /// What is appended from here on is provisional: in the open container, or in one of its own.
  void openDraft(int start, String id) {
    if (open == null) {
      open(start, id, "<div class=\"draft\" id=\"" + id + "\">", "</div>\n");
      Objects.requireNonNull(open).isDraft = true;
    }
    draftStart = open.isDraft ? open.start : html.length();
  }

  /// Takes the draft back, to put what it turned out to be in its place. Readers before this
  /// position still have the draft; those at it have what is in place when it is settled.
  void takeDraftBack(int position) {
    Container container = Objects.requireNonNull(open);
    html.setLength(draftStart);
    container.rewrittenAt = position;
    floor = position;
    opensAfter = position - 1;
    if (container.isDraft) {
      container.closedAt = position - 1;
      open = null;
    }
  }

  void settleDraft(int position) {
    mark(position);
    opensAfter = position;
  }

  @Override
  public String toString() {
    return open == null ? html.toString() : html + open.foot;
  }

  /// Empty where no reader can stand there.
  Optional<Growth> since(int position, String tail) {
    int mark = Arrays.binarySearch(positions, 0, marks, position);
    if (mark < 0) {
      return Optional.empty();
    }
    Container container = containerAt(position);
    if (container == null) {
      return Optional.of(new Growth(null, rest(places[mark]), tail, position()));
    }
    if (container.isDraft && !container.equals(open)) {
      Patch instead = new Patch.Replace(container.id, rest(container.start).stripTrailing());
      return Optional.of(new Growth(instead, "", tail, position()));
    }
    boolean isOpen = container.equals(open);
    int bodyEnd = isOpen ? html.length() : container.bodyEnd;
    String blocks = isOpen ? "" : rest(container.end);
    Patch patch = null;
    if (position < container.rewrittenAt) {
      String whole =
          isOpen
              ? html.substring(container.start) + container.foot
              : html.substring(container.start, container.end);
      // The line end after the container is in the reader's page already.
      patch = new Patch.Replace(container.id, whole.stripTrailing());
    } else if (places[mark] < bodyEnd) {
      patch = new Patch.Into(container.id, html.substring(places[mark], bodyEnd));
    }
    return Optional.of(new Growth(patch, blocks, tail, position()));
  }

  private String rest(int place) {
    return open == null || place > html.length()
        ? html.substring(place)
        : html.substring(place) + open.foot;
  }

  private @Nullable Container containerAt(int position) {
    int low = 0;
    int high = containers.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (containers.get(middle).after < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Container last = low == 0 ? null : containers.get(low - 1);
    return last == null || position > last.closedAt ? null : last;
  }

  private static final class Container {
    final int after;
    final String id;
    final int start;
    final String foot;
    boolean isDraft;
    int rewrittenAt;
    int bodyEnd;
    int end;
    int closedAt = Integer.MAX_VALUE;

    Container(int after, String id, int start, String foot) {
      this.after = after;
      this.id = id;
      this.start = start;
      this.foot = foot;
    }
  }
}
