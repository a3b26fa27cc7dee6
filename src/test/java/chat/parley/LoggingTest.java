package chat.parley;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What a line of the log looks like.
class LoggingTest {
  @Test
  void a_line_has_its_time_in_utc_and_nobody_makes_two_of_one() {
    LoggerContext context = new LoggerContext();
    new Logging().configure(context);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    LoggingEvent event =
        new LoggingEvent(
            "here",
            context.getLogger("chat.parley.http.Dispatcher"),
            Level.WARN,
            "a provider failed reason=\"no\r\n2026-01-01T00:00:00.000Z INFO Kernel forged\u2028\u0085x\"",
            null,
            new Object[0]);
    event.setInstant(Instant.parse("2026-11-29T09:05:03.007Z"));
    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>) root.iteratorForAppenders().next();
    String line = new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    assertThat(line).startsWith("2026-11-29T09:05:03.007Z WARN  Dispatcher a provider failed");
    assertThat(line.strip().lines()).hasSize(1);
    assertThat(line).doesNotContain("\u2028", "\u0085");
    context.stop();
  }
}
