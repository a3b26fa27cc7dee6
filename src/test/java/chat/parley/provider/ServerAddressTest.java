package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What is refused before anything is looked up; what is read, and how, is in [BaseUrlTest].
final class ServerAddressTest {

  @Test
  void an_address_in_disguise_is_no_address() {
    for (String disguised :
        List.of(
            "http://2130706433",
            "http://017700000001",
            "http://0x7f000001",
            "http://0x7F.1",
            "http://0x7f.0.0.0x1",
            "http://0177.0.0.1",
            "http://127.0.0.01",
            "http://127.1",
            "http://127.0.1",
            "http://127.1.",
            "http://0",
            "http://256.1.1.1",
            "http://1.2.3.4.5",
            "http://127%2e0.0.1",
            "http://%31%32%37.0.0.1",
            "http://[fe80::1%25eth0]",
            "http://[::1%25lo]",
            "http://[::1",
            "http://localhost..",
            "http://models.example.org@127.0.0.1",
            "http://models.example.org:80@127.0.0.1",
            "http://models.example.org\\@127.0.0.1",
            "http://models.example.org#@127.0.0.1",
            "http://127.0.0.1?.example.org",
            "http:127.0.0.1",
            "http:///127.0.0.1",
            "http://127.0.0.1 .example.org",
            "http://127.0.0.1:0",
            "http://127.0.0.1:65536",
            "http://127.0.0.1:999999999999")) {
      assertThatThrownBy(() -> ServerAddress.parse(disguised))
          .as(disguised)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
