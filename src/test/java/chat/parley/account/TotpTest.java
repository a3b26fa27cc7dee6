package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TotpTest {
  private static final Totp OF_THE_RFC =
      Totp.of("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

  /// RFC 6238, appendix B, for SHA-1: the last six digits of its eight.
  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void codes_are_those_of_the_standard(long second, String code) {
    assertThat(OF_THE_RFC.code(second / 30)).isEqualTo(code.substring(2));
  }

  /// RFC 4226, appendix D.
  @ParameterizedTest
  @CsvSource({
    "0, 755224",
    "1, 287082",
    "2, 359152",
    "3, 969429",
    "4, 338314",
    "5, 254676",
    "6, 287922",
    "7, 162583",
    "8, 399871",
    "9, 520489"
  })
  void counters_too(long step, String code) {
    assertThat(OF_THE_RFC.code(step)).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "-61, false",
    "-60, false",
    "-30, true",
    "0, true",
    "30, true",
    "59, true",
    "60, false"
  })
  void a_code_is_good_for_one_step_around_its_own(long late, boolean good) {
    Instant then = Instant.ofEpochSecond(1_111_111_110);
    assertThat(OF_THE_RFC.step(OF_THE_RFC.code(37_037_037), then.plusSeconds(late)).isPresent())
        .isEqualTo(good);
  }

  /// RFC 4648, section 10.
  @ParameterizedTest
  @CsvSource({
    "f, MY",
    "fo, MZXQ",
    "foo, MZXW6",
    "foob, MZXW6YQ",
    "fooba, MZXW6YTB",
    "foobar, MZXW6YTBOI"
  })
  void secrets_are_in_base32(String bytes, String text) {
    assertThat(Totp.of(bytes.getBytes(StandardCharsets.US_ASCII)).secret()).isEqualTo(text);
  }

  @Test
  void a_secret_has_160_bits_and_is_another_one_each_time() {
    assertThat(Totp.random().secret()).hasSize(32).isNotEqualTo(Totp.random().secret());
    assertThat(Totp.random().toString()).isEqualTo("Totp[...]");
  }

  @Test
  void an_app_is_told_for_whom_it_shows_the_codes() {
    assertThat(new Totp("MZXW6").address("ada lovelace@example.org"))
        .isEqualTo(
            "otpauth://totp/Parley:ada%20lovelace%40example.org?secret=MZXW6&issuer=Parley&algorithm=SHA1&digits=6&period=30");
  }
}
