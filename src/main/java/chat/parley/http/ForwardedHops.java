package chat.parley.http;

import chat.parley.egress.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/// What proxies say about whom they speak for, each at the right of the one before it.
///
/// In `X-Forwarded-For`, `-Proto` and `-Host`, which nearly all of them write, or else in
/// `Forwarded` (RFC 7239). Not both: a proxy that writes one of them passes the other on as a
/// visitor has sent it.
///
/// @param addresses as they were written; empty where nothing was said
record ForwardedHops(List<String> addresses, List<String> schemes, List<String> hosts) {
  private static final List<String> NOTHING = List.of();

  static ForwardedHops of(HttpFields headers) {
    List<String> addresses = values(headers, "X-Forwarded-For");
    List<String> schemes = values(headers, "X-Forwarded-Proto");
    List<String> hosts = values(headers, "X-Forwarded-Host");
    return addresses.isEmpty() && schemes.isEmpty() && hosts.isEmpty()
        ? forwarded(String.join(",", headers.getValuesList("Forwarded")))
        : new ForwardedHops(addresses, schemes, hosts);
  }

  private static List<String> values(HttpFields headers, String name) {
    List<String> lines = headers.getValuesList(name);
    if (lines.isEmpty()) {
      return NOTHING;
    }
    List<String> values = new ArrayList<>();
    for (String value : String.join(",", lines).split(",", -1)) {
      values.add(value.strip());
    }
    return values;
  }

  private static ForwardedHops forwarded(String text) {
    List<Map<String, String>> elements = ForwardedElements.parse(text);
    return new ForwardedHops(all(elements, "for"), all(elements, "proto"), all(elements, "host"));
  }

  private static List<String> all(List<Map<String, String>> elements, String name) {
    return elements.stream().map(element -> element.getOrDefault(name, "")).toList();
  }

  /// Whom the proxy speaks for that is so many hops away; nothing where it says nothing, or hides
  /// it (`unknown`, `_name`).
  ///
  /// @param hop 0 = the proxy that has connected
  Optional<InetAddress> address(int hop) {
    return hop < addresses.size()
        ? AddressRange.address(bare(addresses.get(addresses.size() - 1 - hop)))
        : Optional.empty();
  }

  /// Which scheme that one was asked with, or the nearest one after it that says so.
  Optional<String> scheme(int hop) {
    return nearest(schemes, hop);
  }

  /// Which host that one was asked for, or the nearest one after it that says so.
  Optional<String> host(int hop) {
    return nearest(hosts, hop);
  }

  private static Optional<String> nearest(List<String> values, int hop) {
    for (int i = Math.max(0, values.size() - 1 - hop); i < values.size(); i++) {
      if (!values.get(i).isBlank()) {
        return Optional.of(values.get(i));
      }
    }
    return Optional.empty();
  }

  /// Without a port, and without the brackets of an IPv6 address.
  private static String bare(String address) {
    if (address.startsWith("[")) {
      int end = address.indexOf(']');
      return end < 0 ? "" : address.substring(1, end);
    }
    int colon = address.indexOf(':');
    return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
  }
}
