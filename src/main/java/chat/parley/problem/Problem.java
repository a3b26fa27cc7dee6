package chat.parley.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Something that the person who asked can understand and act on. Anything else that is thrown is
/// internal.
public class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Code code;
  private final @Nullable Duration retryAfter;
  private final @Nullable String place;
  private final boolean refusal;

  public Problem(Code code, String message) {
    this(code, message, null, null, false);
  }

  private Problem(
      Code code,
      String message,
      @Nullable Duration retryAfter,
      @Nullable String place,
      boolean refusal) {
    super(message, null, false, false);
    this.code = code;
    this.retryAfter = retryAfter;
    this.place = place;
    this.refusal = refusal;
  }

  /// For those that are more than their words. What is the matter with the machine has a cause.
  ///
  /// @param retryAfter how long to wait before trying again, or null where waiting does not help
  protected Problem(Throwable cause, Code code, String message, @Nullable Duration retryAfter) {
    super(message, cause);
    this.code = code;
    this.retryAfter = retryAfter;
    this.place = null;
    this.refusal = false;
  }

  public static Problem notFound(String message) {
    return new Problem(Code.NOT_FOUND, message);
  }

  public static Problem stopping() {
    return new Problem(Code.UNAVAILABLE, "Parley is stopping. Try again in a moment.");
  }

  public static Problem invalid(String message) {
    return new Problem(Code.INVALID, message);
  }

  public static Problem tooMany(String message, Duration retryAfter) {
    return new Problem(Code.TOO_MANY, message, retryAfter, null, false);
  }

  /// Something that is not for the one who asked to do.
  public static Problem refused(Code code, String message) {
    return new Problem(code, message, null, null, true);
  }

  /// There is no room for it at present.
  public static Problem busy(String message, Duration retryAfter) {
    return new Problem(Code.UNAVAILABLE, message, retryAfter, null, false);
  }

  /// The same, to be shown at a place of the page: the id of an element beside the field that it is
  /// about.
  public final Problem at(String elementId) {
    return new Problem(code, message(), retryAfter, elementId, refusal);
  }

  public final Code code() {
    return code;
  }

  /// One or two sentences for a person, with what to do next.
  public final String message() {
    return String.valueOf(getMessage());
  }

  /// The id of the element that shows it in the page, or null where it needs a page of its own.
  public final @Nullable String place() {
    return place;
  }

  /// Whether it is for want of rights, which the log tells.
  public final boolean isRefusal() {
    return refusal;
  }

  /// How long to wait before trying again, or null where waiting does not help.
  public final @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// What went wrong, with the HTTP status that says so.
  public enum Code {
    MALFORMED(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    WRONG_METHOD(405),
    TOO_SLOW(408),
    TOO_LARGE(413),
    UNSUPPORTED(415),
    INVALID(422),
    TOO_MANY(429),
    INTERNAL(500),
    UNAVAILABLE(503),
    NO_ROOM(507);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }
}
