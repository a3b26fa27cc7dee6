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
  public String host = "127.0.0.1";
  public int port;
  public @Nullable PublicUrl publicUrl;
  public @Nullable TlsFiles tls;
  public List<AddressRange> trustedProxies = List.of();
  public Path data;
  public Auth auth = Auth.LOCAL;
  public @Nullable Registrations openId;
  public @Nullable MailServer mail;
  public Egress egress = Egress.DIRECT;
  public @Nullable String key;
  public @Nullable String baseUrl;
  public @Nullable String model;
  public FixedConcurrency limits = new FixedConcurrency(1000, 0, 0);
  public int messagesPerMinute;
  public int contextWindow = 8192;
  public TitleModel titles = new TitleModel.NoModel();
  public Timeouts timeouts = Timeouts.DEFAULT;
  public Duration drain = Duration.ZERO;
  public boolean sharedData;
  public @Nullable String secretKey;
  public List<LocalServers.Place> neighbours = List.of();
  public RequestLimits bounds = RequestLimits.USUAL;
  public StorageLimits storage = StorageLimits.ANY;
  public Timings timings = Timings.SHIPPED;
  public HashCost hashing = HashCost.SHIPPED;

  ConfigBuilder(Path data) {
    this.data = data;
  }

  ConfigBuilder(Config config) {
    host = config.host();
    port = config.port();
    publicUrl = config.publicUrl();
    tls = config.tls();
    trustedProxies = config.trustedProxies();
    data = config.data();
    auth = config.auth();
    openId = config.openId();
    mail = config.mail();
    egress = config.egress();
    key = config.key();
    baseUrl = config.baseUrl();
    model = config.model();
    limits = config.limits();
    messagesPerMinute = config.messagesPerMinute();
    contextWindow = config.contextWindow();
    titles = config.titles();
    timeouts = config.timeouts();
    drain = config.drain();
    sharedData = config.sharedData();
    secretKey = config.secretKey();
    neighbours = config.neighbours();
    bounds = config.bounds();
    storage = config.storage();
    timings = config.timings();
    hashing = config.hashing();
  }

  Config build() {
    return new Config(
        host,
        port,
        publicUrl,
        tls,
        trustedProxies,
        data,
        auth,
        openId,
        mail,
        egress,
        key,
        baseUrl,
        model,
        limits,
        messagesPerMinute,
        contextWindow,
        titles,
        timeouts,
        drain,
        sharedData,
        secretKey,
        neighbours,
        bounds,
        storage,
        timings,
        hashing);
  }
}
