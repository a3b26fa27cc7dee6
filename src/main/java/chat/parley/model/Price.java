package chat.parley.model;

/// What a model costs, for a million tokens, in whatever money the owner reckons in.
public record Price(double prompt, double completion) {
  private static final double TOKENS = 1_000_000;

  public double of(long promptTokens, long completionTokens) {
    return (promptTokens * prompt + completionTokens * completion) / TOKENS;
  }
}
