package chat.parley;

import chat.parley.account.HashCost;
import chat.parley.account.SignInConfig;
import chat.parley.egress.AddressRange;
import chat.parley.egress.Egress;
import chat.parley.generation.GenerationConfig;
import chat.parley.generation.TitleModel;
import chat.parley.http.ForwardedHeaders;
import chat.parley.http.Origins;
import chat.parley.http.PublicUrl;
import chat.parley.http.RequestLimits;
import chat.parley.http.ServerConfig;
import chat.parley.http.TlsFiles;
import chat.parley.model.ModelConfig;
import chat.parley.provider.Provider;
import chat.parley.provider.RetryPolicy;
import chat.parley.provider.Timeouts;
import chat.parley.usage.FixedConcurrency;
import chat.parley.usage.Limits;
import chat.parley.usage.StorageLimits;
import chat.parley.usage.UsageConfig;
import chat.parley.user.AccountId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything that can be configured, from flags, then the environment, then defaults.
public final class Config {
  private final Consumer<ConfigBuilder> said;
  private final ConfigBuilder set;

  private Config(Path data, Consumer<ConfigBuilder> said) {
    this.said = said;
    this.set = new ConfigBuilder(data);
    said.accept(set);
  }

  /// Local mode with nothing around it, but for these things.
  public static Config of(Path data, Consumer<ConfigBuilder> said) {
    return new Config(data, said);
  }

  /// The same but for these things.
  public Config with(Consumer<ConfigBuilder> changes) {
    return new Config(set.data, said.andThen(changes));
  }

  public Path data() {
    return set.data;
  }

  public Auth auth() {
    return set.auth;
  }

  String host() {
    return set.host;
  }

  int port() {
    return set.port;
  }

  public @Nullable PublicUrl publicUrl() {
    return set.publicUrl;
  }

  public @Nullable TlsFiles tls() {
    return set.tls;
  }

  List<AddressRange> trustedProxies() {
    return set.trustedProxies;
  }

  boolean sharedData() {
    return set.sharedData;
  }

  @Nullable String secretKey() {
    return set.secretKey;
  }

  @Nullable String key() {
    return set.key;
  }

  Egress egress() {
    return set.egress;
  }

  Timeouts timeouts() {
    return set.timeouts;
  }

  FixedConcurrency limits() {
    return set.limits;
  }

  int contextWindow() {
    return set.contextWindow;
  }

  TitleModel titles() {
    return set.titles;
  }

  Duration drain() {
    return set.drain;
  }

  RequestLimits bounds() {
    return set.bounds;
  }

  StorageLimits storage() {
    return set.storage;
  }

  Timings timings() {
    return set.timings;
  }

  HashCost hashing() {
    return set.hashing;
  }

  @Nullable String model() {
    return set.model;
  }

  /// Does not show the keys: what is printed may be kept.
  @Override
  public String toString() {
    return "Config[" + set.auth + " at " + set.host + ":" + set.port + ", " + set.data + "]";
  }

  /// Under what address it listens.
  ///
  /// @param bound the port that it has got
  String address(int bound) {
    String name = set.host.contains(":") ? "[" + set.host + "]" : set.host;
    return (set.tls == null ? "http" : "https") + "://" + name + ":" + bound;
  }

  /// Under what addresses it is found: that of the proxy in front first.
  ///
  /// @param bound the port that it has got
  List<String> addresses(int bound) {
    return Stream.concat(
            Stream.ofNullable(set.publicUrl).map(PublicUrl::toString), Stream.of(address(bound)))
        .toList();
  }

  /// Where the model's server is, if one is connected.
  Optional<String> server() {
    if (set.baseUrl != null && !set.baseUrl.isBlank()) {
      return Optional.of(set.baseUrl);
    }
    return set.key != null && !set.key.isBlank()
        ? Optional.of("https://api.openai.com/v1")
        : Optional.empty();
  }

  /// How people sign in.
  SignInConfig signIn() {
    return new SignInConfig(
        !set.auth.isLocal(),
        set.openId == null ? List.of() : set.openId.all(),
        Optional.ofNullable(set.mail),
        set.egress,
        set.hashing,
        set.timings.openIdCall());
  }

  /// Which models there are beside the connections.
  ///
  /// @param own whether this Parley listens on a port
  ModelConfig models(List<Provider> fixed, IntPredicate own) {
    return new ModelConfig(
        fixed, Optional.ofNullable(set.model), set.timeouts, set.egress, own, set.localServers);
  }

  /// What may be used where nothing was decided.
  UsageConfig usage() {
    return new UsageConfig(
        new Limits(
            set.messagesPerMinute, set.limits.perAccount(), null, null, set.storage.perAccount()),
        set.limits,
        set.storage);
  }

  /// How answers are written.
  ///
  /// @param systemPrompts what an account wants to stand in front of its chats
  GenerationConfig generation(Function<AccountId, String> systemPrompts) {
    return new GenerationConfig(
        set.timings.queue(),
        new RetryPolicy(
            () -> ThreadLocalRandom.current().nextDouble(),
            set.timeouts.firstToken(),
            set.timings.retry()),
        set.contextWindow,
        set.titles,
        systemPrompts);
  }

  /// Where and how it is served.
  ServerConfig serving() {
    return new ServerConfig(
        set.host,
        set.port,
        Optional.ofNullable(set.publicUrl),
        Optional.ofNullable(set.tls),
        set.trustedProxies,
        set.bounds,
        set.auth.isLocal(),
        set.timings.certificates());
  }

  /// Under what addresses it is found.
  Origins origins() {
    return new Origins(
        Optional.ofNullable(set.publicUrl), new ForwardedHeaders(set.trustedProxies));
  }
}
