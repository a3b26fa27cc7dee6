package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.conversation.Message;
import chat.parley.conversation.MessageRole;
import chat.parley.provider.Turn;
import chat.parley.provider.TurnRole;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptBuilderTest {
  private static final List<Message> TALK =
      List.of(
          said(1, MessageRole.USER, "One"),
          said(2, MessageRole.ASSISTANT, "Yes"),
          said(3, MessageRole.USER, "Two"));

  @Test
  void a_prompt_is_the_whole_path() {
    assertThat(PromptBuilder.turns(TALK, "", false))
        .containsExactly(user("One"), assistant("Yes"), user("Two"));
  }

  @Test
  void an_answer_without_text_is_left_out_and_the_questions_around_it_are_one() {
    assertThat(
            PromptBuilder.turns(
                List.of(
                    said(1, MessageRole.USER, "One"),
                    said(2, MessageRole.ASSISTANT, " \n"),
                    said(3, MessageRole.USER, "Two")),
                "",
                false))
        .containsExactly(user("One\n\nTwo"));
  }

  @Test
  void whoever_continues_a_prefix_gets_it_last() {
    assertThat(PromptBuilder.turns(TALK, "It is b", true))
        .endsWith(user("Two"), assistant("It is b"));
  }

  @Test
  void another_one_is_asked_to_go_on_in_words() {
    List<Turn> turns = PromptBuilder.turns(TALK, "It is b", false);
    assertThat(turns.get(turns.size() - 2)).isEqualTo(assistant("It is b"));
    assertThat(turns.getLast().role()).isEqualTo(TurnRole.USER);
    assertThat(turns.getLast().text()).startsWith("Continue");
  }

  private static Message said(int number, MessageRole role, String text) {
    return new Message(number, number == 1 ? null : number - 1, role, text, "", 1, Instant.EPOCH);
  }

  private static Turn user(String text) {
    return new Turn(TurnRole.USER, text);
  }

  private static Turn assistant(String text) {
    return new Turn(TurnRole.ASSISTANT, text);
  }
}
