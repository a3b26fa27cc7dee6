package chat.parley.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Cost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The small form of `bin/fuzz`: four times the text may cost five times the work.
final class CostTest {
  private static final int SMALL = 4_000;

  @ParameterizedTest
  @EnumSource
  void four_times_the_text_costs_at_most_five_times_the_work(Rendering rendering) {
    List<String> worse = new ArrayList<>();
    List<Nasty> all = Nasty.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(200);
    for (Nasty nasty : all) {
      Judge.of(nasty, SMALL, rendering, 1).fault().ifPresent(worse::add);
    }
    assertThat(worse).isEmpty();
  }

  @Test
  void growth_that_is_worse_than_linear_is_seen() {
    Cost.Growth growth =
        Cost.growth(
            "x".repeat(SMALL),
            "x".repeat(4 * SMALL),
            text -> {
              long sum = 0;
              for (int i = 0; i < text.length(); i++) {
                for (int j = 0; j < text.length(); j++) {
                  sum += text.charAt(i) * (long) text.charAt(j) % 7;
                }
              }
              return (int) (sum % 2);
            });
    assertThat(growth.worst()).isGreaterThan(Cost.MOST);
  }
}
