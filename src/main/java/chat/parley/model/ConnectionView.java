package chat.parley.model;

import chat.parley.page.FormMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of one connection.
///
/// @param mine whether whoever looks may change it
/// @param others the models of other connections, which can answer in its place
/// @param refused what its models are asked without, a sentence each
/// @param result what came of trying it just now, or null
public record ConnectionView(
    Line connection,
    boolean mine,
    ConnectionForm form,
    List<OfModel> models,
    List<String> others,
    List<String> refused,
    @Nullable Result result,
    FormMessage notice) {
  public ConnectionView {
    models = List.copyOf(models);
    others = List.copyOf(others);
    refused = List.copyOf(refused);
  }

  /// A connection in a list.
  ///
  /// @param state how it stands, in one sentence
  public record Line(String name, String protocol, String url, String state, boolean works) {}

  /// @param findings what was found beside, a sentence each
  /// @param details what the server said, or empty
  public record Result(boolean works, String sentence, List<String> findings, String details) {
    public Result {
      findings = List.copyOf(findings);
    }
  }

  /// A model, and what was decided about it; empty where nothing was.
  ///
  /// @param listedWindow the context window that its server says
  public record OfModel(
      String name,
      boolean enabled,
      String title,
      String window,
      String listedWindow,
      String promptPrice,
      String completionPrice) {}
}
