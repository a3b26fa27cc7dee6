package chat.parley.account.oidc;

/// What came of signing in with a provider.
public sealed interface LoginResult {

  /// Somebody whom the provider vouches for.
  ///
  /// @param issuer who vouches
  /// @param subject whom they mean, for ever
  /// @param name as they call themselves there, or empty
  record LoggedIn(String issuer, String subject, String name, ReportedEmail email)
      implements LoginResult {}

  /// Nobody, for a reason.
  ///
  /// @param sentence for the one who tried
  record LoginFailed(String sentence) implements LoginResult {}

  /// An e-mail address, or why there is none to go by.
  sealed interface ReportedEmail {
    /// The provider says that it is theirs.
    ///
    /// @param address in lower case
    record VerifiedEmail(String address) implements ReportedEmail {}

    record UnverifiedEmail(EmailDoubt doubt) implements ReportedEmail {}
  }

  /// Why an address is not gone by.
  enum EmailDoubt {
    NO_ADDRESS("tells no e-mail address of yours"),
    NOT_SAID("does not say whether your e-mail address is verified (email_verified is missing)"),
    NOT_VERIFIED("says that your e-mail address is not verified (email_verified is false)");

    private final String words;

    EmailDoubt(String words) {
      this.words = words;
    }

    /// What the provider does, to be said to the one who tried.
    public String reason() {
      return words;
    }
  }
}
