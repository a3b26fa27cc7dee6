package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The system has no more open files for Parley.
@Timeout(180)
class OpenFilesTest {
  private static final int MORE = 4;
  private static final Duration WATCHED = Duration.ofSeconds(3);

  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final List<Socket> idle = new ArrayList<>();

  @AfterEach
  public void close() throws IOException {
    for (Socket socket : idle) {
      socket.close();
    }
    upstream.close();
  }

  @Test
  void who_is_in_stays_in_and_who_comes_is_told_and_it_goes_on_when_there_are_files_again()
      throws Exception {
    try (ParleyProcess parley = ParleyProcess.start(directory.resolve("data"), upstream.url())) {
      Visitor visitor = new Visitor(parley.address());
      warmUp(visitor);
      String chat = begin(visitor, "script: paced 400 20");
      long usual;
      ReaderPage page = visitor.load(chat);
      try (EventReader stream = visitor.stream(chat, page.position())) {
        page.read(stream, "#body-2:contains(word5 )");
        usual = openFiles(parley);
        limit(parley, usual + MORE);
        String told = knockUntilRefused(parley.address());
        assertThat(told)
            .startsWith("HTTP/1.1 503 ")
            .contains("as many connections open as the system lets it");

        long before = cpuTicks(parley);
        Thread.sleep(WATCHED); // what it does not do can only be watched
        assertThat(cpuTicks(parley) - before)
            .as("clock ticks in which it had the processor, of 100 a second")
            .isLessThan(WATCHED.toMillis() / 10 * 6 / 10);
        page.read(stream, "#message-2[data-state=finished]");
      }
      assertThat(page.document().select("#body-2").text())
          .isEqualTo(String.join("", Scripts.numbered(400)).strip());
      assertThat(log("connections cannot be accepted")).hasSize(1);
      assertThat(log("LimitNOFILE")).hasSize(1);

      for (Socket socket : idle) {
        socket.close();
      }
      TestApp.await("files are free again", () -> openFiles(parley) <= usual);
      assertThat(ask(parley.address()))
          .as("the first one who comes then is let in")
          .startsWith("HTTP/1.1 200 ");
      assertThat(visitor.end(chat, 2))
          .isEqualTo(new Answer("finished", String.join("", Scripts.numbered(400))));
      assertThat(log("Exception")).isEmpty();
    }
  }

  /// The tests' classes lie in a directory, where each that is loaded is a file that is opened; the
  /// program has its own in jars, which are all open by then.
  private static void warmUp(Visitor visitor) throws InterruptedException {
    // Long enough for a renewal of its lease.
    String chat = begin(visitor, "script: paced 250 20");
    ReaderPage page = visitor.load(chat);
    try (EventReader stream = visitor.stream(chat, page.position())) {
      page.read(stream, "#message-2[data-state=finished]");
    }
    assertThat(visitor.end(chat, 2).state()).isEqualTo("finished");
    assertThat(isUp(visitor)).isTrue();
  }

  private static String begin(Visitor visitor, String text) throws InterruptedException {
    return visitor
        .post("/messages", Map.of("text", text, "model", "openai/scripted"))
        .orElseThrow();
  }

  /// Opens connections that say nothing, and then some that ask, until one is turned away.
  private String knockUntilRefused(URI address) throws Exception {
    for (int i = 0; i < 4 * MORE; i++) {
      idle.add(new Socket(address.getHost(), address.getPort()));
    }
    for (int i = 0; i < 100; i++) {
      try {
        String said = ask(address);
        if (said.contains(" 503 ")) {
          return said;
        }
      } catch (IOException e) {
        // Turned away without a word: the reserve was taken by something else for a moment.
      }
    }
    throw new AssertionError("Nobody was turned away");
  }

  /// Asks over a connection of its own, and says how the answer begins.
  private static String ask(URI address) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /up HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(300), StandardCharsets.US_ASCII);
    }
  }

  private static boolean isUp(Visitor visitor) {
    try {
      return visitor.page("/up", "text/plain").contains("ok");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (AssertionError | Visitor.Died e) {
      return false;
    }
  }

  private static void limit(ParleyProcess parley, long files)
      throws IOException, InterruptedException {
    Process prlimit =
        new ProcessBuilder(
                "prlimit", "--pid", String.valueOf(parley.pid()), "--nofile=" + files + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }

  private static long openFiles(ParleyProcess parley) {
    try (Stream<Path> files = Files.list(proc(parley, "fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long cpuTicks(ParleyProcess parley) throws IOException {
    String stat = Files.readString(proc(parley, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static Path proc(ParleyProcess parley, String file) {
    return Path.of("/proc", String.valueOf(parley.pid()), file);
  }

  private List<String> log(String words) throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("data.log"))) {
      return lines.filter(line -> line.contains(words)).toList();
    }
  }
}
