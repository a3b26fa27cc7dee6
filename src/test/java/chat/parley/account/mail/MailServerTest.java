package chat.parley.account.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.egress.Egress;
import chat.parley.support.Certificates;
import chat.parley.support.ScriptedMailServer;
import chat.parley.support.ScriptedMailServer.Mood;
import chat.parley.support.TlsFront;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The mail server: its address, and what it is told.
class MailServerTest {
  private static final String FROM = "Parley <parley@example.org>";
  private static final Mailer.MailMessage LETTER =
      new Mailer.MailMessage("sam@example.org", "Grüße", "Hello Sam,\n.\nfarewell\n");

  @Test
  void an_address_says_where_and_who() {
    assertThat(MailServer.parse("smtps://ada%40example.org:a%2Fb+c@mail.example.org", FROM))
        .isEqualTo(new MailServer("mail.example.org", 465, true, "ada@example.org", "a/b+c", FROM));
    assertThat(MailServer.parse("smtp://localhost:25", FROM))
        .isEqualTo(new MailServer("localhost", 25, false, null, null, FROM));
    assertThat(MailServer.parse("smtp://mail.example.org", FROM).port()).isEqualTo(587);
  }

  @Test
  void what_is_wrong_is_said_without_the_password() {
    for (String wrong :
        new String[] {
          "http://mail.example.org",
          "smtp://ada:hidden word@mail.example.org",
          "smtp://ada:hid#den@mail.example.org",
          "smtp://ada:hidden@mail.example.org/path",
          "mail.example.org"
        }) {
      assertThatThrownBy(() -> MailServer.parse(wrong, FROM))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--smtp-url")
          .hasMessageNotContaining("hid")
          .hasNoCause();
    }
    assertThatThrownBy(() -> MailServer.parse("smtp://localhost", "nobody"))
        .hasMessageContaining("--mail-from");
    assertThat(MailServer.parse("smtp://ada:hidden@localhost", FROM).toString())
        .doesNotContain("hidden");
  }

  @Test
  void a_password_goes_over_no_network_in_clear() {
    assertThat(MailServer.parse("smtp://ada:x@mail.example.org", FROM).mustEncrypt()).isTrue();
    assertThat(MailServer.parse("smtp://ada:x@127.0.0.1", FROM).mustEncrypt()).isFalse();
  }

  @Test
  void a_letter_arrives_as_it_was_written() throws InterruptedException {
    try (ScriptedMailServer server = ScriptedMailServer.start()) {
      assertThat(mailer(server).send(LETTER)).isTrue();
      ScriptedMailServer.Letter letter = server.letter();
      assertThat(letter.to()).isEqualTo("sam@example.org");
      assertThat(letter.text())
          .contains("From: Parley <parley@example.org>", "To: sam@example.org", "Subject: =?UTF-8?")
          .contains("Auto-Submitted: auto-generated", "\n\nHello Sam,\n.\nfarewell\n");
      assertThat(server.signedIn()).containsExactly("ada:a word");
    }
  }

  @Test
  void a_server_that_refuses_or_is_gone_is_told_and_nothing_is_thrown() {
    Mailer mailer;
    try (ScriptedMailServer server = ScriptedMailServer.start()) {
      mailer = mailer(server);
      server.mood(Mood.REFUSING);
      assertThat(mailer.send(LETTER)).isFalse();
      server.mood(Mood.SILENT);
      assertThat(mailer.send(LETTER)).isFalse();
    }
    assertThat(mailer.send(LETTER)).isFalse();
  }

  @Test
  void nobody_gets_a_letter_by_a_trick_in_an_address() throws InterruptedException {
    try (ScriptedMailServer server = ScriptedMailServer.start()) {
      for (String to :
          new String[] {
            "sam@example.org,eve@example.org", "a,eve@example.org", "sam@example.org\r\nBcc: e@e.e"
          }) {
        assertThat(mailer(server).send(new Mailer.MailMessage(to, "Hi", "Hi"))).as(to).isFalse();
      }
      assertThat(server.waiting()).isZero();
    }
  }

  @Test
  void a_mail_server_with_a_certificate_of_its_own_is_believed_where_a_file_has_it(
      @TempDir Path directory) {
    Certificates certificates = Certificates.make(directory, "EC");
    try (ScriptedMailServer server = ScriptedMailServer.start();
        TlsFront secured = TlsFront.of(certificates, server.port())) {
      String url = "smtps://ada:word@localhost:" + secured.port();
      Egress own = Egress.of(_ -> null, certificates.tls().certificate().toString());
      MailServer there = MailServer.parse(url, FROM);
      assertThat(new Mailer(there, Egress.DIRECT.trust(), Clock.systemUTC()).send(LETTER))
          .isFalse();
      assertThat(new Mailer(there, own.trust(), Clock.systemUTC()).send(LETTER)).isTrue();
    }
  }

  private static Mailer mailer(ScriptedMailServer server) {
    return new Mailer(
        MailServer.parse("smtp://ada:a%20word@127.0.0.1:" + server.port(), FROM),
        Egress.DIRECT.trust(),
        Clock.systemUTC());
  }
}
