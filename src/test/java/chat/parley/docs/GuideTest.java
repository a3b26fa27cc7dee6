package chat.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.provider.Chunk;
import chat.parley.provider.Ending;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import chat.parley.provider.Provider.Listing;
import chat.parley.provider.Turn;
import chat.parley.provider.TurnRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GuideTest {
  private static final String BACKUP = "How do I make a backup?";

  private static DocsIndex index;
  private static Guide guide;

  @BeforeAll
  static void open() {
    index = new DocsIndex(() -> Docs.shipped().sections());
    guide = new Guide(index, Duration.ZERO);
  }

  @AfterAll
  static void close() {
    index.close();
  }

  @Test
  void it_lists_itself_as_its_only_model() {
    assertThat(guide.models())
        .isEqualTo(new Listing.Models(List.of(new Model("guide", "guide", null))));
  }

  @Test
  void an_answer_quotes_the_section_with_its_code_and_links_to_it() throws Exception {
    assertThat(answer(user(BACKUP)))
        .contains("### [Backups: Make a backup](/docs/backups#make-a-backup)")
        .contains("```sh\nbin/parley backup")
        .contains("See also: [")
        .doesNotContain("[//]: #");
  }

  @Test
  void the_first_answer_of_a_chat_says_that_this_is_no_language_model_and_later_ones_do_not()
      throws Exception {
    assertThat(answer(user(BACKUP))).contains("not a language model");
    assertThat(answer(user("Hello"), assistant("Hello!"), user(BACKUP)))
        .doesNotContain("not a language model")
        .contains("/docs/backups#make-a-backup");
  }

  @Test
  void what_it_does_not_know_it_says_and_how_to_connect_a_model() throws Exception {
    assertThat(answer(user("What is the capital of France?")))
        .startsWith("I do not know.")
        .contains("not a language model")
        .contains("/docs/connecting-a-model#how-to-connect-a-model");
  }

  @Test
  void greetings_and_questions_about_itself_are_answered_with_what_it_can_do() throws Exception {
    for (var text :
        List.of(
            "Hello",
            "hi there!",
            "Good morning",
            "Who are you?",
            "hey, what can you do?",
            "help",
            "Are you an AI?",
            "   ")) {
      assertThat(answer(user(text))).as(text).startsWith("Hello!").contains("not a language model");
    }
  }

  @Test
  void thanks_are_taken() throws Exception {
    for (var text : List.of("Thanks!", "thank you very much", "Great, that helped. Thank you!")) {
      assertThat(answer(user(text))).as(text).startsWith("You are welcome.");
    }
  }

  @Test
  void a_question_that_begins_with_a_greeting_is_a_question() throws Exception {
    assertThat(answer(user("Hello! How do I connect Ollama?")))
        .contains("connecting-a-model#ollama");
  }

  @Test
  void a_question_that_points_back_is_understood_by_the_one_before() throws Exception {
    assertThat(
            answer(
                user("How do I connect a model?"), assistant("..."), user("And with LM Studio?")))
        .contains("### [Connecting a model: LM Studio]");
    assertThat(
            answer(user("How do I stop an answer?"), assistant("..."), user("how do I do that?")))
        .contains("how-answers-work#stop-an-answer");
  }

  @Test
  void it_comes_in_pieces_of_a_few_words_that_together_are_the_answer() throws Exception {
    var pieces = new ArrayList<String>();
    var ending = guide.answer(prompt(user(BACKUP)), chunk -> pieces.add(text(chunk)));
    assertThat(ending).isEqualTo(new Ending.Complete(false, null, null));
    assertThat(pieces).hasSizeBetween(20, 200).doesNotContain("");
    assertThat(Guide.PACE.multipliedBy(pieces.size())).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void from_every_beginning_it_goes_on_to_the_same_answer() throws Exception {
    var whole = answer(user(BACKUP));
    for (int length = 0; length <= whole.length(); length++) {
      var begun = whole.substring(0, length);
      assertThat(begun + answer(user(BACKUP), assistant(begun))).isEqualTo(whole);
    }
  }

  @Test
  void a_beginning_that_is_not_its_own_is_followed_by_a_paragraph_of_its_own() throws Exception {
    var whole = answer(user(BACKUP));
    assertThat(answer(user(BACKUP), assistant("An older text"))).isEqualTo("\n\n" + whole);
    assertThat(answer(user(BACKUP), assistant("An older text\n```sh\nls")))
        .isEqualTo("\n```\n\n" + whole);
  }

  @Test
  void an_interrupted_thread_stops_writing() throws Exception {
    var thrown = new AtomicReference<Throwable>();
    var pieces = new ArrayList<String>();
    var writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                new Guide(index, Duration.ofHours(1))
                    .answer(
                        prompt(user(BACKUP)),
                        chunk -> {
                          pieces.add(text(chunk));
                          Thread.currentThread().interrupt();
                        });
              } catch (InterruptedException e) {
                thrown.set(e);
              }
            });
    writer.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(pieces).hasSize(1);
  }

  @Test
  void what_the_reader_of_its_pieces_throws_comes_out_unchanged() {
    var refused = new IllegalStateException("refused");
    assertThatThrownBy(() ->
            guide.answer(
                prompt(user(BACKUP)),
                _ -> {
                  throw refused;
                }))
        .isSameAs(refused);
  }

  private static String answer(Turn... turns) throws InterruptedException {
    var text = new StringBuilder();
    guide.answer(prompt(turns), chunk -> text.append(text(chunk)));
    return text.toString();
  }

  private static Prompt prompt(Turn... turns) {
    return new Prompt(Provider.BUILT_IN, List.of(turns));
  }

  private static Turn user(String text) {
    return new Turn(TurnRole.USER, text);
  }

  private static Turn assistant(String text) {
    return new Turn(TurnRole.ASSISTANT, text);
  }

  private static String text(Chunk chunk) {
    return switch (chunk) {
      case Chunk.Text(var text) -> text;
      case Chunk.Reasoning(var text) -> text;
      case Chunk.TextWasReasoning _ -> "";
    };
  }
}
