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
  /// The place of a position whose readers have something that was written anew since: they need
  /// the container whole, and nobody can be led there any more.
  private static final int GONE = -1;

  private final StringBuilder html = new StringBuilder();
  private final List<Container> containers = new ArrayList<>();
  private @Nullable Container open;

  /// `places[i]` is how much of the HTML a reader at the position `positions[i]` has.
  private int[] positions = new int[16];

  private int[] places = new int[16];
  private int marks = 1;

  /// No position before this one can be new: provisional blocks have taken them.
  private int floor;

  private int opensAfter;
  private int provisionalStart;

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

  int length() {
    return html.length();
  }

  void append(String piece) {
    html.append(piece);
  }

  /// Opens a container; readers beyond the position `after` have it.
  void open(int after, String id, String head, String foot) {
    open(after, id, id, head, foot);
  }

  /// As above, where the element that is appended to is not the outermost one.
  void open(int after, String outerId, String id, String head, String foot) {
    open = new Container(Math.max(after, opensAfter), outerId, id, html.length(), foot);
    containers.add(open);
    html.append(head);
  }

  /// Closes the open container, if there is one; readers beyond this position have more than it.
  void close(int position) {
    if (open != null) {
      open.bodyEnd = html.length();
      html.append(open.foot);
      open.end = html.length();
      // What was provisional may have ended before the positions that its readers hold.
      open.closedAt = Math.max(position, open.rewrittenAt - 1);
      open = null;
    }
  }

  /// Starts the open container anew; readers before this position get it whole, in the old one's
  /// place.
  void rewrite(int position, String head) {
    Container container = Objects.requireNonNull(open);
    cutBackTo(container.start);
    html.append(head);
    container.rewrittenAt = Math.max(container.rewrittenAt, position);
  }

  /// What is appended from here on is provisional: in the open container, or in one of its own.
  void openProvisional(int start, String id) {
    if (open == null) {
      open(start, id, "<div class=\"draft\" id=\"" + id + "\">", "</div>\n");
      Objects.requireNonNull(open).isProvisional = true;
    }
    provisionalStart = open.isProvisional ? open.start : html.length();
  }

  /// Takes what is provisional back, to put what it turned out to be in its place. Readers before
  /// this position still have it; those at it have what is in place when it is settled.
  void takeProvisionalBack(int position) {
    Container container = Objects.requireNonNull(open);
    cutBackTo(provisionalStart);
    container.rewrittenAt = position;
    floor = position;
    opensAfter = position - 1;
    if (container.isProvisional) {
      container.closedAt = position - 1;
      open = null;
    }
  }

  void settleProvisional(int position) {
    mark(position);
    opensAfter = position;
  }

  @Override
  public String toString() {
    return open == null ? html.toString() : html + open.foot;
  }

  /// What a reader at this position needs next; empty where no reader can stand there.
  ///
  /// @param tail the whole tail, for who then has everything before it
  /// @param limit about how many bytes at most, as lines of UTF-8 on the wire; a part that cannot
  ///   be cut comes whole
  Optional<Growth> since(int position, String tail, int limit) {
    int mark = Arrays.binarySearch(positions, 0, marks, position);
    if (mark < 0) {
      return Optional.empty();
    }
    Container held = containerAt(position);
    boolean anew = places[mark] == GONE;
    int from = anew ? Objects.requireNonNull(held).start : places[mark];
    int to = end(mark, from, limit);
    boolean isLast = to == marks - 1;
    return Optional.of(
        growth(
            held,
            anew,
            from,
            new BlockEnd(isLast ? html.length() : places[to], positions[to], isLast),
            isLast ? tail : ""));
  }

  private record BlockEnd(int place, int position, boolean isLast) {}

  /// The furthest position to which what comes after a place fits.
  private int end(int mark, int from, int limit) {
    int size = 0;
    int place = from;
    int reached = mark;
    for (int next = mark + 1; next < marks && limit < Integer.MAX_VALUE; next++) {
      if (places[next] != GONE) {
        size += WireSize.size(html, place, places[next]);
        if (size > limit) {
          return reached > mark ? reached : next;
        }
        place = places[next];
        reached = next;
      }
    }
    return marks - 1;
  }

  private Growth growth(
      @Nullable Container held, boolean anew, int from, BlockEnd end, String tail) {
    Container last = containerAt(end.position);
    String foot = last != null && last.holds(end.place, last.equals(open)) ? last.foot : "";
    if (anew && held != null && held.isProvisional && !held.equals(open)) {
      String instead = html.substring(from, end.place) + foot;
      return new Growth(
          new Patch.Replace(held.outerId, instead.stripTrailing()),
          "",
          tail,
          end.position,
          end.isLast);
    }
    if (held == null || (!held.equals(open) && from >= held.end)) {
      return new Growth(
          null, html.substring(from, end.place) + foot, tail, end.position, end.isLast);
    }
    boolean within = held.equals(open) || end.place <= held.bodyEnd;
    int bodyEnd = within ? end.place : held.bodyEnd;
    String blocks = within ? "" : html.substring(held.end, end.place) + foot;
    Patch patch = null;
    if (anew) {
      // The line end after the container is in the reader's page already.
      String whole = html.substring(from, bodyEnd) + held.foot;
      patch = new Patch.Replace(held.outerId, whole.stripTrailing());
    } else if (from < bodyEnd) {
      patch = new Patch.Into(held.id, html.substring(from, bodyEnd));
    }
    return new Growth(patch, blocks, tail, end.position, end.isLast);
  }

  /// Throws away the end, and with it what positions there stood for.
  private void cutBackTo(int place) {
    html.setLength(place);
    for (int mark = marks - 1;
        mark >= 0 && (places[mark] == GONE || places[mark] > place);
        mark--) {
      places[mark] = GONE;
    }
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
}
