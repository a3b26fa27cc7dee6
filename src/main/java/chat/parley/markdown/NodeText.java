package chat.parley.markdown;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/// What a node says without its marks, for attributes.
final class NodeText extends AbstractVisitor {
  private final StringBuilder text = new StringBuilder();

  private NodeText() {}

  static String of(Node node) {
    NodeText visitor = new NodeText();
    node.accept(visitor);
    return visitor.text.toString();
  }

  @Override
  public void visit(Text node) {
    text.append(node.getLiteral());
  }

  @Override
  public void visit(Code node) {
    text.append(node.getLiteral());
  }

  @Override
  public void visit(SoftLineBreak node) {
    text.append('\n');
  }

  @Override
  public void visit(HardLineBreak node) {
    text.append('\n');
  }
}
