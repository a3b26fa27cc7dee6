package chat.parley.account;

import chat.parley.account.ExternalIdentities.Identity;
import chat.parley.account.oidc.OpenId;
import chat.parley.account.oidc.Registration;
import chat.parley.settings.SettingsView;
import chat.parley.user.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// By what an account can be entered, but for its password: what there is, and what could be added.
public final class LinkedIdentities {
  private LinkedIdentities() {}

  /// How a provider is called.
  static String title(String issuer, OpenId openId) {
    return openId.all().stream()
        .filter(one -> one.issuer().equals(issuer))
        .findFirst()
        .map(Registration::title)
        .orElse(issuer);
  }

  public static List<SettingsView.Way> of(
      Account account, ExternalIdentities identities, OpenId openId) {
    List<Identity> own = identities.of(account.id());
    boolean last = own.size() == 1 && !account.hasPassword();
    List<SettingsView.Way> ways = new ArrayList<>();
    for (Identity identity : own) {
      Optional<Registration> provider =
          openId.all().stream().filter(one -> one.issuer().equals(identity.issuer())).findFirst();
      ways.add(
          new SettingsView.Way(
              provider.map(Registration::title).orElse(identity.issuer()),
              provider.map(Registration::name).orElse(""),
              identity.issuer(),
              identity.subject(),
              last));
    }
    for (Registration provider : openId.all()) {
      if (own.stream().noneMatch(one -> one.issuer().equals(provider.issuer()))) {
        ways.add(
            new SettingsView.Way(
                provider.title(), provider.name(), provider.issuer(), null, false));
      }
    }
    return ways;
  }
}
