package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Cost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorTextTest {
  private final ErrorText detail = new ErrorText("secret-of-ours");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plain words                                                  | plain words
          <h1>502 Bad Gateway</h1><hr>nginx                            | 502 Bad Gateway nginx
          <head><title>no</title></head><body>yes</body>               | yes
          <HEAD>no</Head >yes                                          | yes
          <script>if (a < b) { x() }</script >and <style>p{}</style>on | and on
          <header>seen</header>                                        | seen
          <head>has no end                                             | has no end
          a < b and c > d                                              | a d
          a < b                                                        | a < b
          1 <2                                                         | 1 <2
          key secret-of-ours here                                      | key ••• here
          key sk-abcdef123 here                                        | key sk-••• here
          risk-averse desk-organiser                                   | risk-averse desk-organiser
          AIzaSyA1234567,                                              | AIza•••,
          Authorization: Bearer abc.def.ghi!                           | Authorization: Bearer •••!
          bearer of news                                               | bearer of news
          """)
  void words_are_kept_and_markup_and_keys_are_not(String said, String shown) {
    assertThat(detail.of(said)).isEqualTo(shown);
  }

  @Test
  void it_is_one_paragraph() {
    assertThat(detail.of(" a\r\n\t b\u0000\u001bc ")).isEqualTo("a b c");
  }

  @Test
  void a_long_text_is_cut() {
    assertThat(detail.of("x".repeat(5000))).hasSize(ErrorText.MAX_LENGTH).endsWith("x…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<head ",
        "<head>",
        "<script",
        "<style></",
        "</head",
        "</head ",
        "<",
        "< ",
        "<a",
        "<>",
        ">",
        "<head></script>",
        "<script><style><head>",
        "sk-",
        "sk-a ",
        "sk-sk",
        "bearer ",
        "bearer",
        "bearer  \n",
        "AIza",
        " ",
        "\n",
        "\u0000",
        "a",
        "•",
        "secret-of-our",
        "<script></ script",
        "</script</style</head",
        "&",
        "<!--",
        "<![CDATA["
      })
  void what_a_server_says_costs_no_more_than_its_length(String piece) {
    Cost.assertLinear(
        piece, 16_384, n -> piece.repeat(n / piece.length()), text -> detail.of(text).length());
  }
}
