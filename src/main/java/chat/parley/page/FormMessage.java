package chat.parley.page;

import chat.parley.http.Request;
import chat.parley.problem.Problem;
import org.jspecify.annotations.Nullable;

/// What a page of settings says about what was just done: what is wrong, and where; or what was
/// saved.
///
/// @param place the id of the element that says it, or empty
public record FormMessage(String place, @Nullable String sentence) {
  public static final FormMessage NONE = new FormMessage("", null);

  public static FormMessage of(@Nullable Problem problem) {
    String place = problem == null ? null : problem.place();
    return problem == null || place == null ? NONE : new FormMessage(place, problem.message());
  }

  /// What the address of the page says was saved, if anything.
  public static FormMessage saved(Request request) {
    return request
        .query("saved")
        .map(what -> new FormMessage(what + "-saved", "Saved."))
        .orElse(NONE);
  }

  /// What is wrong at a place, or null.
  public @Nullable String at(String id) {
    return id.equals(place) ? sentence : null;
  }
}
