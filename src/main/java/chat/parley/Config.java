package chat.parley;

import chat.parley.generation.Limits;
import chat.parley.mail.MailServer;
import chat.parley.openid.Registrations;
import chat.parley.provider.Timeouts;
import chat.parley.web.PublicUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything that can be configured, from flags, then the environment, then defaults.
///
/// @param port 0 = any free one
/// @param publicUrl of a proxy in front, whose visitors are let in; null = there is none
/// @param data the data directory
/// @param auth who may use it
/// @param openId the providers that people may sign in with; null = none
/// @param mail the server that takes letters to people; null = none are sent
/// @param key for the model's server, or null
/// @param baseUrl of the model's server, or null for OpenAI's own where there is a key
/// @param model the default model, or null for the first that is listed
/// @param messagesPerMinute for each account; 0 = as many as they like
/// @param contextWindow tokens assumed of a model whose server does not say
/// @param drain how long answers may go on to their end when the program is asked to stop
/// @param sharedData whether another process may use the data directory too: only tests do that
public record Config(
    String host,
    int port,
    @Nullable PublicUrl publicUrl,
    Path data,
    Auth auth,
    @Nullable Registrations openId,
    @Nullable MailServer mail,
    @Nullable String key,
    @Nullable String baseUrl,
    @Nullable String model,
    Limits limits,
    int messagesPerMinute,
    int contextWindow,
    Timeouts timeouts,
    Duration drain,
    boolean sharedData) {

  /// Where the model's server is, if one is connected.
  Optional<String> server() {
    if (baseUrl != null && !baseUrl.isBlank()) {
      return Optional.of(baseUrl);
    }
    return key != null && !key.isBlank()
        ? Optional.of("https://api.openai.com/v1")
        : Optional.empty();
  }
}
