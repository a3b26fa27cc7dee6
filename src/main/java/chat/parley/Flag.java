package chat.parley;

import java.util.Locale;

/// What can be said on the command line or in the environment, in the order in which `--help` shows
/// it.
enum Flag {
  HOST("ADDRESS", "127.0.0.1", "Address to listen on"),
  PORT("NUMBER", "8080", "Port to listen on; 0 = any free one"),
  PUBLIC_URL(
      "URL",
      "",
      "Address of a proxy in front; in local mode whoever comes through it needs the secret link"),
  TLS_CERT("FILE", "", "Certificate chain to speak https with, in PEM"),
  TLS_KEY("FILE", "", "... and its private key, in PEM (PKCS#8, without a password)"),
  TRUSTED_PROXY(
      "ADDRESS[,ADDRESS]",
      "",
      "Proxies, by address or range, that may say whose requests they pass on"),
  DATA("DIRECTORY", "data", "Data directory"),
  AUTH(
      "MODE",
      "local",
      "Who may use it: local = the user who runs it, others with its secret link; link = all with that link; accounts = who signs in"),
  OIDC("FILE", "", "File of the OpenID Connect providers that people may sign in with"),
  SMTP_URL("URL", "", "Mail server for links to new passwords and invitations"),
  MAIL_FROM("ADDRESS", "", "... and whose mails they are, like Parley <parley@example.org>"),
  CA_FILE("FILE", "", "Certificates in PEM that are believed beside those that Java knows"),
  MODEL("MODEL", "", "Default model; else the first that the server lists"),
  ANSWERS("NUMBER", "1000", "Answers written at the same time"),
  ANSWERS_PER_ACCOUNT("NUMBER", "", "... for one account; 0 = no limit; with accounts else 8"),
  ANSWERS_PER_PROVIDER("NUMBER", "0", "... from one server; 0 = no limit of its own"),
  MESSAGES_PER_MINUTE(
      "NUMBER", "", "Messages from one account; 0 = no limit; with accounts else 60"),
  STORAGE_PER_ACCOUNT(
      "MEGABYTES",
      "",
      "Text that one account may have stored; 0 = no limit; with accounts else 1000"),
  MIN_FREE_DISK("MEGABYTES", "200", "Free room on the disk below which nothing new is taken"),
  CONTEXT_WINDOW("NUMBER", "8192", "Tokens assumed of a model whose server does not say"),
  TITLES(
      "MODE",
      "auto",
      "Titles of chats by the model that answers; off; or the model that makes them, like openai/small"),
  CONNECT_TIMEOUT("SECONDS", "10", "Time until the model's server is connected"),
  FIRST_TOKEN_TIMEOUT("SECONDS", "300", "Time until its first token"),
  CHUNK_TIMEOUT("SECONDS", "60", "Time from one token to the next"),
  DRAIN(
      "SECONDS", "30", "Time that answers have to come to their end when Parley is asked to stop");

  private final String argument;
  private final String fallback;
  private final String description;

  Flag(String argument, String fallback, String description) {
    this.argument = argument;
    this.fallback = fallback;
    this.description = description;
  }

  /// Its name after the two dashes.
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What stands for it in the environment.
  String variable() {
    return "PARLEY_" + name();
  }

  /// What its value is called.
  String argument() {
    return argument;
  }

  /// What holds where nothing is said; empty = nothing.
  String fallback() {
    return fallback;
  }

  /// A sentence, with its variable and default.
  String description() {
    return "%s (%s; default %s)."
        .formatted(description, variable(), fallback.isEmpty() ? "none" : fallback);
  }
}
