package chat.parley;

import chat.parley.account.HashCost;
import chat.parley.account.mail.MailServer;
import chat.parley.account.oidc.Registrations;
import chat.parley.egress.AddressRange;
import chat.parley.egress.Egress;
import chat.parley.generation.TitleModel;
import chat.parley.http.PublicUrl;
import chat.parley.http.RequestLimits;
import chat.parley.http.TlsFiles;
import chat.parley.model.LocalServers;
import chat.parley.provider.Timeouts;
import chat.parley.usage.FixedConcurrency;
import chat.parley.usage.StorageLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Config] in the making, which has too many parts to be told apart by their order. What is not
/// set is that of local mode at any free port, with nobody limited and no model connected.
public final class ConfigBuilder {
  String host = "127.0.0.1";

  /// 0 = any free one.
  public int port;

  /// Of a proxy in front, whose visitors are let in; null = there is none.
  public @Nullable PublicUrl publicUrl;

  /// The files to speak TLS with; null = in clear.
  public @Nullable TlsFiles tls;

  /// The proxies that may say for whom they speak.
  public List<AddressRange> trustedProxies = List.of();

  /// The data directory.
  Path data;

  /// Who may use it.
  public Auth auth = Auth.LOCAL;

  /// The providers that people may sign in with; null = none.
  public @Nullable Registrations openId;

  /// The server that takes letters to people; null = none are sent.
  public @Nullable MailServer mail;

  /// By which way servers of models and providers are called, and whose certificates are believed.
  Egress egress = Egress.DIRECT;

  /// For the model's server, or null.
  @Nullable String key;

  /// Of the model's server, or null for OpenAI's own where there is a key.
  public @Nullable String baseUrl;

  /// The default model, or null for the first that is listed.
  @Nullable String model;

  public FixedConcurrency limits = new FixedConcurrency(1000, 0, 0);

  /// For each account; 0 = as many as they like.
  public int messagesPerMinute;

  /// Tokens assumed of a model whose server does not say.
  int contextWindow = 8192;

  /// Who makes the titles of chats.
  public TitleModel titles = new TitleModel.NoModel();

  Timeouts timeouts = Timeouts.DEFAULT;

  /// How long answers may go on to their end when the program is asked to stop.
  Duration drain = Duration.ZERO;

  /// Whether another process may use the data directory too: only tests do that.
  public boolean sharedData;

  /// With which keys of connections are encrypted, in base64, or null for that of the data
  /// directory.
  @Nullable String secretKey;

  /// Where servers of models on this computer are looked for.
  public List<LocalServers.LocalServerAddress> localServers = List.of();

  /// How much is taken from those who ask, and how long they may take.
  public RequestLimits bounds = RequestLimits.USUAL;

  /// How much may be stored.
  StorageLimits storage = StorageLimits.ANY;

  /// How long it waits for what nobody configures: only tests change that.
  public Timings timings = Timings.SHIPPED;

  /// What the hash of a password costs: only tests change that.
  public HashCost hashing = HashCost.SHIPPED;

  ConfigBuilder(Path data) {
    this.data = data;
  }
}
