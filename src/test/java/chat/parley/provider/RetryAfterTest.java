package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-12-31T23:00:00Z"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "20 | PT20S",
        "1.5 | PT1.5S",
        "0 | PT0S",
        "7m12s | PT7M12S",
        "Fri, 01 Jan 2027 00:00:00 GMT | PT1H",
        "Friday, 01-Jan-27 00:00:00 GMT | PT1H",
        "Fri Jan  1 00:00:00 2027 | PT1H",
        "2027-01-01T00:00:00Z | PT1H",
        "2027-01-01T01:00:00+01:00 | PT1H",
        "Thu, 31 Dec 2026 22:00:00 GMT | PT0S",
      })
  void a_header_has_seconds_or_a_date_in_any_of_its_forms(String header, Duration wait) {
    assertThat(RetryAfter.of(header, "", CLOCK)).isEqualTo(wait);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Rate limit reached. Please try again in 7m12s. | PT7M12S",
        "Please try again in 859ms. | PT0.859S",
        "Try again in 1h2m3.5s | PT1H2M3.5S",
        "Please retry after 30 seconds. | PT30S",
        "Retry after 5 | PT5S",
        "Please retry in 34.07s. | PT34.07S",
        "please wait 2 minutes and 5 seconds before | PT2M5S",
        "Limit resets in 6 hours, 3 minutes | PT6H3M",
        "available in 1 day | PT24H",
        "Try again at 2027-01-01T00:00:00Z. | PT1H",
        "'{\"error\":{\"details\":[{\"retryDelay\":\"34s\"}]}}' | PT34S",
        "'{\"error\":\"loading\",\"estimated_time\":20.5}' | PT20.5S",
        "'{\"retry_after\": 12}' | PT12S",
        "'{\"error\":{\"retry_after_ms\": 1500}}' | PT1.5S",
      })
  void a_body_says_it_in_a_field_or_in_words(String body, Duration wait) {
    assertThat(RetryAfter.of(null, body, CLOCK)).isEqualTo(wait);
    assertThat(RetryAfter.of("soon", body, CLOCK))
        .as("beside a header of nonsense")
        .isEqualTo(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "try again in a minute",
        "try again in 3x",
        "Please try again later",
        "retry after 2026",
        "wait",
        "{\"retryDelay\":null}",
        "try again in ...",
        "try again in 9999999999999999999999s"
      })
  void what_says_nothing_is_no_wait(String body) {
    Duration wait = RetryAfter.of(null, body, CLOCK);
    assertThat(wait == null || body.contains("2026")).as("%s", wait).isTrue();
  }

  @Test
  void nonsense_takes_no_time() {
    String body = "try again in ".repeat(100_000) + "1".repeat(100_000);
    assertThat(RetryAfter.of(body, body, CLOCK)).isNull();
  }
}
