package chat.parley.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose a connection is, by tables as Linux writes them, and by those of this computer.
class SocketOwnersTest {
  private static final int OURS = 1000;
  private static final int PORT = 8080;

  private static final String HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

  @TempDir private Path proc = Path.of("set by JUnit");

  @BeforeEach
  void run() throws IOException {
    Files.createDirectories(proc.resolve("self/net"));
    Files.createDirectories(proc.resolve("sys/kernel"));
    runAs("1000\t1000\t1000\t1000");
    Files.writeString(proc.resolve("sys/kernel/overflowuid"), "65534\n");
    write("tcp", "");
    write("tcp6", "");
  }

  private void runAs(String four) throws IOException {
    Files.writeString(
        proc.resolve("self/status"), "Name:\tjava\nUmask:\t0022\nUid:\t" + four + "\nGid:\t0\n");
  }

  private void write(String table, String rows) throws IOException {
    Files.writeString(proc.resolve("self/net").resolve(table), HEADER + rows);
  }

  private SocketOwner whose(String client, int port) throws InterruptedException {
    return whose(client, port, client);
  }

  private SocketOwner whose(String client, int port, String server) throws InterruptedException {
    try (SocketOwners sockets = SocketOwners.of(proc)) {
      return sockets.whose(
          new InetSocketAddress(client, port), new InetSocketAddress(server, PORT));
    }
  }

  /// A row as the kernel writes it.
  private static String row(
      String local, int port, String remote, int remotePort, String state, int uid, int inode) {
    return "%4d: %s:%04X %s:%04X %s 00000000:00000000 00:00000000 00000000 %5d        0 %d 1 ffff9a3d 20 4 30 10 -1%n"
        .formatted(7, words(local), port, words(remote), remotePort, state, uid, inode);
  }

  private static String established(String local, int port, int uid) {
    return row(local, port, local, PORT, "01", uid, 4711);
  }

