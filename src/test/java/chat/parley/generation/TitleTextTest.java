package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TitleTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Why the sky is blue | Why the sky is blue",
        "\"Why the sky is blue\" | Why the sky is blue",
        "“Why the sky is blue.” | Why the sky is blue",
        "**Why the sky is blue** | Why the sky is blue",
        "# Why the sky is blue | Why the sky is blue",
        "Title: Why the sky is blue | Why the sky is blue",
        "**Title:** \"Why the sky is blue\" | Why the sky is blue",
        "1. Why the sky is blue | Why the sky is blue",
        "Titel: Warum der Himmel blau ist | Warum der Himmel blau ist",
        "标题：天空为什么是蓝色的 | 天空为什么是蓝色的",
        "«Pourquoi le ciel est bleu» | Pourquoi le ciel est bleu",
        "C# and snake_case in 5 * 3 | C# and snake_case in 5 * 3",
        "It's Robin's plan | It's Robin's plan",
        "TitleGenerator: how to write them | TitleGenerator: how to write them",
        "What now? | What now?",
        "To be continued... | To be continued..."
      })
  void what_stands_around_a_title_is_taken_off(String said, String title) {
    assertThat(TitleText.of(said)).contains(title);
  }

  @Test
  void reasoning_politeness_and_fences_before_it_are_passed_over() {
    assertThat(TitleText.of("<think>\nThe user asks.\n</think>\n\nWhy the sky is blue"))
        .contains("Why the sky is blue");
    assertThat(TitleText.of("Sure! Here is a title:\n\n```\nWhy the sky is blue\n```"))
        .contains("Why the sky is blue");
    assertThat(TitleText.of("Why the sky is blue\n\nI chose this because it is short."))
        .contains("Why the sky is blue");
    assertThat(TitleText.of("Why\tthe\u0000 sky\u202e is blue")).contains("Why the sky is blue");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<thought>a</thought>\n\nWhy the sky is blue",
        "Okay, the user wants a title.\nShort.\n</think>\n\nWhy the sky is blue",
        "Okay, the user wants a title. </think> Why the sky is blue",
        "[THINK]The user wants a title.[/THINK]Why the sky is blue",
        "◁think▷a◁/think▷Why the sky is blue",
        "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>Why the sky is blue<|return|>",
        "analysisWe need a title.assistantfinalWhy the sky is blue",
        "<|channel>thought\na<channel|>Why the sky is blue",
        "<|begin_of_thought|>a<|end_of_thought|><|begin_of_solution|>Why the sky is blue<|end_of_solution|>",
        "```json\n{ \"title\": \"Why the sky is blue\" }\n```",
        "{\"title\":\"Why the sky is blue\",\"emoji\":\"x\"}",
        "{\"emoji\":\"x\",\"chat_title\":\"**Why the sky is blue**\"}",
        "{\"titles\":[\"Why the sky is blue\",\"Another\"]}",
        "<think>a</think>{\"title\":\"Why the sky is blue\"}",
        "Here is the title:\n{\"title\":\"Why the sky is blue\"}",
        "{\"text\":\"Why the sky is blue\"}",
        "<title>Why the sky is blue</title>",
        "<think>a</think>\n<title>\nWhy the sky is blue\n</title>",
        "Here is the title:\n<title>Why the sky is blue</title>",
        "<thinking>a</think>Why the sky is blue",
        "<output>{\"title\":\"Why the sky is blue\"}</output>",
        "[\"Why the sky is blue\"]",
        "```json\n[\"Why the sky is blue\", \"Another\"]\n```",
        "[{\"title\":\"Why the sky is blue\"}]",
        "{\"result\":{\"title\":\"Why the sky is blue\"}}",
        "{\"emoji\":\"x\",\"result\":{\"title\":\"Why the sky is blue\"}}",
        "{\"result\":{\"text\":\"Why the sky is blue\"}}"
      })
  void reasoning_in_any_marks_and_json_around_a_title_are_taken_off(String said) {
    assertThat(TitleText.of(said)).contains("Why the sky is blue");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, but I can't help with that.",
        "I’m sorry, but I can’t help with that.",
        "I cannot assist with this request.",
        "I'm unable to provide a title for this conversation.",
        "As an AI language model, I cannot do this",
        "Es tut mir leid, aber dabei kann ich nicht helfen.",
        "Lo siento, pero no puedo ayudar con eso.",
        "Je suis désolé, mais je ne peux pas vous aider.",
        "Mi dispiace, ma non posso aiutarti.",
        "Desculpe, mas não posso ajudar com isso.",
        "К сожалению, я не могу помочь с этим.",
        "对不起，我无法提供帮助。",
        "抱歉，我不能协助。",
        "申し訳ありませんが、お手伝いできません。",
        "죄송합니다. 도와드릴 수 없습니다."
      })
  void a_refusal_is_no_title(String said) {
    assertThat(TitleText.of(said)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I can't sleep at night",
        "Sorry seems to be the hardest word",
        "Unable to mount a volume in Docker",
        "{curly} braces in bash",
        "[WriteBuffer] NewMessage to the landlord",
        "[1, 2] in Python",
        "[\"a\"] and [\"b\"] in JSON",
        "<b> or <strong>",
        "<b> or </strong>",
        "Help with apologies to a friend"
      })
  void what_only_sounds_like_a_refusal_or_like_json_is_a_title(String said) {
    assertThat(TitleText.of(said)).contains(said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n\n ",
        "\"\"",
        "...",
        "**",
        "New chat",
        "\"New Chat.\"",
        "Title:",
        "Untitled",
        "<think>and no end",
        "🎉"
      })
  void what_says_nothing_is_none(String said) {
    assertThat(TitleText.of(said)).isEmpty();
  }

  @Test
  void a_longer_one_is_cut_between_words() {
    String said = "A " + "word ".repeat(50);
    assertThat(TitleText.of(said))
        .hasValueSatisfying(title ->
            assertThat(title).hasSizeLessThanOrEqualTo(TitleText.LONGEST).endsWith("word"));
    assertThat(TitleText.of("😀a".repeat(50)))
        .hasValueSatisfying(title ->
            assertThat(title.codePointCount(0, title.length())).isEqualTo(TitleText.LONGEST));
  }
}
