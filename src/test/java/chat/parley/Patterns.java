package chat.parley;

import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.Set;
import java.util.TreeSet;

/// Who may use regular expressions of Java, and why no text of others makes them slow.
final class Patterns {
  /// What a person of this site chose at its start: settings, files, the docs.
  private static final Set<String> OUR_OWN_TEXT =
      Set.of(
          "docs.Docs",
          "docs.DocsIndex",
          "docs.DocsPage",
          "account.mail.MailServer",
          "account.oidc.AuthorizationEndpoint",
          "account.oidc.Discovery",
          "account.oidc.Registration",
          "model.Secrets",
          "account.AppSecret",
          "docs.DocsController",
          "model.LocalServerOffers",
          "http.PemFiles");

  /// A few hundred characters at most, before the pattern sees them.
  private static final Set<String> SHORT_TEXT =
      Set.of(
          "account.Accounts",
          "account.Passwords",
          "conversation.Conversation",
          "generation.TitleText",
          "data.ChatFile");

  /// Sequences in which no repetition can give a character to the next one: a text that does not
  /// fit is given up at once.
  private static final Set<String> ONE_PASS =
      Set.of(
          "account.SetUpCode",
          "docs.Section",
          "docs.SmallTalk",
          "docs.Words",
          "egress.AddressRange",
          "provider.GeminiModels",
          "provider.GeminiProvider",
          "provider.OllamaModels",
          "provider.ServerAddress",
          "model.ConnectionEditor",
          "http.Csv",
          "http.Request",
          "http.ForwardedHeaders",
          "http.Dispatcher",
          "usage.LimitsForm",
          "http.ReturnAddress",
          "conversation.ConversationId",
          "http.LocalOnly");

  /// Use nothing but `split`, at any of some characters: one pass, too.
  static final Set<String> SPLITTING =
      Set.of(
          "egress.NoProxy",
          "local.RunningUser",
          "local.SocketTable",
          "account.oidc.Registrations",
          "provider.ChatModels",
          "model.ConnectionsController");

  private Patterns() {}

  static Set<String> allowed() {
    var allowed = new TreeSet<>(OUR_OWN_TEXT);
    allowed.addAll(SHORT_TEXT);
    allowed.addAll(ONE_PASS);
    return allowed;
  }

  /// Splitting at one plain character is done without a pattern, but which it is cannot be seen
  /// here: `PatternsTest` reads the source for that.
  static boolean isOne(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getFullName();
    return owner.startsWith("java.util.regex.")
        || (owner.equals(String.class.getName())
            && Set.of("matches", "replaceAll", "replaceFirst").contains(access.getName()));
  }
}
