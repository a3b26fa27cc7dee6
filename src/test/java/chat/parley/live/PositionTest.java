package chat.parley.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PositionTest {
  @Test
  void every_position_is_read_as_it_was_written() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      Position position =
          new Position(
              random.nextLong() >>> (1 + random.nextInt(63)),
              number(random),
              number(random),
              number(random),
              number(random));
      assertThat(Position.parse(position.toString())).hasValue(position);
    }
  }

  @Test
  void the_largest_numbers_fit() {
    int most = Integer.MAX_VALUE;
    Position position = new Position(Long.MAX_VALUE, most, most, most, most);
    assertThat(Position.parse(position.toString())).hasValue(position);
  }

  @Test
  void what_is_malformed_is_no_position() {
    for (String text :
        List.of(
            "",
            ".",
            "....",
            "1.2.3.4",
            "1.2.3.4.5.6",
            "1.2.3.4.",
            "-1.2.3.4.5",
            "1.-2.3.4.5",
            "1.2.3.4.-5",
            "1.2.3.4.5 ",
            " 1.2.3.4.5",
            "1,2,3,4,5",
            "1.2.3.4.x",
            "1.2.3.4.2147483648",
            "1.2.3.4.4294967296",
            "9223372036854775808.2.3.4.5",
            "99999999999999999999.2.3.4.5",
            "null",
            "1.2.3.4.5\n",
            "1." + "0".repeat(100) + "2.3.4.5")) {
      assertThat(Position.parse(text)).as("'%s'", text).isEmpty();
    }
    assertThat(Position.parse(null)).isEmpty();
  }

  @Test
  void whatever_comes_over_the_wire_it_is_a_possible_position_or_none() {
    Random random = new Random(2);
    String letters = "0123456789.-+ex \u0000é٣";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      Position.parse(text.toString())
          .ifPresent(position -> {
            assertThat(position.revision()).isNotNegative();
            assertThat(position.leaf()).isNotNegative();
            assertThat(position.message()).isNotNegative();
            assertThat(position.epoch()).isNotNegative();
            assertThat(position.offset()).isNotNegative();
            assertThat(Position.parse(position.toString())).hasValue(position);
          });
    }
  }

  private static int number(Random random) {
    return random.nextInt() >>> (1 + random.nextInt(31));
  }
}
