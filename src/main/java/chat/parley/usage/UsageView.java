package chat.parley.usage;

import java.util.List;

/// The page of what was used.
///
/// @param everyone whether it shows what everyone used
/// @param offersEveryone whether the one who looks may see that
/// @param estimated how many of the tokens are estimated, in words; empty for none
/// @param room how much is stored, in a sentence; empty for nothing
public record UsageView(
    Range range,
    boolean everyone,
    boolean offersEveryone,
    UsageChart chart,
    List<Line> days,
    List<Line> models,
    Line total,
    String estimated,
    String room) {
  public UsageView {
    days = List.copyOf(days);
    models = List.copyOf(models);
  }

  /// @param days how many days it looks back, today among them
  /// @param choices how many it could be
  public record Range(int days, List<Integer> choices) {
    public Range {
      choices = List.copyOf(choices);
    }
  }

  /// A line of a table.
  ///
  /// @param what the day or the model
  /// @param who whose it is; empty where that is clear
  /// @param estimated whether some of its tokens are estimated
  /// @param cost empty where nothing has a price
  public record Line(
      String what,
      String who,
      String messages,
      String answers,
      String prompt,
      String completion,
      boolean estimated,
      String cost) {}
}
