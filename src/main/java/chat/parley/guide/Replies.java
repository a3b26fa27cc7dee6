package chat.parley.guide;

/// What Guide says that does not stand in the docs.
final class Replies {
  static final String INTRODUCTION =
      "I am Guide, Parley's built-in help. I am not a language model: I look things up in Parley's"
          + " documentation. This fits your question best:";

  static final String HELLO =
      """
      Hello! I am Guide, Parley's built-in help. I am not a language model: I look things up in \
      Parley's documentation and show what fits. You can ask me, for example:

      - How do I connect a model? ([Connecting a model](/docs/connecting-a-model))
      - How do I make a backup? ([Backups](/docs/backups))
      - Which keyboard shortcuts are there? ([Keyboard shortcuts](/docs/keyboard-shortcuts))
      - What happens when I reload the page? ([How answers work](/docs/how-answers-work))
      - Which settings are there? ([Configuration](/docs/configuration))

      For everything else [connect a model](/docs/connecting-a-model#how-to-connect-a-model): \
      then it answers instead of me.
      """;

  static final String THANKS =
      """
      You are welcome. All that I know stands in [the documentation](/docs).
      """;

  static final String UNKNOWN =
      """
      I do not know. I am Guide, Parley's built-in help: not a language model. I only know Parley, \
      and I found nothing about this in [its documentation](/docs).

      If your question is about Parley, try it in other words. For everything else \
      [connect a model](/docs/connecting-a-model#how-to-connect-a-model), which may run on your own \
      computer, for example with [Ollama](/docs/connecting-a-model#ollama).
      """;

  private Replies() {}
}
