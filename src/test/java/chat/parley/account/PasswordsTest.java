package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is good enough for a password, and what is kept of it.
class PasswordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "123456789",
        "1234567890",
        "Password123",
        "PASSWORD1234!",
        "qwertyuiop",
        "!!manchester!!",
        "aaaaaaaaaaaaaaaa",
        "ababababababab",
        "ada@example.org",
        "ada-1234567890",
        "parley1234",
        "parleyparley",
        "Parley-Parley-2026",
        "yelrapyelrap",
        "p4rl3yp4rl3y!",
        "ParleyPassword1",
        "myparley2026!",
        "dragondragon",
        "dragon-dragon-dragon",
        "19841984198419",
        "Monkey1Monkey2",
        "letmein-letmein-letmein",
        "P@ssw0rd2026",
        "Welcome!2026",
        "adaadaada1",
        "ada.example.org",
        "adalovelace",
        "Lovelace-1815",
        "lovelace ada!!",
        "chat.harbour.example",
        "harbour harbour",
        "HARBOUR2026!!",
        "qwertzuiop",
        "1qaz2wsx3edc",
        "!QAZ@WSX#EDC",
        "qwer1234asdf",
        "asdfghjkl;'",
        "zxcvbnm,./",
        "abcdefghijklm",
        "9876543210987",
        "ｐａｒｌｅｙｐａｒｌｅｙ"
      })
  void what_is_tried_first_is_refused(String password) {
    assertThatThrownBy(() -> check(password)).isInstanceOf(Problem.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "violet otter umbrella",
        "correct horse battery",
        "すいかとくじらとかさと風",
        "a b c d e f g",
        "no digits no signs",
        "we parley at the harbour",
        "ada's otters are violet",
        "hello example lovelace otter",
        "8402915573126",
        "kq7#vT2!mzP0"
      })
  void length_is_enough(String password) {
    assertThatCode(() -> check(password)).doesNotThrowAnyException();
  }

  private static void check(String password) {
    Passwords.check(password, "ada@example.org", "Ada Lovelace", "chat.harbour.example:8443");
  }

  @Test
  void two_hundred_characters_are_the_most() {
    String longest = "otter ".repeat(40).substring(0, 200);
    assertThatCode(() -> Passwords.check(longest, null)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Passwords.check(longest + "x", null)).isInstanceOf(Problem.class);
  }

  @Test
  void a_hash_says_how_it_was_made_and_nothing_of_the_password() {
    try (Passwords passwords = new Passwords(HashCost.SHIPPED)) {
      String hash = passwords.hash("violet otter umbrella");
      assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("otter");
      assertThat(passwords.hash("violet otter umbrella")).as("salted").isNotEqualTo(hash);
      assertThat(passwords.isRight("violet otter umbrella", hash)).isTrue();
      assertThat(passwords.isRight("violet otter umbrellas", hash)).isFalse();
      assertThat(passwords.isRight("violet otter umbrella", null)).as("no account").isFalse();
      assertThat(passwords.isRight("x".repeat(1_000_000), hash)).as("not even tried").isFalse();
    }
  }

  @Test
  void a_hash_made_at_another_cost_is_checked_at_that() {
    try (Passwords cheap = new Passwords(new HashCost(64, 1));
        Passwords shipped = new Passwords(HashCost.SHIPPED)) {
      String hash = cheap.hash("violet otter umbrella");
      assertThat(hash).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
      assertThat(shipped.isRight("violet otter umbrella", hash)).isTrue();
      assertThat(shipped.isRight("violet otter umbrellas", hash)).isFalse();
    }
  }
}
