package chat.parley.account.mail;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The server that takes mail, and who writes.
///
/// @param encrypted whether the connection is from the start; else as soon as the server offers it
/// @param user with whom Parley signs in there, or null
/// @param from an address, perhaps with a name before it
public record MailServer(
    String host,
    int port,
    boolean encrypted,
    @Nullable String user,
    @Nullable String password,
    String from) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int SUBMISSION = 587;
  private static final int SUBMISSIONS = 465;

  /// @param url like `smtps://user:password@mail.example.org`
  /// @throws IllegalArgumentException with a sentence about what is wrong, without the password
  public static MailServer parse(String url, String from) {
    if (!from.matches("[^\\p{Cntrl}]*[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+")) {
      throw new IllegalArgumentException(
          "--mail-from is whose mails they are, like Parley <parley@example.org>");
    }
    URI uri;
    try {
      uri = new URI(url.strip());
    } catch (URISyntaxException e) {
      // Its message would repeat the password.
      throw wrong();
    }
    boolean encrypted = "smtps".equals(uri.getScheme());
    String path = uri.getRawPath();
    if (!(encrypted || "smtp".equals(uri.getScheme()))
        || uri.getHost() == null
        || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw wrong();
    }
    String[] who = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
    if (who != null && who.length < 2) {
      throw new IllegalArgumentException("--smtp-url has a user and no password");
    }
    int usual = encrypted ? SUBMISSIONS : SUBMISSION;
    return new MailServer(
        uri.getHost(),
        uri.getPort() < 0 ? usual : uri.getPort(),
        encrypted,
        who == null ? null : decoded(who[0]),
        who == null ? null : decoded(who[1]),
        from.strip());
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "--smtp-url must be like smtps://user:password@mail.example.org, with signs like @ and / in the password written as %40 and %2F");
  }

  /// Whether nothing may be sent before the connection is encrypted: a password is not shown to a
  /// network.
  boolean mustEncrypt() {
    return user != null && !LOOPBACK.contains(host);
  }

  /// Does not show the password: what is printed may be kept.
  @Override
  public String toString() {
    return "MailServer[" + host + ":" + port + "]";
  }
}
