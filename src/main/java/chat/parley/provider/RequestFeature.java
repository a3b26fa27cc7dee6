package chat.parley.provider;

import chat.parley.provider.Fault.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a server does not take and can be asked without.
public enum RequestFeature {
  STREAM_OPTIONS("“stream_options”", "they are left out, and tokens are estimated"),
  SYSTEM_ROLE("a system prompt", "it is put in front of the first message"),
  THINKING("to be asked for its thoughts", "it is not asked for them");

  private static final Phrases STREAM =
      Phrases.of(
          """
          stream_options | include_usage
          """);

  /// Without naming what: then what is least missed is left out first.
  private static final Phrases SOMETHING_UNKNOWN =
      Phrases.of(
          """
          extra inputs are not permitted | extra fields not permitted | extra_forbidden
          unrecognized request argument | unrecognized field | unknown field | unknown parameter
          unsupported parameter | unexpected keyword | additional properties
          """);

  private static final Phrases ALTERNATE =
      Phrases.of(
          """
          must alternate | should alternate | developer instruction | first message must be
          first message should be | should be 'user' or 'assistant' | one of ['user', 'assistant']
          one of user, assistant | only user and assistant | only user, assistant | got system
          """);

  private static final Phrases SYSTEM_THINGS =
      Phrases.of(
          """
          system role | role system | role 'system' | role "system" | role: system | role `system`
          system message | system prompt | system instruction | 'system' | "system" | `system`
          [system]
          """);

  private static final Phrases NOT_TAKEN =
      Phrases.of(
          """
          not support | n't support | unsupported | not allowed | not permitted | not enabled
          invalid | must be | should be | unknown | unexpected | not accept | not valid
          not one of | no support | only support
          """);

  private static final Phrases THOUGHTS =
      Phrases.of(
          """
          thinking | reasoning | thought
          """);

  private final String what;
  private final String instead;

  RequestFeature(String what, String instead) {
    this.what = what;
    this.instead = instead;
  }

  /// Nothing for one that a newer Parley knows.
  public static Optional<RequestFeature> named(String name) {
    return Arrays.stream(values()).filter(one -> one.name().equals(name)).findFirst();
  }

  /// What a person reads about it, like "does not take a system prompt: it is put in front of the
  /// first message".
  public String sentence() {
    return "does not take " + what + ": " + instead;
  }

  /// Whether a refusal may be about it.
  ///
  /// @param turns what was sent
  boolean isRefused(Fault fault, List<Turn> turns) {
    if (!mayBe(fault.kind())) {
      return false;
    }
    String said = fault.detail().toLowerCase(Locale.ROOT);
    return switch (this) {
      case SYSTEM_ROLE -> hasSystem(turns) && isOfSystem(said);
      case STREAM_OPTIONS -> STREAM.anyIn(said) || SOMETHING_UNKNOWN.anyIn(said);
      case THINKING ->
          THOUGHTS.anyIn(said) && (NOT_TAKEN.anyIn(said) || SOMETHING_UNKNOWN.anyIn(said));
    };
  }

  private static boolean isOfSystem(String said) {
    return ALTERNATE.anyIn(said)
        || said.contains("messages[0].role")
        || (SYSTEM_THINGS.anyIn(said) && NOT_TAKEN.anyIn(said));
  }

  private static boolean hasSystem(List<Turn> turns) {
    return turns.stream().anyMatch(turn -> turn.role() == TurnRole.SYSTEM);
  }

  private static boolean mayBe(Kind kind) {
    return switch (kind) {
      case DECLINED, UNAVAILABLE, GARBLED, UNKNOWN_MODEL, WRONG_ADDRESS -> true;
      case WRONG_KEY,
          RATE_LIMITED,
          CREDIT_USED_UP,
          CONTEXT_TOO_LONG,
          REFUSED,
          NOT_SERVED_HERE,
          BLOCKED,
          UNREACHABLE,
          OUT_OF_REACH,
          LOADING,
          TIMED_OUT,
          BROKE_OFF,
          CRASHED,
          NOT_STORED,
          USED_UP ->
          false;
    };
  }
}
