package chat.parley.provider;

/// Carries an interruption out through LangChain4j's interfaces, which know no checked exceptions.
public final class Interrupted extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Interrupted() {
    super("The answering thread was interrupted", null, false, false);
  }
}
