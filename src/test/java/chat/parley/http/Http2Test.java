package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Certificates;
import chat.parley.support.RawRequest;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.FormRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// HTTP/2, where one connection carries everything that a browser, or a proxy, asks for.
class Http2Test {
  private static final Certificates CERTIFICATES =
      Certificates.make(TestApp.temporaryDirectory(), "EC");

  /// More than a stream that stands still is given.
  private static final long PATIENCE_SECONDS = 60;

  private final ScriptedProvider model = new ScriptedProvider();
  private HttpClient client = new HttpClient();

  /// How it is begun.
  enum Begun {
    IN_CLEAR {
      @Override
      TestApp start(ScriptedProvider model) {
        return TestApp.start(model);
      }
    },
    OVER_TLS {
      @Override
      TestApp start(ScriptedProvider model) {
        return TestApp.startSecured(CERTIFICATES.tls(), model);
      }
    };

    abstract TestApp start(ScriptedProvider model);
  }

  @BeforeEach
  void connect() throws Exception {
    ClientConnector connector = new ClientConnector();
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setSslContext(Certificates.trusting(CERTIFICATES));
    connector.setSslContextFactory(tls);
    HTTP2Client http2 = new HTTP2Client(connector);
    // As small as the standard begins with, so that a reader who does not read stands still soon.
    http2.setInitialStreamRecvWindow(64 * 1024);
    client = new HttpClient(new HttpClientTransportOverHTTP2(http2));
    client.setFollowRedirects(false);
    // Every name points here.
    client.setSocketAddressResolver((host, port, context, promise) ->
        promise.succeeded(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))));
    client.setMaxConnectionsPerDestination(1);
    client.start();
  }

  @AfterEach
  void leave() throws Exception {
    client.stop();
  }

  @ParameterizedTest
  @EnumSource
  void a_chat_is_begun_read_stopped_and_polled(Begun begun) throws Exception {
    try (TestApp parley = begun.start(model)) {
      ContentResponse home = client.GET(parley.uri("/"));
      assertThat(home.getVersion()).isEqualTo(HttpVersion.HTTP_2);
      assertThat(home.getStatus()).as(home.getContentAsString()).isEqualTo(200);
      String chat = begin(parley);
      ScriptedProvider.Asked asked = model.asked().say("One.\n\nTwo");
      try (BufferedReader stream = open(parley.uri(chat.replace("/chat/", "/sse/")))) {
        readUntil(stream, "Two");
        asked.say(" words.");
        readUntil(stream, "Two words.");
        ContentResponse stopped = post(parley.uri(chat + "/cancellation"), Map.of("message", "2"));
        assertThat(stopped.getStatus()).as(stopped.getContentAsString()).isEqualTo(303);
        readUntil(stream, "data-state=\"stopped\"");
      }
      assertThat(client.GET(parley.uri(chat + "/updates?after=0.0.0.0.0")).getContentAsString())
          .contains("Two words.");
      TestApp.await("the reader has left", () -> parley.app().streams() <= 1);
    }
  }

  @Test
  void a_hundred_tabs_read_over_one_connection() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      String chat = begin(parley);
      ScriptedProvider.Asked asked = model.asked().say("Begun");
      List<BufferedReader> tabs = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        tabs.add(open(parley.uri(chat.replace("/chat/", "/sse/"))));
      }
      for (BufferedReader tab : tabs) {
        readUntil(tab, "Begun");
      }
      asked.say(" and grown").finish();
      for (BufferedReader tab : tabs) {
        readUntil(tab, "data-state=\"finished\"");
        tab.close();
      }
      assertThat(client.GET(parley.uri("/up")).getStatus()).isEqualTo(200);
    }
  }

  /// assumed: what is said is more than the reader's window and the buffers on its way
  @Test
  void a_reader_who_stands_still_holds_up_nobody_on_the_same_connection_and_is_cut_off()
      throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      String chat = begin(parley);
      ScriptedProvider.Asked asked = model.asked().say("Begun");
      URI stream = parley.uri(chat.replace("/chat/", "/sse/"));
      try (BufferedReader still = open(stream);
          BufferedReader reader = open(stream)) {
        readUntil(still, "Begun");
        readUntil(reader, "Begun");
        assertThat(parley.app().streams()).isEqualTo(2);
        for (int i = 0; i < 40; i++) {
          asked.say("\n\n" + "many words ".repeat(2_000) + "number-" + i + ".");
          readUntil(reader, "number-" + i + ".");
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (parley.app().streams() > 1 && System.nanoTime() < deadline) {
          Thread.sleep(50);
        }
        assertThat(parley.app().streams()).as("streams").isEqualTo(1);
        asked.say("\n\nThe end.").finish();
        readUntil(reader, "data-state=\"finished\"");
      }
    }
  }

  /// Who could be upgraded could talk past the rules of a proxy that passes the header on.
  @Test
  void nobody_is_upgraded_in_clear() {
    try (TestApp parley = TestApp.start(model)) {
      RawRequest.Response answer =
          RawRequest.send(
              parley.port(),
              "GET /up HTTP/1.1",
              "Host: localhost",
              "Connection: Upgrade, HTTP2-Settings",
              "Upgrade: h2c",
              "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Upgrade")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_walls_stand_here_too(Begun begun) throws Exception {
    try (TestApp parley = begun.start(model)) {
      assertThat(status(parley, "Via", "2 proxy")).isEqualTo(403);
      assertThat(status(parley, "X-Forwarded-For", "203.0.113.9")).isEqualTo(403);
      assertThat(status(parley, "Origin", "https://evil.example")).isEqualTo(403);
      assertThat(status(parley, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
      assertThat(status(parley, "Origin", parley.uri("").toString())).isEqualTo(200);
    }
  }

  @Test
  void a_name_that_points_here_from_outside_is_refused() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      for (Map.Entry<String, Integer> name :
          Map.of("evil.example", 403, "localhost.evil.example", 403, "localhost", 200).entrySet()) {
        URI uri = URI.create("http://" + name.getKey() + ":" + parley.port() + "/up");
        assertThat(client.GET(uri).getStatus()).as(name.getKey()).isEqualTo(name.getValue());
        assertThat(
                client
                    .newRequest(uri)
                    .headers(headers -> headers.put("Host", "localhost"))
                    .send()
                    .getStatus())
            .as("%s, whatever else it says", name.getKey())
            .isEqualTo(name.getValue());
      }
    }
  }

  private int status(TestApp parley, String name, String value) throws Exception {
    return client
        .newRequest(parley.uri("/up"))
        .headers(headers -> headers.put(name, value))
        .send()
        .getStatus();
  }

  private String begin(TestApp parley) throws Exception {
    ContentResponse begun = post(parley.uri("/messages"), Map.of("text", "Hello"));
    assertThat(begun.getStatus()).as(begun.getContentAsString()).isEqualTo(303);
    return begun.getHeaders().get("Location");
  }

  private ContentResponse post(URI uri, Map<String, String> form) throws Exception {
    Fields fields = new Fields();
    form.forEach(fields::put);
    return client.POST(uri).body(new FormRequestContent(fields)).send();
  }

  private BufferedReader open(URI uri) {
    InputStreamResponseListener listener = new InputStreamResponseListener();
    client.newRequest(uri).send(listener);
    return new BufferedReader(
        new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void readUntil(BufferedReader lines, String text) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(text)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("The stream has ended without: " + text);
  }
}
