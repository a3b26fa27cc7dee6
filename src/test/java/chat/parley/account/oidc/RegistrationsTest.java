package chat.parley.account.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file of providers.
class RegistrationsTest {
  @TempDir Path directory;

  @Test
  void a_provider_is_a_few_lines() throws IOException {
    Files.writeString(directory.resolve("secret"), "hidden\n");
    Registration found =
        read("""
        # Ours
        harbour.title = The Harbour
        harbour.issuer = https://id.example.org/realms/ours
        harbour.client-id = parley
        harbour.client-secret-file = secret
        harbour.sign-up-domains = Example.org, example.com
        """)
            .all()
            .getFirst();
    assertThat(found)
        .isEqualTo(
            new Registration(
                "harbour",
                "The Harbour",
                "https://id.example.org/realms/ours",
                "parley",
                "hidden",
                List.of("openid", "email", "profile"),
                Set.of("example.org", "example.com")));
    assertThat(found.toString()).doesNotContain("hidden");
    assertThat(found.admits("sam@EXAMPLE.org")).isTrue();
    assertThat(found.admits("sam@not-example.org")).isFalse();
    assertThat(found.admits(null)).isFalse();
  }

  @Test
  void what_is_wrong_is_said_and_no_secret_with_it() {
    assertWrong("harbour.isuer = https://x", "there is no use for \"harbour.isuer\"");
    assertWrong("harbour.issuer = https://example.org", "harbour.client-id is missing");
    assertWrong("Harbour.issuer = https://example.org", "is no name for a provider");
    String id = "harbour.client-id = parley\n";
    assertWrong(id, "harbour.issuer must be like");
    assertWrong(id + "harbour.issuer = http://id.example.org", "http only on this computer");
    assertWrong(
        id + "harbour.issuer = https://x\nharbour.scopes = email", "must have openid among them");
    assertWrong(id + "harbour.client-secret = a\nharbour.client-secret-file = b", "has both");
    assertWrong(
        id + "harbour.issuer = https://x\nharbour.response-mode = fragment", "query or form_post");
    assertWrong(id + "harbour.client-secret-file = nowhere", "cannot be read");
    assertThatThrownBy(() -> Registrations.read(directory.resolve("nowhere")))
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> read("harbour.client-secret = hidden\n"))
        .message()
        .doesNotContain("hidden");
  }

  private void assertWrong(String text, String sentence) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  private Registrations read(String text) throws IOException {
    return Registrations.read(Files.writeString(directory.resolve("oidc.properties"), text));
  }
}
