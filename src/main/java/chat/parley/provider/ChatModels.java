package chat.parley.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether a model that a server lists chats. What the server says of its kind counts first; names
/// are believed only where it says nothing, and only the plain ones: whoever calls a model that
/// chats `whisperer` wants to see it.
final class ChatModels {

  /// LiteLLM's, and what others make of them.
  private static final Phrases MODES =
      Phrases.of(
          """
          chat | completion | responses | text
          """);

  private static final Phrases MODES_OF_OTHERS =
      Phrases.of(
          """
          embedding | embeddings | image | image_generation | image_edit | audio
          audio_transcription | audio_speech | transcription | speech | tts | stt | rerank
          moderation | moderations | video_generation | realtime | search | ocr | vector_store
          """);

  private static final List<String> KINDS =
      List.of("type", "reported_type", "task", "pipeline_tag", "model_type", "kind");

  private static final Phrases OF_CHAT =
      Phrases.of(
          """
          chat | llm | vlm | language | text-generation | text generation | image-text
          """);

  private static final Phrases OF_OTHERS =
      Phrases.of(
          """
          embed | image | audio | speech | tts | stt | asr | transcri | rerank | moderation
          video | ocr | classif | feature-extraction | translation
          """);

  /// Words of names of those that do something else.
  private static final Phrases WORDS_OF_OTHERS =
      Phrases.of(
          """
          embedding | embeddings | embed | rerank | reranker | whisper | tts | xtts | moderation
          sdxl | kokoro | dalle | text2vec | imagen | veo | parakeet
          """);

  /// Beside one of those, they say that it chats all the same.
  private static final Phrases WORDS_OF_CHAT =
      Phrases.of(
          """
          chat | assistant | llm | chatbot | instruct
          """);

  /// Families, by the first word of the name, whatever stands behind it.
  private static final Phrases FAMILIES_OF_OTHERS =
      Phrases.of(
          """
          bge | e5 | gte | minilm | flux | sdxl
          """);

  private static final Phrases PARTS_OF_OTHERS =
      Phrases.of(
          """
          stable-diffusion | dall-e | all-minilm | -e5- | multilingual-e5
          """);

  /// Those of OpenAI's own that answer at other addresses only.
  private static final Phrases OPENAIS =
      Phrases.of(
          """
          gpt-3 | gpt-4 | gpt-5 | o1 | o3 | o4 | codex- | chatgpt-
          """);

  private static final Phrases ENDS_AT_OPENAI =
      Phrases.of(
          """
          -realtime | -audio | -transcribe | -tts | -instruct | -image | -deep-research | -codex
          """);

  private static final Phrases NO_CHAT_AT_OPENAI =
      Phrases.of(
          """
          gpt-image | gpt-audio | gpt-realtime | sora- | davinci-00 | babbage-00
          computer-use-preview | codex-mini-latest
          """);

  private static final List<String> OUTPUTS =
      List.of(
          "/architecture/output_modalities",
          "/output_modalities",
          "/supported_output_modalities",
          "/modalities/output");

  private static final Phrases ANSWERING =
      Phrases.of("chat | complet | generat | responses | messages");

  private ChatModels() {}

  static boolean does(String name, JsonNode entry) {
    return said(entry).orElseGet(() -> byName(name));
  }

  /// What the server itself says; nothing where it does not.
  private static Optional<Boolean> said(JsonNode entry) {
    if (!entry.isObject()) {
      return Optional.empty();
    }
    JsonNode mode = entry.has("mode") ? entry.path("mode") : entry.at("/model_info/mode");
    String named = mode.asText("").toLowerCase(Locale.ROOT);
    if (MODES.has(named) || MODES_OF_OTHERS.has(named)) {
      return Optional.of(MODES.has(named));
    }
    if (isFalse(entry.at("/capabilities/completion_chat")) || isFalse(entry.path("active"))) {
      return Optional.of(false);
    }
    if (!writes(entry) || !answers(entry)) {
      return Optional.of(false);
    }
    for (String field : KINDS) {
      JsonNode kind =
          entry.path(field).isObject() ? entry.path(field).path("name") : entry.path(field);
      Optional<Boolean> told = ofKind(kind.asText("").toLowerCase(Locale.ROOT));
      if (told.isPresent()) {
        return told;
      }
    }
    Optional<Boolean> told =
        ofKind(entry.at("/capabilities/type").asText("").toLowerCase(Locale.ROOT));
    return told.isPresent() || !saysWhatComesOut(entry) ? told : Optional.of(true);
  }

  private static boolean isFalse(JsonNode said) {
    return said.isBoolean() && !said.booleanValue();
  }

  private static Optional<Boolean> ofKind(String kind) {
    if (OF_CHAT.anyIn(kind)) {
      return Optional.of(true);
    }
    return OF_OTHERS.anyIn(kind) ? Optional.of(false) : Optional.empty();
  }

  private static boolean saysWhatComesOut(JsonNode entry) {
    return OUTPUTS.stream().anyMatch(place -> !entry.at(place).isEmpty());
  }

  /// Whether text is among what comes out of it.
  private static boolean writes(JsonNode entry) {
    for (String place : OUTPUTS) {
      JsonNode outputs = entry.at(place);
      if (outputs.isArray() && !outputs.isEmpty() && !contains(outputs, "text")) {
        return false;
      }
    }
    String modality = entry.at("/architecture/modality").asText("");
    int arrow = modality.indexOf("->");
    return arrow < 0 || modality.indexOf("text", arrow) > 0;
  }

  /// Where it says which addresses it answers at, or what it can, chat is among it.
  private static boolean answers(JsonNode entry) {
    JsonNode methods = entry.path("supportedGenerationMethods");
    if (methods.isArray() && !methods.isEmpty() && !contains(methods, "generateContent")) {
      return false;
    }
    for (String place : List.of("endpoints", "supported_endpoints", "capabilities")) {
      JsonNode can = entry.path(place);
      if (can.isArray() && has(can, OF_OTHERS) && !has(can, ANSWERING)) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(JsonNode array, Phrases parts) {
    for (JsonNode element : array) {
      String text = element.asText("").toLowerCase(Locale.ROOT);
      if (parts.anyIn(text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(JsonNode array, String text) {
    for (JsonNode element : array) {
      if (element.asText("").equalsIgnoreCase(text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean byName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String last = lower.substring(Math.max(lower.lastIndexOf('/'), lower.lastIndexOf('\\')) + 1);
    if (NO_CHAT_AT_OPENAI.anyBegins(last)
        || (OPENAIS.anyBegins(last) && ENDS_AT_OPENAI.anyIn(last))) {
      return false;
    }
    List<String> words = List.of(last.split("[-_.: ]", -1));
    if (FAMILIES_OF_OTHERS.has(words.getFirst()) || PARTS_OF_OTHERS.anyIn(last)) {
      return false;
    }
    return words.stream().noneMatch(WORDS_OF_OTHERS::has)
        || words.stream().anyMatch(WORDS_OF_CHAT::has);
  }
}
