package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.model.LocalServers.LocalServerAddress;
import chat.parley.provider.FakeNeighbour;
import chat.parley.provider.LocalServer;
import chat.parley.provider.LocalServer.Software;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.SettableClock;
import chat.parley.support.TestApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

final class LocalServersTest {

  private static final ThreadFactory THREADS = Thread.ofVirtual().name("neighbours-", 0).factory();
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final SettableClock clock = new SettableClock();

  private static boolean isNone(int port) {
    return port < 0;
  }

  private LocalServers neighbours(
      Duration patience, IntPredicate own, LocalServerAddress... places) {
    return new LocalServers(List.of(places), own, clock, THREADS, patience);
  }

  private LocalServers neighbours(LocalServerAddress... places) {
    return neighbours(LONG, LocalServersTest::isNone, places);
  }

  private static LocalServer at(Software software, int port, int models) {
    return new LocalServer(software, "http://127.0.0.1:" + port, models);
  }

  /// Looks again and again: what was found when all the servers have answered is what counts.
  private void assertFinds(LocalServers neighbours, LocalServer... expected)
      throws InterruptedException {
    TestApp.await(
        "exactly " + List.of(expected),
        () -> {
          clock.advance(LocalServers.FRESH);
          return neighbours.known().equals(List.of(expected));
        });
  }