  private static String words(String address) {
    byte[] bytes = parse(address);
    StringBuilder words = new StringBuilder();
    for (int at = 0; at < bytes.length; at += 4) {
      for (int i = 0; i < 4; i++) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        words.append("%02X".formatted(bytes[at + (little ? 3 - i : i)]));
      }
    }
    return words.toString();
  }

  /// With `::ffff:` in front the sixteen bytes of the IPv6 address that an IPv4 one is mapped to.
  private static byte[] parse(String address) {
    try {
      byte[] bytes = InetAddress.getAllByName(address.replace("::ffff:", ""))[0].getAddress();
      if (!address.startsWith("::ffff:")) {
        return bytes;
      }
      byte[] mapped = new byte[16];
      mapped[10] = mapped[11] = (byte) 0xff;
      System.arraycopy(bytes, 0, mapped, 12, 4);
      return mapped;
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, 127.0.0.1, 127.0.0.1",
    "tcp, 127.1.2.3, 127.1.2.3",
    "tcp6, ::ffff:127.0.0.1, 127.0.0.1",
    "tcp6, ::1, ::1",
    "tcp6, fe80::1:2:3, fe80::1:2:3"
  })
  void a_connection_is_found_in_either_table_whichever_way_its_address_is_written(
      String table, String written, String client) throws Exception {
    write(
        table,
        established(written, 40_000, 65_533)
            + established(written, 40_001, OURS)
            + established(written, 40_002, 0));
    assertThat(whose(client, 40_000)).isEqualTo(SocketOwner.ANOTHERS);
    assertThat(whose(client, 40_001)).isEqualTo(SocketOwner.OURS);
    assertThat(whose(client, 40_002))
        .as("of root, who runs many a proxy")
        .isEqualTo(SocketOwner.ANOTHERS);
    assertThat(whose(client, 40_003)).as("not there").isEqualTo(SocketOwner.ANOTHERS);
  }

  @Test
  void only_the_clients_end_counts() throws Exception {
    write(
        "tcp",
        row("127.0.0.1", PORT, "127.0.0.1", 40_000, "01", OURS, 1)
            + row("127.0.0.1", 40_001, "127.0.0.1", PORT + 1, "01", OURS, 1)
            + row("127.0.0.2", 40_002, "127.0.0.1", PORT, "01", OURS, 1)
            + row("127.0.0.1", PORT, "0.0.0.0", 0, "0A", OURS, 1));
    for (int port : new int[] {40_000, 40_001, 40_002, PORT}) {
      assertThat(whose("127.0.0.1", port)).as("%s", port).isEqualTo(SocketOwner.ANOTHERS);
    }
  }

  @Test
  void a_client_at_the_very_port_of_the_server_is_told_from_it() throws Exception {
    write(
        "tcp",
        row("127.0.0.1", PORT, "127.0.0.2", PORT, "01", OURS, 1)
            + row("127.0.0.2", PORT, "127.0.0.1", PORT, "01", 65_533, 2));
    assertThat(whose("127.0.0.2", PORT, "127.0.0.1")).isEqualTo(SocketOwner.ANOTHERS);
  }

  /// Of those who have hung up the kernel tells no inode, and in many versions root as the owner.
  @ParameterizedTest
  @ValueSource(strings = {"04", "05", "06", "03", "01"})
  void a_socket_that_no_process_has_is_nobodys(String state) throws Exception {
    runAs("0\t0\t0\t0");
    write("tcp", row("127.0.0.1", 40_000, "127.0.0.1", PORT, state, 0, 0));
    assertThat(whose("127.0.0.1", 40_000)).isEqualTo(SocketOwner.ANOTHERS);
    write("tcp", row("127.0.0.1", 40_000, "127.0.0.1", PORT, "05", 0, 99));
    assertThat(whose("127.0.0.1", 40_000))
        .as("one that has said all it had to")
        .isEqualTo(SocketOwner.OURS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x\n",
        "   0: 0100007F:9C40\n",
        "   0: 0100007F:9C40 0100007F:1F90 01\n",
        "   0: ZZ00007F:9C40 0100007F:1F90 01 0:0 0:0 0 1000 0 5\n",
        "   0: 0100007F:9C40 0100007F:1F90 01 0:0 0:0 0 me 0 5\n",
        "   0: 7F:9C40 7F:1F90 01 0:0 0:0 0 1000 0 5\n"
      })
  void a_table_that_is_none_opens_nothing(String rows) throws Exception {
    write("tcp", rows);
    assertThat(whose("127.0.0.1", 40_000)).isEqualTo(SocketOwner.ANOTHERS);
    Files.writeString(proc.resolve("self/net/tcp"), "");
    assertThat(whose("127.0.0.1", 40_000)).isEqualTo(SocketOwner.ANOTHERS);
  }

  @Test
  void where_there_is_no_table_nobody_is_known() throws Exception {
    Files.delete(proc.resolve("self/net/tcp"));
    Files.delete(proc.resolve("self/net/tcp6"));
    assertThat(whose("127.0.0.1", 40_000)).isEqualTo(SocketOwner.ANOTHERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"65534\t65534\t65534\t65534", "", "x", "-", "1000\t1000\t1000\t-1x"})
  void who_does_not_know_its_own_user_knows_no_connection(String four) throws Exception {
    runAs(four);
    write("tcp", established("127.0.0.1", 40_000, OURS));
    try (SocketOwners sockets = SocketOwners.of(proc)) {
      assertThat(sockets.areKnown()).isFalse();
    }
    assertThat(whose("127.0.0.1", 40_000)).isEqualTo(SocketOwner.ANOTHERS);
  }

  @Test
  void a_crowd_among_a_hundred_thousand_sockets_is_told_apart() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      rows.append(
          row(
              "127.0." + i / 50_000 + ".1",
              10_000 + i % 50_000,
              "127.0.0.1",
              PORT,
              "01",
              i % 2 * OURS,
              9));
    }
    write("tcp", rows.toString());
    try (SocketOwners sockets = SocketOwners.of(proc);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SocketOwner>> found = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        InetSocketAddress client = new InetSocketAddress("127.0.1.1", 10_000 + i * 25);
        found.add(
            threads.submit(() ->
                sockets.whose(
                    client, new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT))));
      }
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).get())
            .isEqualTo(i % 2 == 0 ? SocketOwner.ANOTHERS : SocketOwner.OURS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void this_computer_tells_which_connections_are_ours(String host) throws Exception {
    InetAddress here = InetAddress.getAllByName(host)[0];
    try (SocketOwners sockets = SocketOwners.of(here);
        ServerSocket server = new ServerSocket(0, 1, here);
        Socket client = new Socket(here, server.getLocalPort())) {
      assertThat(sockets.areKnown()).isTrue();
      assertThat(
              sockets.whose(
                  (InetSocketAddress) client.getLocalSocketAddress(),
                  (InetSocketAddress) client.getRemoteSocketAddress()))
          .isEqualTo(SocketOwner.OURS);
    }
  }
}
