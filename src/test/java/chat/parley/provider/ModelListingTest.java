package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ModelListingTest {

  private static List<Model> read(String json) {
    return ModelListing.read("p", json).orElseThrow();
  }

  @Test
  void each_server_tells_the_context_window_in_its_own_way() {
    assertThat(
            read(
                """
                {"object":"list","data":[
                  {"id":"a-openrouter","context_length":131072},
                  {"id":"b-groq","context_window":8192},
                  {"id":"c-vllm","max_model_len":32768},
                  {"id":"d-lmstudio","max_context_length":32768,"loaded_context_length":4096},
                  {"id":"e-llamacpp","meta":{"n_ctx":2048,"n_ctx_train":131072}},
                  {"id":"f-llamacpp-old","meta":{"n_ctx_train":131072}},
                  {"id":"g-ollama","object":"model","owned_by":"library"},
                  {"id":"h-odd","context_length":"many"},
                  {"id":"i-odd","context_length":null,"meta":null},
                  {"id":"j-odd","max_model_len":0}]}\
                """))
        .extracting(Model::contextWindow)
        .containsExactly(131072, 8192, 32768, 4096, 2048, 131072, null, null, null, null);
  }

  @Test
  void a_window_in_thousands_is_read_as_the_smaller_number_that_it_may_be() {
    assertThat(
            read(
                """
                {"data":[
                  {"id":"a","context_length":"128k"},
                  {"id":"b","context_length":"200K"},
                  {"id":"c","context_length":"1M"},
                  {"id":"d","context_length":"1.5k"},
                  {"id":"e","context_length":"k"},
                  {"id":"f","context_length":"9999m"}]}\
                """))
        .extracting(Model::contextWindow)
        .containsExactly(128_000, 200_000, 1_000_000, 1_500, null, null);
  }

  @Test
  void the_newest_stand_first_and_then_by_name() {
    assertThat(
            read(
                """
                {"data":[{"id":"b"},{"id":"old","created":1},{"id":"A"},
                  {"id":"new","created":1700000000},{"id":"A"}]}\
                """))
        .extracting(Model::name)
        .containsExactly("new", "old", "A", "b");
  }

  @Test
  void models_that_do_not_chat_are_left_out() {
    assertThat(
            read(
                """
                {"data":[
                  {"id":"gpt-4o","owned_by":"system"},
                  {"id":"gpt-4o-realtime-preview","owned_by":"system"},
                  {"id":"gpt-4o-audio-preview","owned_by":"system"},
                  {"id":"gpt-4o-transcribe","owned_by":"system"},
                  {"id":"gpt-3.5-turbo-instruct","owned_by":"system"},
                  {"id":"gpt-image-1","owned_by":"system"},
                  {"id":"text-embedding-3-small","owned_by":"system"},
                  {"id":"whisper-1","owned_by":"openai-internal"},
                  {"id":"tts-1","owned_by":"openai-internal"},
                  {"id":"dall-e-3","owned_by":"system"},
                  {"id":"omni-moderation-latest","owned_by":"system"},
                  {"id":"babbage-002","owned_by":"system"},
                  {"id":"nomic-embed-text:latest","owned_by":"library"},
                  {"id":"painter","architecture":{"output_modalities":["image"]}},
                  {"id":"qwen2.5-7b-instruct","owned_by":"library"}]}\
                """))
        .extracting(Model::name)
        .containsExactly("gpt-4o", "qwen2.5-7b-instruct");
  }

  @Test
  void what_is_no_list_is_none_and_an_empty_one_is_empty() {
    for (String body : List.of("", "<html>", "{}", "{\"data\":3}", "7", "null")) {
      assertThat(ModelListing.read("p", body)).as(body).isEmpty();
    }
    // Ollama without a model.
    assertThat(read("{\"object\":\"list\",\"data\":null}")).isEmpty();
    assertThat(read("{\"data\":[]}")).isEmpty();
    assertThat(read("[{\"id\":\"bare\"}]")).hasSize(1);
    assertThat(read("{\"data\":[7,null,{\"id\":\" \"},{\"id\":\"one\"}]}")).hasSize(1);
  }
}
