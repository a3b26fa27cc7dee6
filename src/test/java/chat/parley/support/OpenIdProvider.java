package chat.parley.support;

import chat.parley.account.oidc.Registration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A real OpenID provider, the npm package oidc-provider, in a process of its own. `bin/test` finds
/// the program and the package; without them the tests fail.
public final class OpenIdProvider implements AutoCloseable {
  private static final String READY = "Provider is ready at ";

  private final Process process;
  private final String issuer;

  private OpenIdProvider(Process process, String issuer) {
    this.process = process;
    this.issuer = issuer;
  }

  /// Starts one that sends people back to these addresses and to no other.
  public static OpenIdProvider start(String... returns) {
    String node = System.getProperty("parley.node", "");
    String directory = System.getProperty("parley.oidc-provider", "");
    if (!Files.isExecutable(Path.of(node)) || !Files.isDirectory(Path.of(directory))) {
      throw new IllegalStateException(
          "-Dparley.node and -Dparley.oidc-provider must name what bin/lib/oidc-provider prints; they are '%s' and '%s'"
              .formatted(node, directory));
    }
    List<String> command = new ArrayList<>(List.of(node, "src/test/js/provider.mjs", directory));
    command.addAll(Arrays.asList(returns));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      // It must not outlive the tests, however these end.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = said.readLine();
      if (line == null || !line.startsWith(READY)) {
        throw new AssertionError("The provider did not start: " + line);
      }
      return new OpenIdProvider(process, line.substring(READY.length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String issuer() {
    return issuer;
  }

  /// The same with a provider that answers with a form.
  public Registration formPost(String name, String... domains) {
    Registration usual = registration(name, domains);
    return new Registration(
        usual.name(),
        usual.title(),
        usual.issuer(),
        usual.clientId(),
        usual.secret(),
        usual.scopes(),
        usual.domains(),
        true);
  }

  /// What Parley is known as there.
  ///
  /// @param domains whose people may make an account by themselves
  public Registration registration(String name, String... domains) {
    return new Registration(
        name,
        "Harbour",
        issuer,
        "parley",
        "a secret that nobody guesses",
        List.of("openid", "email", "profile"),
        Set.of(domains));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