  private static ServerSocket silent() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /// Answers everyone who connects with these bytes, until it is closed.
  private static ServerSocket babbling(String bytes) throws IOException {
    ServerSocket server = silent();
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
              // It was closed, or the client has left.
            }
          }
        });
    return server;
  }

  @Test
  void the_servers_at_their_usual_places_are_found_with_their_names_and_numbers() throws Exception {
    try (FakeNeighbour ollama =
            FakeNeighbour.ollama("llama3.2:3b", "qwen3:8b", "nomic-embed-text");
        FakeNeighbour studio =
            FakeNeighbour.listing("127.0.0.1", "organization_owner", "gemma-3-4b");
        FakeNeighbour llama = FakeNeighbour.listing("127.0.0.1", "llamacpp", "model.gguf");
        FakeNeighbour vllm = FakeNeighbour.listing("127.0.0.1", "vllm", "Qwen/Qwen3-8B");
        LocalServers neighbours =
            neighbours(
                new LocalServerAddress(Software.OLLAMA, ollama.port()),
                new LocalServerAddress(Software.LM_STUDIO, studio.port()),
                new LocalServerAddress(Software.LLAMA_CPP, llama.port()),
                new LocalServerAddress(Software.VLLM, vllm.port()))) {
      assertFinds(
          neighbours,
          at(Software.OLLAMA, ollama.port(), 2),
          at(Software.LM_STUDIO, studio.port(), 1),
          at(Software.LLAMA_CPP, llama.port(), 1),
          at(Software.VLLM, vllm.port(), 1));
      assertThat(neighbours.known())
          .extracting(one -> one.software().title())
          .containsExactly("Ollama", "LM Studio", "llama.cpp", "vLLM");
    }
  }

  @Test
  void what_a_server_says_of_itself_counts_more_than_its_place() throws Exception {
    try (FakeNeighbour llama = FakeNeighbour.listing("127.0.0.1", "llamacpp", "model.gguf");
        FakeNeighbour other = FakeNeighbour.listing("127.0.0.1", "somebody", "one", "two");
        FakeNeighbour notOllama = FakeNeighbour.listing("127.0.0.1", "library", "three");
        LocalServers neighbours =
            neighbours(
                new LocalServerAddress(Software.VLLM, llama.port()),
                new LocalServerAddress(Software.LLAMA_CPP, other.port()),
                new LocalServerAddress(Software.OLLAMA, notOllama.port()))) {
      assertFinds(
          neighbours,
          at(Software.LLAMA_CPP, llama.port(), 1),
          at(Software.OTHER, other.port(), 2),
          at(Software.OTHER, notOllama.port(), 1));
    }
  }

  @Test
  void one_without_models_is_found_too() throws Exception {
    try (FakeNeighbour ollama = FakeNeighbour.ollama();
        FakeNeighbour studio = FakeNeighbour.listing("127.0.0.1", "");
        LocalServers neighbours =
            neighbours(
                new LocalServerAddress(Software.OLLAMA, ollama.port()),
                new LocalServerAddress(Software.LM_STUDIO, studio.port()))) {
      assertFinds(
          neighbours,
          at(Software.OLLAMA, ollama.port(), 0),
          at(Software.LM_STUDIO, studio.port(), 0));
    }
  }

  @Test
  void one_that_listens_on_the_other_loopback_address_alone_is_found() throws Exception {
    try (FakeNeighbour six = FakeNeighbour.listing("::1", "vllm", "m");
        LocalServers neighbours = neighbours(new LocalServerAddress(Software.VLLM, six.port()))) {
      assertFinds(neighbours, new LocalServer(Software.VLLM, "http://[::1]:" + six.port(), 1));
    }
  }

  @Test
  void what_is_no_server_of_models_is_not_offered() throws Exception {
    List<AutoCloseable> others = new ArrayList<>();
    List<LocalServerAddress> places = new ArrayList<>();
    try (FakeNeighbour real = FakeNeighbour.ollama("llama3.2:3b");
        ServerSocket babbling = babbling("\u0001\u0002 what is this\r\n\r\n");
        ServerSocket endless = babbling("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(10_000_000));
        ServerSocket cut = babbling("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"object\"")) {
      for (String page :
          List.of(
              "<!DOCTYPE html><title>Another program</title>",
              "",
              "null",
              "{}",
              "[]",
              "[{\"id\":\"one\"}]",
              "{\"data\":[]}",
              "{\"object\":\"list\"}",
              "{\"object\":\"list\",\"data\":{}}",
              "{\"status\":\"ok\",\"version\":\"1.2.3\"}",
              "{\"object\":\"list\",\"data\":[",
              "[".repeat(100_000))) {
        FakeNeighbour other =
            FakeNeighbour.saying(page.startsWith("<") ? "text/html" : "application/json", page);
        others.add(other);
        places.add(new LocalServerAddress(Software.OLLAMA, other.port()));
        places.add(new LocalServerAddress(Software.LLAMA_CPP, other.port()));
      }
      for (ServerSocket server : List.of(babbling, endless, cut)) {
        places.add(new LocalServerAddress(Software.VLLM, server.getLocalPort()));
      }
      places.add(new LocalServerAddress(Software.OLLAMA, real.port()));
      try (LocalServers neighbours = neighbours(places.toArray(LocalServerAddress[]::new))) {
        assertFinds(neighbours, at(Software.OLLAMA, real.port(), 1));
      }
    } finally {
      for (AutoCloseable other : others) {
        other.close();
      }
    }
  }

  @Test
  void a_parley_is_not_offered_and_this_one_is_not_even_asked() throws Exception {
    try (FakeNeighbour real = FakeNeighbour.ollama("llama3.2:3b");
        FakeNeighbour own = FakeNeighbour.listing("127.0.0.1", "vllm", "m");
        TestApp parley = TestApp.start(new ScriptedProvider());
        LocalServers neighbours =
            neighbours(
                LONG,
                port -> port == own.port(),
                new LocalServerAddress(Software.LLAMA_CPP, parley.port()),
                new LocalServerAddress(Software.VLLM, own.port()),
                new LocalServerAddress(Software.OLLAMA, real.port()))) {
      assertFinds(neighbours, at(Software.OLLAMA, real.port(), 1));
      assertThat(own.listed()).isZero();
    }
  }

  @Test
  void one_that_hangs_hides_no_other() throws Exception {
    try (ServerSocket hanging = silent();
        FakeNeighbour real = FakeNeighbour.ollama("llama3.2:3b");
        LocalServers neighbours =
            neighbours(
                SHORT,
                LocalServersTest::isNone,
                new LocalServerAddress(Software.VLLM, hanging.getLocalPort()),
                new LocalServerAddress(Software.OLLAMA, real.port()))) {
      assertFinds(neighbours, at(Software.OLLAMA, real.port(), 1));
    }
  }

  @Test
  void a_page_gets_at_once_what_was_found_last() throws Exception {
    try (FakeNeighbour real = FakeNeighbour.ollama("llama3.2:3b");
        LocalServers neighbours =
            neighbours(new LocalServerAddress(Software.OLLAMA, real.port()))) {
      LocalServer first = at(Software.OLLAMA, real.port(), 1);
      assertThat(neighbours.known()).isEmpty();
      TestApp.await("it is found", () -> neighbours.known().equals(List.of(first)));
      for (int i = 0; i < 1_000; i++) {
        assertThat(neighbours.known()).containsExactly(first);
      }
      assertThat(real.listed()).as("questions for a thousand pages").isEqualTo(1);

      real.has("library", "llama3.2:3b", "qwen3:8b");
      clock.advance(LocalServers.FRESH);
      assertThat(neighbours.known()).as("what was found last").containsExactly(first);
      TestApp.await(
          "what is there now",
          () -> neighbours.known().equals(List.of(at(Software.OLLAMA, real.port(), 2))));
      assertThat(real.listed()).isEqualTo(2);
    }
  }

  @Test
  void one_that_was_stopped_is_offered_no_longer() throws Exception {
    try (FakeNeighbour real = FakeNeighbour.ollama("llama3.2:3b");
        LocalServers neighbours =
            neighbours(new LocalServerAddress(Software.OLLAMA, real.port()))) {
      assertFinds(neighbours, at(Software.OLLAMA, real.port(), 1));
      real.stop();
      assertFinds(neighbours);
    }
  }

  @Test
  void closing_ends_a_look_that_is_going_on() throws Exception {
    List<Thread> begun = new CopyOnWriteArrayList<>();
    ThreadFactory threads =
        task -> {
          Thread thread = THREADS.newThread(task);
          begun.add(thread);
          return thread;
        };
    try (ScriptedUpstream hanging = ScriptedUpstream.start()) {
      hanging.listing((_, wire) -> wire.silence());
      LocalServers neighbours =
          new LocalServers(
              List.of(new LocalServerAddress(Software.VLLM, hanging.port())),
              LocalServersTest::isNone,
              clock,
              threads,
              LONG);
      assertThat(neighbours.known()).isEmpty();
      TestApp.await("it is being asked", () -> hanging.connections() > 0 && begun.size() == 3);
      neighbours.close();
      TestApp.await("nobody asks any more", () -> begun.stream().noneMatch(Thread::isAlive));
      clock.advance(LocalServers.FRESH);
      assertThat(neighbours.known()).isEmpty();
      assertThat(begun).as("threads, and none after it was closed").hasSize(3);
    }
  }
}
