package chat.parley.account;

import chat.parley.account.ExternalIdentities.Identity;
import chat.parley.account.oidc.OpenId;
import chat.parley.account.oidc.Registration;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// By which providers an account can be entered, and could be.
final class LinkedIdentities {
  private final ExternalIdentities identities;
  private final OpenId openId;

  LinkedIdentities(ExternalIdentities identities, OpenId openId) {
    this.identities = identities;
    this.openId = openId;
  }

  /// The providers that an account is entered by, as they are called.
  List<String> titles(AccountId account) {
    return identities.of(account).stream()
        .map(own -> provider(own).map(Registration::title).orElse(own.issuer()))
        .distinct()
        .toList();
  }

  /// The providers that an account is entered by, and that are there.
  List<Registration> providers(AccountId account) {
    List<String> issuers = identities.of(account).stream().map(Identity::issuer).toList();
    return openId.all().stream().filter(one -> issuers.contains(one.issuer())).toList();
  }

  /// Those that an account is entered by, and then those that could be added.
  List<LinkedIdentity> of(Account account) {
    List<Identity> own = identities.of(account.id());
    boolean last = own.size() == 1 && !account.hasPassword();
    List<LinkedIdentity> all = new ArrayList<>();
    for (Identity identity : own) {
      Optional<Registration> provider = provider(identity);
      all.add(
          new LinkedIdentity(
              provider.map(Registration::title).orElse(identity.issuer()),
              provider.map(Registration::name).orElse(""),
              identity.issuer(),
              identity.subject(),
              last));
    }
    openId.all().stream()
        .filter(one -> own.stream().noneMatch(has -> has.issuer().equals(one.issuer())))
        .map(one -> new LinkedIdentity(one.title(), one.name(), one.issuer(), null, false))
        .forEach(all::add);
    return all;
  }

  private Optional<Registration> provider(Identity identity) {
    return openId.all().stream().filter(one -> one.issuer().equals(identity.issuer())).findFirst();
  }
}
