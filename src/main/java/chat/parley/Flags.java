package chat.parley;

import chat.parley.generation.Limits;
import chat.parley.provider.Timeouts;
import chat.parley.web.PublicUrl;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// What can be said on the command line, each with its variable and default, in the order in which
/// `--help` shows it.
final class Flags {
  @Option(
      names = "--host",
      defaultValue = "${env:PARLEY_HOST:-127.0.0.1}",
      description = "Address to listen on (PARLEY_HOST; default 127.0.0.1).")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "${env:PARLEY_PORT:-8080}",
      description = "Port to listen on; 0 = any free one (PARLEY_PORT; default 8080).")
  int port;

  @Option(
      names = "--public-url",
      defaultValue = "${env:PARLEY_PUBLIC_URL:-}",
      description =
          "Address of a proxy in front that asks for a password; whoever it lets through is let in (PARLEY_PUBLIC_URL; default: none).")
  String publicUrl = "";

  @Option(
      names = "--data",
      defaultValue = "${env:PARLEY_DATA:-data}",
      scope = ScopeType.INHERIT,
      description = "Data directory (PARLEY_DATA; default ./data).")
  Path data = Path.of("data");

  @Option(
      names = "--auth",
      defaultValue = "${env:PARLEY_AUTH:-local}",
      description =
          "Who may use it: local = whoever uses this computer (PARLEY_AUTH; default local).")
  String auth = "local";

  @Option(
      names = "--model",
      defaultValue = "${env:PARLEY_MODEL:-}",
      description = "Default model (PARLEY_MODEL; default: the first that the server lists).")
  String model = "";

  @Option(
      names = "--answers",
      defaultValue = "${env:PARLEY_ANSWERS:-1000}",
      description = "Answers written at the same time (PARLEY_ANSWERS; default 1000).")
  int answers;

  @Option(
      names = "--answers-per-account",
      defaultValue = "${env:PARLEY_ANSWERS_PER_ACCOUNT:-0}",
      description = "... for one account; 0 = no limit of its own (PARLEY_ANSWERS_PER_ACCOUNT).")
  int answersPerAccount;

  @Option(
      names = "--answers-per-provider",
      defaultValue = "${env:PARLEY_ANSWERS_PER_PROVIDER:-0}",
      description = "... from one server; 0 = no limit of its own (PARLEY_ANSWERS_PER_PROVIDER).")
  int answersPerProvider;

  @Option(
      names = "--messages-per-minute",
      defaultValue = "${env:PARLEY_MESSAGES_PER_MINUTE:-0}",
      description = "Messages from one account; 0 = no limit (PARLEY_MESSAGES_PER_MINUTE).")
  int messagesPerMinute;

  @Option(
      names = "--context-window",
      defaultValue = "${env:PARLEY_CONTEXT_WINDOW:-8192}",
      description =
          "Tokens assumed of a model whose server does not say (PARLEY_CONTEXT_WINDOW; default 8192).")
  int contextWindow;

  @Option(
      names = "--connect-timeout",
      defaultValue = "${env:PARLEY_CONNECT_TIMEOUT:-10}",
      description =
          "Seconds until the model's server is connected (PARLEY_CONNECT_TIMEOUT; default 10).")
  int connectTimeout;

  @Option(
      names = "--first-token-timeout",
      defaultValue = "${env:PARLEY_FIRST_TOKEN_TIMEOUT:-300}",
      description = "Seconds until its first token (PARLEY_FIRST_TOKEN_TIMEOUT; default 300).")
  int firstTokenTimeout;

  @Option(
      names = "--chunk-timeout",
      defaultValue = "${env:PARLEY_CHUNK_TIMEOUT:-60}",
      description = "Seconds from one token to the next (PARLEY_CHUNK_TIMEOUT; default 60).")
  int chunkTimeout;

  @Option(
      names = "--drain",
      defaultValue = "${env:PARLEY_DRAIN:-30}",
      description =
          "Seconds that answers have to come to their end when Parley is asked to stop (PARLEY_DRAIN; default 30).")
  int drain;

  /// The data directory, by the path that means the same everywhere.
  Path directory() {
    return data.toAbsolutePath().normalize();
  }

  /// All of it, with what stands in the environment alone.
  Config config() {
    return new Config(
        host,
        port,
        publicUrl.isBlank() ? null : PublicUrl.parse(publicUrl),
        directory(),
        System.getenv("OPENAI_API_KEY"),
        System.getenv("OPENAI_BASE_URL"),
        model.isBlank() ? null : model,
        new Limits(answers, answersPerAccount, answersPerProvider),
        messagesPerMinute,
        contextWindow,
        new Timeouts(
            Duration.ofSeconds(connectTimeout),
            Duration.ofSeconds(firstTokenTimeout),
            Duration.ofSeconds(chunkTimeout),
            Timeouts.DEFAULT.listing()),
        Duration.ofSeconds(drain),
        false);
  }
}
