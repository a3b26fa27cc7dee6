package chat.parley.account.oidc;

/// A provider has answered, and nobody is let in by what it said.
final class UntrustedResponse extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean said;

  private UntrustedResponse(String reason, boolean said) {
    super(LogText.of(reason, null));
    this.said = said;
  }

  /// What it says is not what it has signed, or not about this sign-in.
  ///
  /// @param reason for the log
  static UntrustedResponse said(String reason) {
    return new UntrustedResponse(reason, true);
  }

  /// It does not give what was asked for.
  static UntrustedResponse refused(String reason) {
    return new UntrustedResponse(reason, false);
  }

  /// For the one who tried.
  ///
  /// @param provider its title
  String sentence(String provider) {
    return (said
                ? "What %s said of you could not be believed."
                : "%s did not let Parley know who you are.")
            .formatted(provider)
        + " Try again; if it stays so, whoever runs this Parley finds why in its log.";
  }
}
