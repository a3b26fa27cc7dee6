package chat.parley;

import chat.parley.account.mail.MailServer;
import chat.parley.account.oidc.Registrations;
import chat.parley.egress.AddressRange;
import chat.parley.egress.Egress;
import chat.parley.generation.TitleModel;
import chat.parley.http.PublicUrl;
import chat.parley.http.TlsFiles;
import chat.parley.model.LocalServers;
import chat.parley.model.Secrets;
import chat.parley.provider.Timeouts;
import chat.parley.usage.FixedConcurrency;
import chat.parley.usage.StorageLimits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The values of all flags: from the command line, then from the environment, then their defaults.
///
/// @param said what the command line says of a flag, or null
/// @param environment what the environment says of a variable, or null
record Flags(
    Function<Flag, @Nullable String> said, Function<String, @Nullable String> environment) {

  /// The most that one account may write at the same time, where people sign in.
  private static final int ANSWERS = 8;

  /// The most that it may send in a minute.
  private static final int MESSAGES = 60;

  /// The text that it may have stored, in megabytes.
  private static final int STORAGE = 1_000;

  String text(Flag flag) {
    String value = said.apply(flag);
    if (value == null) {
      value = environment.apply(flag.variable());
    }
    return value == null ? flag.fallback() : value;
  }

  /// @throws IllegalArgumentException when it is none, with a sentence that says so
  int number(Flag flag) {
    String value = text(flag);
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--" + flag.title() + " is a whole number, and \"" + value + "\" is none", e);
    }
  }

  /// The data directory, by the path that means the same everywhere.
  Path directory() {
    try {
      return Path.of(text(Flag.DATA)).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("--data is no directory's name: " + e.getMessage(), e);
    }
  }

  /// All of it, with what stands in the environment alone.
  Config config() {
    String publicUrl = text(Flag.PUBLIC_URL);
    String model = text(Flag.MODEL);
    Auth auth = Auth.of(text(Flag.AUTH));
    return Config.of(
        directory(),
        config -> {
          config.host = host();
          config.port = number(Flag.PORT);
          config.publicUrl = publicUrl.isBlank() ? null : PublicUrl.parse(publicUrl);
          config.tls = TlsFiles.named(text(Flag.TLS_CERT), text(Flag.TLS_KEY)).orElse(null);
          config.trustedProxies = trustedProxies();
          config.auth = auth;
          config.openId = openId(auth);
          config.mail = mail(auth, publicUrl);
          config.egress = Egress.of(environment, text(Flag.CA_FILE));
          config.key = environment.apply("OPENAI_API_KEY");
          config.baseUrl = environment.apply("OPENAI_BASE_URL");
          config.model = model.isBlank() ? null : model;
          config.limits =
              new FixedConcurrency(
                  number(Flag.ANSWERS),
                  limit(Flag.ANSWERS_PER_ACCOUNT, auth, ANSWERS),
                  number(Flag.ANSWERS_PER_PROVIDER));
          config.messagesPerMinute = limit(Flag.MESSAGES_PER_MINUTE, auth, MESSAGES);
          config.contextWindow = number(Flag.CONTEXT_WINDOW);
          config.titles = TitleModel.of(text(Flag.TITLES));
          config.timeouts =
              new Timeouts(
                  seconds(Flag.CONNECT_TIMEOUT),
                  seconds(Flag.FIRST_TOKEN_TIMEOUT),
                  seconds(Flag.CHUNK_TIMEOUT),
                  Timeouts.DEFAULT.listing());
          config.drain = seconds(Flag.DRAIN);
          config.secretKey = environment.apply(Secrets.VARIABLE);
          config.localServers = LocalServers.USUAL;
          config.storage =
              new StorageLimits(
                  limit(Flag.STORAGE_PER_ACCOUNT, auth, STORAGE), megabytes(Flag.MIN_FREE_DISK));
        });
  }

  private long megabytes(Flag flag) {
    int number = number(flag);
    if (number < 0) {
      throw new IllegalArgumentException("--" + flag.title() + " is less than nothing");
    }
    return number;
  }

  /// An IPv6 address as such, also where it was written as in an address of the web.
  private String host() {
    String host = text(Flag.HOST).strip();
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private @Nullable Registrations openId(Auth auth) {
    String file = text(Flag.OIDC);
    if (file.isBlank()) {
      return null;
    }
    if (auth != Auth.ACCOUNTS) {
      throw new IllegalArgumentException(
          "--oidc is for signing in, and nobody does in local mode: add --auth accounts");
    }
    try {
      return Registrations.read(Path.of(file));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("--oidc is no file's name: " + e.getMessage(), e);
    }
  }

  /// What stands in a letter is never taken from a request, which can come from anybody.
  private @Nullable MailServer mail(Auth auth, String publicUrl) {
    String url = text(Flag.SMTP_URL);
    if (url.isBlank()) {
      return null;
    }
    if (auth != Auth.ACCOUNTS || publicUrl.isBlank()) {
      throw new IllegalArgumentException(
          "--smtp-url goes with --auth accounts, and with --public-url, which the links in the mails begin with");
    }
    return MailServer.parse(url, text(Flag.MAIL_FROM));
  }

  /// Where nothing is said: no limit for the one person of local mode.
  private int limit(Flag flag, Auth auth, int withAccounts) {
    if (!text(flag).isBlank()) {
      return number(flag);
    }
    return auth == Auth.ACCOUNTS ? withAccounts : 0;
  }

  private List<AddressRange> trustedProxies() {
    try {
      return AddressRange.parseAll(text(Flag.TRUSTED_PROXY));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--trusted-proxy " + e.getMessage(), e);
    }
  }

  private Duration seconds(Flag flag) {
    return Duration.ofSeconds(number(flag));
  }
}
