package chat.parley;

import chat.parley.account.HashCost;
import chat.parley.account.SignInConfig;
import chat.parley.account.mail.MailServer;
import chat.parley.account.oidc.Registrations;
import chat.parley.egress.AddressRange;
import chat.parley.egress.Egress;
import chat.parley.generation.TitleModel;
import chat.parley.http.PublicUrl;
import chat.parley.http.RequestLimits;
import chat.parley.http.ServerConfig;
import chat.parley.http.TlsFiles;
import chat.parley.model.LocalServers;
import chat.parley.model.ModelConfig;
import chat.parley.provider.Provider;
import chat.parley.provider.Timeouts;
import chat.parley.usage.FixedConcurrency;
import chat.parley.usage.Limits;
import chat.parley.usage.StorageLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything that can be configured, from flags, then the environment, then defaults.
///
/// @param port 0 = any free one
/// @param publicUrl of a proxy in front, whose visitors are let in; null = there is none
/// @param tls the files to speak TLS with; null = in clear
/// @param trustedProxies the proxies that may say for whom they speak
/// @param data the data directory
/// @param auth who may use it
/// @param openId the providers that people may sign in with; null = none
/// @param mail the server that takes letters to people; null = none are sent
/// @param key for the model's server, or null
/// @param baseUrl of the model's server, or null for OpenAI's own where there is a key
/// @param model the default model, or null for the first that is listed
/// @param messagesPerMinute for each account; 0 = as many as they like
/// @param contextWindow tokens assumed of a model whose server does not say
/// @param egress by which way servers of models and providers are called, and whose certificates
///   are believed
/// @param titles who makes the titles of chats
/// @param drain how long answers may go on to their end when the program is asked to stop
/// @param secretKey with which keys of connections are encrypted, in base64, or null for that of
///   the data directory
/// @param neighbours where servers of models on this computer are looked for
/// @param bounds how much is taken from those who ask, and how long they may take
/// @param storage how much may be stored
/// @param timings how long it waits for what nobody configures: only tests change that
/// @param hashing what the hash of a password costs: only tests change that
/// @param sharedData whether another process may use the data directory too: only tests do that
public record Config(
    String host,
    int port,
    @Nullable PublicUrl publicUrl,
    @Nullable TlsFiles tls,
    List<AddressRange> trustedProxies,
    Path data,
    Auth auth,
    @Nullable Registrations openId,
    @Nullable MailServer mail,
    Egress egress,
    @Nullable String key,
    @Nullable String baseUrl,
    @Nullable String model,
    FixedConcurrency limits,
    int messagesPerMinute,
    int contextWindow,
    TitleModel titles,
    Timeouts timeouts,
    Duration drain,
    boolean sharedData,
    @Nullable String secretKey,
    List<LocalServers.Place> neighbours,
    RequestLimits bounds,
    StorageLimits storage,
    Timings timings,
    HashCost hashing) {
  public Config {
    neighbours = List.copyOf(neighbours);
  }

  /// Local mode with nothing around it, but for these things.
  public static Config of(Path data, Consumer<ConfigBuilder> said) {
    ConfigBuilder builder = new ConfigBuilder(data);
    said.accept(builder);
    return builder.build();
  }

  /// The same but for these things.
  public Config with(Consumer<ConfigBuilder> changes) {
    ConfigBuilder builder = new ConfigBuilder(this);
    changes.accept(builder);
    return builder.build();
  }

  /// Does not show the keys: what is printed may be kept.
  @Override
  public String toString() {
    return "Config[" + auth + " at " + host + ":" + port + ", " + data + "]";
  }

  /// Under what address it listens.
  ///
  /// @param bound the port that it has got
  String address(int bound) {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return (tls == null ? "http" : "https") + "://" + name + ":" + bound;
  }

  /// Under what addresses it is found: that of the proxy in front first.
  ///
  /// @param bound the port that it has got
  List<String> addresses(int bound) {
    return Stream.concat(
            Stream.ofNullable(publicUrl).map(PublicUrl::toString), Stream.of(address(bound)))
        .toList();
  }

  /// Where the model's server is, if one is connected.
  Optional<String> server() {
    if (baseUrl != null && !baseUrl.isBlank()) {
      return Optional.of(baseUrl);
    }
    return key != null && !key.isBlank()
        ? Optional.of("https://api.openai.com/v1")
        : Optional.empty();
  }

  /// How people sign in.
  SignInConfig signIn() {
    return new SignInConfig(
        !auth.isLocal(),
        openId == null ? List.of() : openId.all(),
        Optional.ofNullable(mail),
        egress,
        hashing,
        timings.openIdCall());
  }

  /// Which models there are beside the connections.
  ///
  /// @param own whether this Parley listens on a port
  ModelConfig models(List<Provider> fixed, IntPredicate own) {
    return new ModelConfig(fixed, Optional.ofNullable(model), timeouts, egress, own, neighbours);
  }

  /// What somebody may use about whom nothing was decided.
  Limits usualLimits() {
    return new Limits(messagesPerMinute, limits.perAccount(), null, null, storage.perAccount());
  }

  /// Where and how it is served.
  ServerConfig serving() {
    return new ServerConfig(
        host,
        port,
        Optional.ofNullable(publicUrl),
        Optional.ofNullable(tls),
        trustedProxies,
        bounds,
        auth.isLocal(),
        timings.certificates());
  }
}
