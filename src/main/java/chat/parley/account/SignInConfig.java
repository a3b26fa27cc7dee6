package chat.parley.account;

import chat.parley.account.mail.MailServer;
import chat.parley.account.oidc.Registration;
import chat.parley.egress.Egress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How people sign in.
///
/// @param required whether anybody has to; else there is one account, and no page of these
/// @param providers that people may sign in with
/// @param mail the server that takes mail to people
/// @param egress by which way providers and the mail server are called
/// @param hashing what the hash of a password costs
/// @param providerCall how long a provider may take over one call
public record SignInConfig(
    boolean required,
    List<Registration> providers,
    Optional<MailServer> mail,
    Egress egress,
    HashCost hashing,
    Duration providerCall) {
  public SignInConfig {
    providers = List.copyOf(providers);
  }
}
