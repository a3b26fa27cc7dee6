package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.egress.AddressRange;
import chat.parley.support.RawRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is believed about where a request comes from. The test always connects from 127.0.0.1.
class ForwardedHeadersTest {
  private static final String PROXIES = "127.0.0.1, 10.0.0.0/8, 2001:db8:aa::/48";

  private final Server server = new Server();

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // headers, separated by "; "                          | who | how | for whom
        "''                                                    | 127.0.0.1 | http | parley",
        "X-Forwarded-For: 203.0.113.9                          | 203.0.113.9 | http | parley",
        "X-Forwarded-For: 1.1.1.1, 203.0.113.9                 | 203.0.113.9 | http | parley",
        "X-Forwarded-For: 1.1.1.1, 203.0.113.9, 10.2.3.4       | 203.0.113.9 | http | parley",
        "X-Forwarded-For: 1.1.1.1; X-Forwarded-For: 10.9.9.9   | 1.1.1.1 | http | parley",
        "X-Forwarded-For: 10.1.1.1, 10.2.2.2                   | 10.1.1.1 | http | parley",
        "X-Forwarded-For: 203.0.113.9:4711                     | 203.0.113.9 | http | parley",
        "X-Forwarded-For: 2001:db8::1                          | 2001:db8:0:0:0:0:0:1 | http | parley",
        "X-Forwarded-For: [2001:db8::1]:4711                   | 2001:db8:0:0:0:0:0:1 | http | parley",
        "X-Forwarded-For: [2001:db8::1]                        | 2001:db8:0:0:0:0:0:1 | http | parley",
        "X-Forwarded-For: 2001:db8::1, 2001:db8:aa::7          | 2001:db8:0:0:0:0:0:1 | http | parley",
        "X-Forwarded-For: ::ffff:203.0.113.9                   | 203.0.113.9 | http | parley",
        "X-Forwarded-For: unknown                              | 127.0.0.1 | http | parley",
        "X-Forwarded-For: _hidden                              | 127.0.0.1 | http | parley",
        "X-Forwarded-For: 1.1.1.1, unknown, 10.2.3.4           | 10.2.3.4 | http | parley",
        "X-Forwarded-For: localhost                            | 127.0.0.1 | http | parley",
        "X-Forwarded-For: 1.1.1                                | 127.0.0.1 | http | parley",
        "X-Forwarded-For: 1.1.1.256                            | 127.0.0.1 | http | parley",
        "X-Forwarded-For: 0x7f.1.1.1                           | 127.0.0.1 | http | parley",
        "X-Forwarded-For: fe80::1%eth0                         | 127.0.0.1 | http | parley",
        "X-Forwarded-For: [::1                                 | 127.0.0.1 | http | parley",
        "X-Forwarded-For: 1.1.1.1,                             | 127.0.0.1 | http | parley",
        "X-Forwarded-For: , ,,                                 | 127.0.0.1 | http | parley",
        "X-Forwarded-Proto: https                              | 127.0.0.1 | https | parley",
        "X-Forwarded-Proto: HTTPS                              | 127.0.0.1 | https | parley",
        "X-Forwarded-Proto: javascript                         | 127.0.0.1 | http | parley",
        "X-Forwarded-Proto: https, http                        | 127.0.0.1 | http | parley",
        "X-Forwarded-For: 1.1.1.1, 10.1.1.1; X-Forwarded-Proto: https, http | 1.1.1.1 | https | parley",
        "X-Forwarded-For: 1.1.1.1, 10.1.1.1; X-Forwarded-Proto: https       | 1.1.1.1 | https | parley",
        "X-Forwarded-For: 6.6.6.6, 1.1.1.1; X-Forwarded-Proto: https, http  | 1.1.1.1 | http | parley",
        "X-Forwarded-Host: chat.example.org                    | 127.0.0.1 | http | chat.example.org",
        "X-Forwarded-Host: chat.example.org:8443               | 127.0.0.1 | http | chat.example.org:8443",
        "X-Forwarded-Host: [2001:db8::1]:8443                  | 127.0.0.1 | http | [2001:db8::1]:8443",
        "X-Forwarded-Host: evil.example/path                   | 127.0.0.1 | http | parley",
        "X-Forwarded-Host: <script>                            | 127.0.0.1 | http | parley",
        "Forwarded: for=203.0.113.9                            | 203.0.113.9 | http | parley",
        "Forwarded: For=\"203.0.113.9:80\";Proto=https;Host=chat.example.org | 203.0.113.9 | https | chat.example.org",
        "Forwarded: for=\"[2001:db8::1]:4711\"; proto=https    | 2001:db8:0:0:0:0:0:1 | https | parley",
        "Forwarded: for=6.6.6.6;proto=https, for=1.1.1.1       | 1.1.1.1 | http | parley",
        "Forwarded: for=1.1.1.1;proto=https, for=10.1.1.1      | 1.1.1.1 | https | parley",
        "Forwarded: for=1.1.1.1, for=10.1.1.1;proto=https      | 1.1.1.1 | https | parley",
        "Forwarded: for=unknown                                | 127.0.0.1 | http | parley",
        "Forwarded: for=_SEVKISEK                              | 127.0.0.1 | http | parley",
        "Forwarded: for=\"a, for=1.1.1.1                       | 127.0.0.1 | http | parley",
        "Forwarded: for=\"1.1.1.1\\\", for=2.2.2.2\"           | 127.0.0.1 | http | parley",
        "Forwarded: for=6.6.6.6;x=\", for=\"[2001:db8::1]:80\" | 127.0.0.1 | http | parley",
        "Forwarded: for=6.6.6.6, for=1.1.1.1 x                 | 127.0.0.1 | http | parley",
        "Forwarded: ;;,=,for                                   | 127.0.0.1 | http | parley",
        "Forwarded: for=6.6.6.6; X-Forwarded-For: 1.1.1.1      | 1.1.1.1 | http | parley",
        "Forwarded: proto=https; X-Forwarded-For: 1.1.1.1      | 1.1.1.1 | http | parley",
      })
  void a_trusted_proxy_is_believed(String headers, String client, String scheme, String host) {
    assertThat(told(PROXIES, headers.isEmpty() ? List.of() : List.of(headers.split("; (?=[XF])"))))
        .isEqualTo(client + " " + scheme + " " + host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/8", "127.0.0.2", "::1", "127.0.0.0/32"})
  void from_anyone_else_it_is_ignored(String trusted) {
    List<String> headers =
        List.of(
            "X-Forwarded-For: 203.0.113.9",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil.example",
            "Forwarded: for=203.0.113.9;proto=https;host=evil.example");
    assertThat(told(trusted, headers)).isEqualTo("127.0.0.1 http parley");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.0/8", "0.0.0.0/0", "127.0.0.1/32", "127.0.0.1/8"})
  void a_range_has_all_its_addresses(String trusted) {
    assertThat(told(trusted, List.of("X-Forwarded-For: 203.0.113.9"))).startsWith("203.0.113.9 ");
  }

  @Test
  void a_thousand_hops_are_not_walked_through() {
    String hops =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "10.1." + i / 250 + "." + i % 250)
            .collect(Collectors.joining(","));
    assertThat(told(PROXIES, List.of("X-Forwarded-For: " + hops)))
        .isEqualTo("10.1.3.218 http parley");
    assertThat(told(PROXIES, List.of("Forwarded: " + "for=10.1.1.1,".repeat(1_000))))
        .isEqualTo("127.0.0.1 http parley");
    assertThat(told(PROXIES, List.of("Forwarded: for=\"" + "\\".repeat(12_000))))
        .isEqualTo("127.0.0.1 http parley");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example.org",
        "localhost",
        "127.0.0.1/33",
        "::1/129",
        "127.0.0.1/-1",
        "127.0.0.1/",
        "127.0.0.1/a",
        "127.1",
        "2130706433",
        "fe80::1%eth0",
        "[::1]",
        "127.0.0.1:80",
        "10.0.0.0/8 10.1.1.1"
      })
  void what_is_no_address_is_refused_with_a_sentence(String text) {
    assertThatThrownBy(() -> AddressRange.parseAll(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  private String told(String trusted, List<String> headers) {
    try {
      ForwardedHeaders forwarding = new ForwardedHeaders(AddressRange.parseAll(trusted));
      server.setHandler(
          new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
              ForwardedHeaders.Origin origin = forwarding.of(request);
              Content.Sink.write(
                  response,
                  true,
                  origin.clientAddress() + " " + origin.scheme() + " " + origin.host(),
                  callback);
              return true;
            }
          });
      ServerConnector connector =
          new ServerConnector(server, Protocols.inClear(chat.parley.http.Server.http()));
      connector.setHost("127.0.0.1");
      server.setConnectors(new ServerConnector[] {connector});
      server.start();
      List<String> lines = new ArrayList<>(List.of("GET / HTTP/1.1", "Host: parley"));
      lines.addAll(headers);
      String told = RawRequest.send(connector.getLocalPort(), lines.toArray(String[]::new)).text();
      server.stop();
      return told;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
