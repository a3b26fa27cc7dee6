package chat.parley.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where public servers answer whose bare address leads nowhere.
final class KnownServers {

  /// The path of OpenAI's protocol; empty = right at the host.
  private static final Map<String, String> OPENAI =
      Map.ofEntries(
          Map.entry("openrouter.ai", "/api/v1"),
          Map.entry("api.groq.com", "/openai/v1"),
          Map.entry("api.perplexity.ai", ""),
          Map.entry("generativelanguage.googleapis.com", "/v1beta/openai"),
          Map.entry("api.fireworks.ai", "/inference/v1"),
          Map.entry("api.deepinfra.com", "/v1/openai"),
          Map.entry("dashscope.aliyuncs.com", "/compatible-mode/v1"),
          Map.entry("dashscope-intl.aliyuncs.com", "/compatible-mode/v1"),
          Map.entry("dashscope-us.aliyuncs.com", "/compatible-mode/v1"),
          Map.entry("api.cohere.ai", "/compatibility/v1"),
          Map.entry("api.cohere.com", "/compatibility/v1"),
          Map.entry("open.bigmodel.cn", "/api/paas/v4"),
          Map.entry("api.z.ai", "/api/paas/v4"),
          Map.entry("models.github.ai", "/inference"),
          Map.entry("models.inference.ai.azure.com", ""),
          Map.entry("api.githubcopilot.com", ""),
          Map.entry("ark.cn-beijing.volces.com", "/api/v3"),
          Map.entry("qianfan.baidubce.com", "/v2"));

  private static final Map<String, String> ANTHROPIC =
      Map.of(
          "api.deepseek.com", "/anthropic/v1",
          "api.moonshot.ai", "/anthropic/v1",
          "api.minimax.io", "/anthropic/v1",
          "api.z.ai", "/api/anthropic/v1",
          "openrouter.ai", "/api/v1");

  private static final List<String> AZURE =
      List.of(".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com");

  /// What people write who have half of it in mind.
  private static final List<String> GUESSED = List.of("", "/v1", "/api", "/openai", "/v1beta");

  private KnownServers() {}

  static boolean isAzure(String host) {
    return AZURE.stream().anyMatch(host::endsWith);
  }

  /// @param path as it was written, without slashes at its end
  /// @return nothing where the server is not known, or the path is one of its own
  static Optional<String> path(String host, Protocol protocol, String path) {
    if (!GUESSED.contains(path)) {
      return Optional.empty();
    }
    return switch (protocol) {
      case OPENAI ->
          isAzure(host) ? Optional.of("/openai/v1") : Optional.ofNullable(OPENAI.get(host));
      case ANTHROPIC -> Optional.ofNullable(ANTHROPIC.get(host));
      case GEMINI, OLLAMA -> Optional.empty();
    };
  }
}
