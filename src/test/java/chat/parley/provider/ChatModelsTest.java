package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which models of a list are offered, as real servers list them.
final class ChatModelsTest {
  private static List<String> names(String entries) {
    return ModelListing.read("p", "{\"object\":\"list\",\"data\":[" + entries + "]}")
        .orElseThrow()
        .stream()
        .map(Model::name)
        .toList();
  }

  @Test
  void a_gateway_that_says_of_everything_that_openai_owns_it_hides_nothing_that_chats() {
    assertThat(
            names(
                """
                {"id":"llama-3.3-70b-instruct","owned_by":"openai"},
                {"id":"deepseek-coder-33b-instruct","owned_by":"openai"},
                {"id":"falcon-40b-instruct","owned_by":"system"},
                {"id":"qwen2-audio-7b","owned_by":"openai"},
                {"id":"internvl-image-chat","owned_by":"openai"},
                {"id":"my-codex","owned_by":"system"},
                {"id":"gpt-j-6b-instruct","owned_by":"system"}\
                """))
        .hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"m\",\"mode\":\"audio_speech\"}",
        "{\"id\":\"m\",\"mode\":\"image_generation\"}",
        "{\"id\":\"m\",\"mode\":\"embedding\"}",
        "{\"id\":\"m\",\"mode\":\"rerank\"}",
        "{\"id\":\"m\",\"mode\":\"Realtime\"}",
        "{\"id\":\"m\",\"mode\":\"vision\",\"type\":\"embedding\"}",
        "{\"id\":\"m\",\"model_info\":{\"mode\":\"audio_transcription\"}}",
        "{\"id\":\"m-instruct\",\"type\":\"embedding\"}",
        "{\"id\":\"m\",\"type\":\"embeddings\"}",
        "{\"id\":\"m\",\"type\":\"image\"}",
        "{\"id\":\"m\",\"type\":\"rerank\"}",
        "{\"id\":\"m\",\"pipeline_tag\":\"feature-extraction\"}",
        "{\"id\":\"m\",\"pipeline_tag\":\"text-to-image\"}",
        "{\"id\":\"m\",\"task\":{\"name\":\"Text Embeddings\"}}",
        "{\"id\":\"m\",\"capabilities\":{\"completion_chat\":false}}",
        "{\"id\":\"m\",\"capabilities\":{\"type\":\"embeddings\"}}",
        "{\"id\":\"m\",\"capabilities\":[\"embedding\"]}",
        "{\"id\":\"m\",\"active\":false}",
        "{\"id\":\"m\",\"architecture\":{\"modality\":\"text->image\"}}",
        "{\"id\":\"m\",\"supported_output_modalities\":[\"embeddings\"]}",
        "{\"name\":\"m\",\"supportedGenerationMethods\":[\"embedContent\"]}",
        "{\"id\":\"m\",\"endpoints\":[\"embed\"]}",
      })
  void what_a_server_says_to_be_something_else_is_left_out(String entry) {
    assertThat(names(entry)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"text-embedding-large\",\"mode\":\"chat\"}",
        "{\"id\":\"m\",\"mode\":\"vision\"}",
        "{\"id\":\"m\",\"mode\":\"\"}",
        "{\"id\":\"m\",\"mode\":\"unheard_of\",\"type\":\"model\"}",
        "{\"id\":\"whisper\",\"type\":\"llm\"}",
        "{\"id\":\"flux\",\"type\":\"chat\"}",
        "{\"id\":\"bge\",\"type\":\"vlm\"}",
        "{\"id\":\"tts\",\"pipeline_tag\":\"text-generation\"}",
        "{\"id\":\"openai/gpt-4o-audio-preview\",\"architecture\":{\"output_modalities\":[\"text\",\"audio\"]}}",
        "{\"id\":\"gemini-image\",\"architecture\":{\"modality\":\"text+image->text\"}}",
        "{\"id\":\"m\",\"capabilities\":[\"completion\",\"vision\"]}",
        "{\"id\":\"m\",\"type\":\"model\"}",
      })
  void what_a_server_says_to_chat_is_offered_whatever_it_is_called(String entry) {
    assertThat(names(entry)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flux.1-schnell",
        "black-forest-labs/FLUX.1-dev",
        "kokoro-tts",
        "sdxl-turbo",
        "e5-large-v2",
        "intfloat/multilingual-e5-large-instruct",
        "gte-qwen2-7b-instruct",
        "all-minilm:latest",
        "nomic-embed-text",
        "mxbai-embed-large",
        "qwen3-embedding:0.6b",
        "jina-embeddings-v2",
        "bge-m3",
        "BAAI/bge-large-en",
        "whisper-large-v3",
        "distil-whisper-large-v3-en",
        "tts-1",
        "bge-reranker-v2",
        "stable-diffusion-3.5",
        "dall-e-3",
        "omni-moderation-latest",
        "gpt-image-1",
        "gpt-4o-mini-tts",
        "gpt-4o-transcribe",
        "sora-2",
        "babbage-002",
        "o3-deep-research",
        "playai-tts"
      })
  void a_plain_name_of_something_else_is_left_out(String name) {
    assertThat(names("{\"id\":\"" + name + "\"}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "whisperer-7b",
        "my-whisper-chat",
        "embedded-systems-assistant",
        "embed-chat",
        "influx",
        "fluxion",
        "llama-guard-3",
        "gpt-oss-20b",
        "gpt-4o",
        "o4-mini",
        "chatgpt-4o-latest",
        "gpt-5.2",
        "mistral-moderated",
        "attention-is-all",
        "qwen2.5-vl-7b",
        "nllb",
        "codex-like",
        "phi-4-multimodal-instruct",
        "soralla",
        "davinci-like",
        "clip-chat"
      })
  void a_name_that_only_looks_so_is_offered(String name) {
    assertThat(names("{\"id\":\"" + name + "\"}")).hasSize(1);
  }

  @Test
  void other_shapes_of_a_list_are_read() {
    for (String list :
        List.of(
            "{\"models\":[{\"name\":\"a\"}]}",
            "{\"models\":[\"a\"]}",
            "[\"a\"]",
            "[{\"model\":\"a\"}]",
            "{\"data\":{\"models\":[{\"id\":\"a\"}]}}",
            "{\"data\":{\"a\":{\"object\":\"model\"}}}",
            "{\"result\":[{\"name\":\"a\"}]}",
            "{\"data\":[{\"model_id\":\"a\"}]}",
            "{\"data\":[{\"model_id\":\"a\",\"name\":\"A, as people call it\"}]}",
            "{\"model_list\":[{\"model_name\":\"a\",\"litellm_params\":{\"model\":\"b\"}}]}",
            "{\"model_list\":[\"a\"]}",
            "\uFEFF{\"data\":[{\"id\":\"a\"}]}",
            "{\"data\":[{\"id\":\"a\"},{\"id\":\"a\",\"max_model_len\":4096},\"a\"]}")) {
      assertThat(ModelListing.read("p", list).orElseThrow())
          .as(list)
          .extracting(Model::name)
          .containsExactly("a");
    }
    assertThat(
            ModelListing.read(
                "p", "{\"data\":[{\"id\":\"a\"},{\"id\":\"a\",\"n_ctx\":\"4,096\"}]}"))
        .contains(List.of(new Model("p", "a", 4096)));
  }
}
