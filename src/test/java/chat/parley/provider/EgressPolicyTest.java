package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.egress.AddressRange;
import chat.parley.provider.Fault.Kind;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which addresses may be called; where the calls go then is in [BlockedConnectionsTest].
final class EgressPolicyTest {

  private static final String PUBLIC = "93.184.215.14";

  /// What the name servers of these tests know; numbers are read as the system reads them.
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "models.example.org", List.of(PUBLIC),
          "inside.example.org", List.of("10.1.2.3"),
          "here.example.org", List.of("127.0.0.1"),
          "both.example.org", List.of("10.1.2.3", PUBLIC),
          "xn--bcher-kva.example", List.of("192.168.7.7"),
          "localhost", List.of("::1", "127.0.0.1"));

  private static InetAddress[] lookup(String host) throws UnknownHostException {
    List<String> known = NAMES.get(host);
    if (known == null) {
      if (!host.matches("[0-9.]+|.*:.*")) {
        throw new UnknownHostException(host);
      }
      return InetAddress.getAllByName(host);
    }
    return known.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  private static EgressPolicy publicOnly(String... allowed) {
    return EgressPolicy.publicOnly(Arrays.stream(allowed).map(AddressRange::parse).toList())
        .lookingUp(EgressPolicyTest::lookup);
  }

  private static void opens(EgressPolicy reach, String... urls) {
    for (String url : urls) {
      assertThat(reach.refusal(url)).as(url).isEmpty();
    }
  }

  private static void refuses(EgressPolicy reach, String... urls) {
    for (String url : urls) {
      assertThat(reach.refusal(url)).as(url).map(Fault::kind).contains(Kind.OUT_OF_REACH);
    }
  }

  @Test
  void the_public_internet_is_open_to_everyone() {
    opens(
        publicOnly(),
        "https://models.example.org",
        "HTTPS://Models.Example.ORG.:8443/v1",
        "https://" + PUBLIC,
        "https://9.255.255.255",
        "https://11.0.0.0",
        "https://100.63.255.255",
        "https://100.128.0.0",
        "https://126.255.255.255",
        "https://128.0.0.0",
        "https://172.15.255.255",
        "https://172.32.0.0",
        "https://192.167.255.255",
        "https://192.169.0.0",
        "https://223.255.255.255",
        "https://[2606:4700::1111]",
        "https://[2a00:1450:4001:81b::200e]",
        // Where a network has IPv6 alone, public IPv4 addresses look so.
        "https://[64:ff9b::93.184.215.14]",
        "https://[2002:5db8:d70e::1]",
        "https://[::ffff:93.184.215.14]");
  }

  @Test
  void what_is_not_public_is_closed_to_everyone_but_the_owner() {
    String[] closed = {
      // This computer.
      "http://localhost",
      "http://LocalHost.:11434",
      "http://127.0.0.1",
      "http://127.255.255.254",
      "http://0.0.0.0",
      "http://0.1.2.3",
      "http://[::1]",
      "http://[::]",
      "http://[0:0:0:0:0:0:0:1]",
      "http://[::ffff:127.0.0.1]",
      "http://[::ffff:7f00:1]",
      "http://[::127.0.0.1]",
      "http://[::ffff:0:127.0.0.1]",
      "http://here.example.org",
      // Networks that are somebody's own.
      "http://10.0.0.1",
      "http://172.16.0.1",
      "http://172.31.255.255",
      "http://192.168.0.1",
      "http://100.64.0.1",
      "http://100.127.255.255",
      "http://169.254.1.1",
      "http://[fe80::1]",
      "http://[fc00::1]",
      "http://[fd12:3456::1]",
      "http://[fec0::1]",
      "http://inside.example.org",
      "http://bücher.example",
      "http://BÜCHER.example.",
      // What clouds tell their machines.
      "http://169.254.169.254/latest/meta-data",
      "http://[fd00:ec2::254]",
      "http://[::ffff:169.254.169.254]",
      "http://168.63.129.16",
      "http://100.100.100.200",
      // To many, to nobody, and kept for later.
      "http://224.0.0.1",
      "http://239.255.255.255",
      "http://240.0.0.1",
      "http://255.255.255.255",
      "http://[ff02::1]",
      "http://192.0.0.1",
      "http://192.0.2.1",
      "http://192.88.99.1",
      "http://198.18.0.1",
      "http://198.19.255.255",
      "http://198.51.100.1",
      "http://203.0.113.1",
      "http://[2001:db8::1]",
      "http://[3fff::1]",
      "http://[100::1]",
      "http://[5f00::1]",
      // A private IPv4 address within an address of IPv6.
      "http://[64:ff9b::127.0.0.1]",
      "http://[64:ff9b::a01:203]",
      "http://[64:ff9b::169.254.169.254]",
      "http://[64:ff9b:1::10.1.2.3]",
      "http://[2002:7f00:1::]",
      "http://[2002:a01:203::1]",
      "http://[2002:a9fe:a9fe::1]",
      "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]",
      "http://[2606:4700::5efe:10.1.2.3]",
      "http://[2606:4700::200:5efe:10.1.2.3]"
    };
    refuses(publicOnly(), closed);
    opens(EgressPolicy.anywhere().lookingUp(EgressPolicyTest::lookup), closed);
  }

  @Test
  void an_address_in_disguise_is_read_as_what_it_is() {
    refuses(
        publicOnly(),
        "http://127。0。0。1",
        "http://①②⑦.0.0.1",
        "http://127.0.0.1.",
        "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "http://localhost。");
  }

  @Test
  void the_owner_can_open_ranges_and_these_alone() {
    EgressPolicy reach = publicOnly("10.1.0.0/16", "127.0.0.1", "fd12::/16");
    opens(
        reach,
        "http://10.1.0.0",
        "http://10.1.255.255",
        "http://inside.example.org",
        "http://127.0.0.1",
        "http://here.example.org",
        "http://[fd12::1]",
        "http://[64:ff9b::10.1.2.3]",
        "https://models.example.org");
    refuses(
        reach, "http://10.0.255.255", "http://10.2.0.0", "http://127.0.0.2", "http://[fd13::1]");
  }

  @Test
  void no_range_opens_what_clouds_tell_their_machines() {
    refuses(
        publicOnly("0.0.0.0/0", "::/0", "169.254.169.254/32"),
        "http://169.254.169.254",
        "http://[::ffff:169.254.169.254]",
        "http://[64:ff9b::169.254.169.254]",
        "http://[2002:a9fe:a9fe::1]",
        "http://[fd00:ec2::254]");
  }

  @Test
  void parley_itself_is_closed_to_everyone() throws Exception {
    String[] onItsNetworks =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address)
            .map(address -> "http://" + address.getHostAddress() + ":8080")
            .toArray(String[]::new);
    for (EgressPolicy reach : List.of(EgressPolicy.anywhere(), publicOnly("0.0.0.0/0", "::/0"))) {
      EgressPolicy held = reach.lookingUp(EgressPolicyTest::lookup).butNotTo(port -> port == 8080);
      refuses(
          held,
          "http://localhost:8080",
          "http://127.0.0.1:8080",
          "http://127.8.8.8:8080",
          "http://0.0.0.0:8080",
          "http://[::1]:8080",
          "http://[::]:8080",
          "http://[::ffff:127.0.0.1]:8080",
          "http://here.example.org:8080");
      refuses(held, onItsNetworks);
      opens(held, "http://localhost:11434", "http://inside.example.org:8080");
    }
    EgressPolicy onUsualPort = EgressPolicy.anywhere().butNotTo(port -> port == 80 || port == 443);
    refuses(onUsualPort, "http://127.0.0.1", "https://127.0.0.1");
  }

  @Test
  void of_a_name_with_several_addresses_only_those_that_may_be_called_count() throws Exception {
    assertThat(publicOnly().resolver().resolve("both.example.org", 443))
        .extracting(one -> one.getAddress().getHostAddress())
        .containsExactly(PUBLIC);
  }

  @Test
  void a_refusal_is_a_sentence_that_names_the_address() {
    assertThat(publicOnly().refusal("http://inside.example.org:11434").map(Fault::detail))
        .hasValueSatisfying(sentence ->
            assertThat(sentence).startsWith("Parley may not call inside.example.org (10.1.2.3):"));
  }
}
