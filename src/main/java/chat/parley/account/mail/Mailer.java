package chat.parley.account.mail;

import chat.parley.egress.Trust;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands messages to the mail server, one after the other while the caller waits.
public final class Mailer {
  /// For each step: the connection, an answer, a write.
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int CONNECTIONS = 4;

  private static final Logger log = LoggerFactory.getLogger(Mailer.class);

  private final MailServer server;
  private final Trust trust;
  private final Clock clock;
  private final Semaphore connections = new Semaphore(CONNECTIONS);

  /// @param trust whose certificates are believed
  public Mailer(MailServer server, Trust trust, Clock clock) {
    this.server = server;
    this.trust = trust;
    this.clock = clock;
  }

  /// @param to an address
  public record MailMessage(String to, String subject, String text) {
    /// Does not show the text, which has links that let people in.
    @Override
    public String toString() {
      return "MailMessage[" + subject + "]";
    }
  }

  /// Sends one.
  ///
  /// @return whether the server took it; why not stands in the log
  public boolean send(MailMessage mail) {
    connections.acquireUninterruptibly();
    try {
      Session session = session();
      MimeMessage message = new MimeMessage(session);
      message.setFrom(new InternetAddress(server.from(), true));
      // One and no more: a comma in it does not make two.
      message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.to(), true));
      message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
      message.setText(mail.text(), StandardCharsets.UTF_8.name());
      message.setSentDate(Date.from(clock.instant()));
      // Nobody's machine answers a mail that a machine has written (RFC 3834).
      message.setHeader("Auto-Submitted", "auto-generated");
      Transport.send(message);
      return true;
    } catch (MessagingException e) {
      log.error(
          "a letter could not be sent server={}:{} reason=\"{}\"",
          server.host(),
          server.port(),
          reason(e));
      return false;
    } finally {
      connections.release();
    }
  }

  private static String reason(MessagingException e) {
    Exception next = e.getNextException();
    return String.valueOf(e.getMessage()).strip() + (next == null ? "" : ": " + next.getMessage());
  }

  private Session session() {
    String protocol = server.encrypted() ? "smtps" : "smtp";
    String longest = String.valueOf(LONGEST.toMillis());
    Properties properties = new Properties();
    properties.put("mail.transport.protocol", protocol);
    properties.put("mail.transport.protocol.rfc822", protocol);
    String prefix = "mail." + protocol + ".";
    properties.put(prefix + "host", server.host());
    properties.put(prefix + "port", String.valueOf(server.port()));
    properties.put(prefix + "connectiontimeout", longest);
    properties.put(prefix + "timeout", longest);
    properties.put(prefix + "writetimeout", longest);
    properties.put(prefix + "ssl.checkserveridentity", "true");
    trust
        .context()
        .ifPresent(
            context -> properties.put(prefix + "ssl.socketFactory", context.getSocketFactory()));
    properties.put(prefix + "starttls.enable", "true");
    properties.put(prefix + "starttls.required", String.valueOf(server.mustEncrypt()));
    if (server.user() == null) {
      return Session.getInstance(properties);
    }
    properties.put(prefix + "auth", "true");
    return Session.getInstance(
        properties,
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(server.user(), server.password());
          }
        });
  }
}
