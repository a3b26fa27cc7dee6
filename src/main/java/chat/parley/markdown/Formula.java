package chat.parley.markdown;

import org.commonmark.node.CustomNode;

/// TeX between dollar signs; the page's script draws it.
final class Formula extends CustomNode {
  private final String tex;
  private final boolean display;

  Formula(String tex, boolean display) {
    this.tex = tex;
    this.display = display;
  }

  String tex() {
    return tex;
  }

  /// On lines of its own (`$$`), not within the sentence (`$`).
  boolean display() {
    return display;
  }
}
