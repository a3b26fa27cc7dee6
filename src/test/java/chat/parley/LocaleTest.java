package chat.parley;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ParleyProcess;
import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What machines read is the same wherever the computer stands, and what people read is English.
class LocaleTest {
  @TempDir private Path directory = Path.of("set by JUnit");

  /// Languages that write digits of their own, count years from elsewhere, put other marks into
  /// numbers, or have more letters i.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Duser.language=ar -Duser.country=EG",
        "-Duser.language=fa -Duser.country=IR",
        "-Duser.language=th -Duser.country=TH -Duser.extensions=ca-buddhist-nu-thai",
        "-Duser.language=tr -Duser.country=TR",
        "-Duser.language=de -Duser.country=CH"
      })
  void the_program_says_the_same_everywhere(String options) throws Exception {
    Path data = directory.resolve("data");
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        ParleyProcess parley =
            ParleyProcess.startWith(List.of(options.split(" ")), data, upstream.url())) {
      assertThat(parley.address().toString()).matches("http://127\\.0\\.0\\.1:[0-9]{2,5}");
      int port = parley.address().getPort();
      String secret = Files.readString(data.resolve("link.token")).strip();
      assertThat(get(port, "/link/" + secret).header("Set-Cookie"))
          .contains("; Max-Age=34560000; HttpOnly");
      for (String page : List.of("/", "/use", "/settings", "/docs/limits", "/use.csv")) {
        Response response = get(port, page);
        assertThat(response.status()).as(page).isEqualTo(200);
        assertThat(foreign(response.text())).as(page).isEmpty();
      }
      Response refused = tooLong(port);
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.text()).contains("has 100,001 characters", "has 100,000.");
      assertThat(foreign(Files.readString(directory.resolve("data.log")))).as("the log").isEmpty();
    }
  }

  private static List<String> foreign(String text) {
    return text.codePoints()
        .filter(c -> (Character.isDigit(c) && !(c >= '0' && c <= '9')) || c == 'ı' || c == '٫')
        .mapToObj(Character::toString)
        .toList();
  }

  private static Response get(int port, String path) {
    return RawRequest.send(port, "GET " + path + " HTTP/1.1", "Host: localhost");
  }

  private static Response tooLong(int port) {
    String form = "text=" + "a".repeat(100_001);
    return RawRequest.sendBytes(
        port,
        null,
        Stream.of(
                "POST /messages HTTP/1.1",
                "Host: localhost",
                "Accept: text/plain",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + form.length(),
                "",
                form)
            .collect(java.util.stream.Collectors.joining("\r\n"))
            .getBytes(StandardCharsets.UTF_8));
  }
}
