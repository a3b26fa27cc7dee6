package chat.parley.markdown;

/// An element in the closed HTML that text can be appended to: a list, a table, a block of code, or
/// what is provisional.
final class Container {
  final int after;
  final String outerId;
  final String id;
  final int start;
  final String foot;
  boolean isProvisional;
  int rewrittenAt;
  int bodyEnd;
  int end;
  int closedAt = Integer.MAX_VALUE;

  Container(int after, String outerId, String id, int start, String foot) {
    this.after = after;
    this.outerId = outerId;
    this.id = id;
    this.start = start;
    this.foot = foot;
  }

  /// Whether who has this much of the HTML is inside of it, so that its end has to be added.
  boolean holds(int place, boolean isOpen) {
    return start < place && (isOpen || place <= bodyEnd);
  }
}
