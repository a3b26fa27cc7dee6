package chat.parley.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The context window that a server states of a model, under whichever name and as a number or a
/// string of one. `128k` are 128 000: should they be more, a little is left unused, and should they
/// be no more, nothing is refused as too long.
final class ListedContextWindow {

  /// In the order in which they count. What a model is loaded with, or what a host gives it, is
  /// what there is: before what it was made for.
  private static final List<String> PLACES =
      List.of(
          "/loaded_context_length", // LM Studio
          "/meta/n_ctx", // llama.cpp
          "/context_length", // OpenRouter, Together
          "/context_window", // Groq
          "/max_model_len", // vLLM, SGLang
          "/max_context_length", // LM Studio, Mistral
          "/capabilities/limits/max_context_window_tokens", // Copilot
          "/capabilities/limits/max_prompt_tokens",
          "/limits/max_input_tokens", // GitHub Models
          "/max_input_tokens", // LiteLLM
          "/model_info/max_input_tokens",
          "/metadata/context_length", // DeepInfra
          "/model_spec/availableContextTokens", // Venice
          "/limit/context",
          "/limits/max_context_window_tokens",
          "/details/context_length",
          "/inputTokenLimit", // Gemini
          "/input_token_limit",
          "/max_prompt_tokens",
          "/max_sequence_length",
          "/max_seq_len",
          "/max_position_embeddings",
          "/contextLength",
          "/contextWindow",
          "/context_size",
          "/num_ctx",
          "/n_ctx",
          "/meta/n_ctx_train");

  /// OpenRouter: what the host that is asked allows, which may be less.
  private static final String OF_THE_HOST = "/top_provider/context_length";

  private ListedContextWindow() {}

  static Optional<Integer> of(JsonNode entry) {
    if (!entry.isObject()) {
      return Optional.empty();
    }
    Optional<Integer> stated =
        PLACES.stream().map(place -> tokens(entry.at(place))).flatMap(Optional::stream).findFirst();
    return Stream.concat(stated.stream(), tokens(entry.at(OF_THE_HOST)).stream())
        .min(Integer::compare);
  }

  private static Optional<Integer> tokens(JsonNode said) {
    double number =
        switch (said.getNodeType()) {
          case NUMBER -> said.doubleValue();
          case STRING -> number(said.textValue().strip());
          default -> 0;
        };
    return number >= 1 && number <= Integer.MAX_VALUE
        ? Optional.of((int) number)
        : Optional.empty();
  }

  private static double number(String text) {
    String digits = text.replace(",", "").replace("_", "");
    if (digits.isEmpty() || digits.length() > 12) {
      return 0;
    }
    int unit =
        switch (digits.charAt(digits.length() - 1)) {
          case 'k', 'K' -> 1_000;
          case 'm', 'M' -> 1_000_000;
          default -> 1;
        };
    try {
      return unit
          * Double.parseDouble(unit == 1 ? digits : digits.substring(0, digits.length() - 1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
