package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.egress.AddressRange;
import chat.parley.provider.Fault.Kind;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Where calls go: two real servers, one that may be called (127.0.0.1) and, at the same port, one
/// that may not (127.0.0.2), and a name that changes from the one to the other.
final class BlockedConnectionsTest {

  private static final String NAME = "rebinding.example.org";

  private static final EgressPolicy FIRST_ONLY =
      EgressPolicy.publicOnly(List.of(AddressRange.parse("127.0.0.1/32")));

  /// A name that is the first address when it is looked up for the first time, and then the other.
  private static final class Rebinding implements EgressPolicy.Lookup {
    private final AtomicInteger lookups = new AtomicInteger();

    @Override
    public InetAddress[] addresses(String host) throws UnknownHostException {
      assertThat(host).isEqualTo(NAME);
      int last = lookups.getAndIncrement() == 0 ? 1 : 2;
      return new InetAddress[] {InetAddress.ofLiteral("127.0.0." + last)};
    }
  }

  /// Knows whether somebody came, without answering.
  private static ServerSocket forbidden(int port) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress("127.0.0.2", port));
    return server;
  }

  private static void assertUntouched(ServerSocket server) throws IOException {
    // Who has connected waits to be accepted, so a short look is a whole one.
    server.setSoTimeout(50);
    boolean touched;
    try {
      server.accept().close();
      touched = true;
    } catch (SocketTimeoutException e) {
      touched = false;
    }
    assertThat(touched).as("somebody came to what may not be called").isFalse();
  }

  private static ModelServer provider(String url, EgressPolicy reach) {
    return ModelServer.open(
        new ServerEndpoint("openai", Protocol.OPENAI, url, Optional.of("a-key-to-steal"), reach),
        Timeouts.DEFAULT,
        InstantSource.system());
  }

  private static String url(int port) {
    return "http://" + NAME + ":" + port;
  }

  @Test
  void the_connection_goes_to_the_address_that_was_looked_at() throws Exception {
    Rebinding name = new Rebinding();
    try (ScriptedUpstream open = ScriptedUpstream.start();
        ServerSocket forbidden = forbidden(open.port());
        ModelServer provider = provider(url(open.port()), FIRST_ONLY.lookingUp(name))) {
      open.next(Scripts.good("Hello"));
      assertThat(Heard.from(provider, "scripted", "Hi").text()).isEqualTo("Hello");
      assertThat(name.lookups).as("lookups of one connection").hasValue(1);
      assertUntouched(forbidden);
    }
  }

  @Test
  void a_name_that_has_changed_its_address_since_it_was_allowed_is_refused() throws Exception {
    Rebinding name = new Rebinding();
    EgressPolicy reach = FIRST_ONLY.lookingUp(name);
    try (ScriptedUpstream open = ScriptedUpstream.start();
        ServerSocket forbidden = forbidden(open.port());
        ModelServer provider = provider(url(open.port()), reach)) {
      assertThat(reach.refusal(url(open.port()))).as("assumed: it was allowed").isEmpty();
      Heard heard = Heard.from(provider, "scripted", "Hi");
      assertThat(heard.kind()).isEqualTo(Kind.OUT_OF_REACH);
      assertThat(heard.fault().detail()).startsWith("Parley may not call " + NAME + " (127.0.0.2)");
      assertThat(provider.models())
          .isInstanceOfSatisfying(
              Provider.Listing.Unknown.class,
              unknown -> assertThat(unknown.fault().kind()).isEqualTo(Kind.OUT_OF_REACH));
      assertThat(open.connections()).isZero();
      assertUntouched(forbidden);
    }
  }

  @Test
  void a_redirect_is_not_followed_wherever_it_leads() throws Exception {
    try (ScriptedUpstream open = ScriptedUpstream.start();
        ServerSocket forbidden = forbidden(open.port())) {
      String target = "http://127.0.0.2:" + open.port() + "/v1/models";
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        for (EgressPolicy reach : List.of(FIRST_ONLY, EgressPolicy.anywhere())) {
          try (ModelServer provider = provider(open.url(), reach)) {
            open.next(Scripts.refusal(status, "{}", "Location: " + target));
            Heard heard = Heard.from(provider, "scripted", "Hi");
            assertThat(heard.kind()).as("answer to %d", status).isEqualTo(Kind.GARBLED);
            assertThat(heard.fault().detail()).contains(target);
          }
        }
      }
      assertUntouched(forbidden);
    }
  }

  @Test
  void numbers_are_looked_at_like_names() throws Exception {
    try (ScriptedUpstream open = ScriptedUpstream.start();
        ServerSocket forbidden = forbidden(open.port());
        ModelServer mapped = provider("http://[::ffff:127.0.0.2]:" + open.port(), FIRST_ONLY);
        ModelServer plain = provider("http://127.0.0.2:" + open.port(), FIRST_ONLY)) {
      assertThat(Heard.from(mapped, "scripted", "Hi").kind()).isEqualTo(Kind.OUT_OF_REACH);
      assertThat(Heard.from(plain, "scripted", "Hi").kind()).isEqualTo(Kind.OUT_OF_REACH);
      assertUntouched(forbidden);
    }
  }
}
