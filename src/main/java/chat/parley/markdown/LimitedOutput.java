package chat.parley.markdown;

/// HTML that may not become longer than this.
final class LimitedOutput implements Appendable {
  private final StringBuilder html = new StringBuilder();
  private final int most;

  LimitedOutput(int most) {
    this.most = most;
  }

  @Override
  public Appendable append(CharSequence more) {
    return append(more, 0, more.length());
  }

  @Override
  public Appendable append(CharSequence more, int start, int end) {
    if (end - start > most - html.length()) {
      throw new TooLong();
    }
    html.append(more, start, end);
    return this;
  }

  @Override
  public Appendable append(char c) {
    if (html.length() >= most) {
      throw new TooLong();
    }
    html.append(c);
    return this;
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
