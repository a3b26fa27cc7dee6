package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.ContextWindow.Fitted;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ContextWindowTest {

  @Test
  void what_fits_is_sent_whole() {
    List<Turn> turns = chat(5, 100);
    assertThat(ContextWindow.fit(turns, 8_192)).isEqualTo(new Fitted(turns, 0));
  }

  @Test
  void the_oldest_turns_are_left_out_first_and_the_system_turn_stays() {
    List<Turn> turns = new ArrayList<>(List.of(new Turn(TurnRole.SYSTEM, "Be short")));
    turns.addAll(chat(41, 400));
    Fitted fitted = ContextWindow.fit(turns, 2_048);
    assertThat(fitted.leftOut()).isPositive();
    assertThat(fitted.turns().getFirst().role()).isEqualTo(TurnRole.SYSTEM);
    assertThat(fitted.turns().get(1).role()).isEqualTo(TurnRole.USER);
    assertThat(fitted.turns().subList(1, fitted.turns().size()))
        .isEqualTo(turns.subList(1 + fitted.leftOut(), turns.size()));
  }

  @Test
  void the_last_question_is_sent_however_long_it_is() {
    List<Turn> turns = chat(3, 1_000_000);
    Fitted fitted = ContextWindow.fit(turns, 100);
    assertThat(fitted.turns()).containsExactly(turns.getLast());
    assertThat(fitted.leftOut()).isEqualTo(2);
  }

  @Test
  void the_beginning_of_an_answer_stays_with_its_question() {
    List<Turn> turns = chat(4, 1_000);
    Fitted fitted = ContextWindow.fit(turns, 10);
    assertThat(fitted.turns()).isEqualTo(turns.subList(2, 4));
  }

  @Test
  void whatever_the_chat_the_rules_hold() {
    Random random = new Random(20260301);
    for (int round = 0; round < 2_000; round++) {
      List<Turn> turns = new ArrayList<>();
      if (random.nextBoolean()) {
        turns.add(new Turn(TurnRole.SYSTEM, "s".repeat(random.nextInt(500))));
      }
      int length = 1 + random.nextInt(30);
      for (int i = 0; i < length; i++) {
        TurnRole role = random.nextInt(3) == 0 ? TurnRole.ASSISTANT : TurnRole.USER;
        turns.add(new Turn(role, "t".repeat(random.nextInt(2_000))));
      }
      turns.add(new Turn(TurnRole.USER, "last"));
      int window = 1 + random.nextInt(8_000);
      Fitted fitted = ContextWindow.fit(turns, window);
      List<Turn> kept = fitted.turns();
      boolean hasSystem = turns.getFirst().role() == TurnRole.SYSTEM;
      assertThat(kept).endsWith(turns.getLast());
      assertThat(kept).hasSize(turns.size() - fitted.leftOut());
      assertThat(kept.getFirst().role() == TurnRole.SYSTEM).isEqualTo(hasSystem);
      assertThat(kept.get(hasSystem ? 1 : 0).role()).isEqualTo(TurnRole.USER);
      int least = hasSystem ? 2 : 1;
      if (kept.size() > least) {
        int tokens = kept.stream().mapToInt(t -> ContextWindow.tokens(t.text()) + 8).sum();
        assertThat(tokens).isLessThanOrEqualTo(window - Math.min(window / 4, 4_096));
      }
      assertThat(ContextWindow.tighter(turns, window).leftOut())
          .isGreaterThanOrEqualTo(fitted.leftOut());
    }
  }

  @Test
  void a_second_try_is_half_as_long_even_where_the_window_was_claimed_far_too_large() {
    List<Turn> turns = chat(41, 400);
    Fitted tighter = ContextWindow.tighter(turns, 1_000_000);
    assertThat(tighter.turns()).hasSizeBetween(17, 21);
    assertThat(tighter.turns()).endsWith(turns.getLast());
  }

  @Test
  void tokens_are_rather_over_than_underestimated() {
    // As cl100k counts them: 10, 8, 10, 6.
    assertThat(ContextWindow.tokens("The quick brown fox jumps over the lazy dog."))
        .isBetween(10, 16);
    assertThat(ContextWindow.tokens("for (int i = 0; i < n; i++) {")).isBetween(8, 16);
    assertThat(ContextWindow.tokens("Привет, как дела?")).isBetween(8, 14);
    assertThat(ContextWindow.tokens("你好世界")).isEqualTo(4);
    assertThat(ContextWindow.tokens("")).isZero();
    assertThat(ContextWindow.tokens("x".repeat(10_000_000))).isEqualTo(2_857_143);
  }

  /// User and assistant in turn, the user first.
  private static List<Turn> chat(int turns, int length) {
    List<Turn> chat = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      chat.add(new Turn(i % 2 == 0 ? TurnRole.USER : TurnRole.ASSISTANT, "x".repeat(length)));
    }
    return chat;
  }
}
