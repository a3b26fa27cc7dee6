package chat.parley.chat;

import static chat.parley.chat.BadServer.KEPT;
import static chat.parley.chat.BadServer.fails;
import static chat.parley.chat.BadServer.finishes;
import static chat.parley.chat.BadServer.kept;
import static chat.parley.chat.BadServer.slow;

import chat.parley.chat.BadServer.Patience;
import chat.parley.support.Scripts;
import chat.parley.support.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The ways in which a server of models can fail.
final class BadServers {
  private static final int MUCH = 100_000;
  private static final Duration DRIP = Duration.ofMillis(100);

  private static final String TOOLS =
      """
      {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function",\
      "function":{"name":"format_disk","arguments":"{}"}}]}}]}\
      """;

  private BadServers() {}

  static List<BadServer> all() {
    return List.of(
        fails("sends-nothing", "garbled", "", Scripts.events()),
        fails("sends-only-done", "garbled", "", Scripts.events("[DONE]")),
        fails(
            "sends-no-http",
            "broke-off",
            "",
            (_, wire) -> wire.uncoded("\u0001\u0002 what is this\r\n\r\n")),
        fails("sends-another-type", "garbled", "", Scripts.refusal(200, "GIF89a\u0001\u0002")),
        fails("sends-a-page", "garbled", "", Scripts.htmlPage(200)),
        fails(
            "redirects", "garbled", "", Scripts.refusal(302, "", "Location: http://127.0.0.1:1/")),
        fails(
            "has-no-content", "garbled", "", (_, wire) -> wire.uncoded("HTTP/1.1 204 No\r\n\r\n")),
        fails("sends-a-huge-line", "garbled", "", Scripts.hugeLine(10_000_000)),
        kept("sends-a-huge-line-later", "garbled", wire -> endless(wire, "x".repeat(MUCH))),
        kept("sends-garbage-later", "broke-off", wire -> wire.data("{\"choices\": what?")),
        kept("forgets-the-end", "broke-off", Wire::end),
        kept("closes", "broke-off", Wire::close),
        kept("breaks-the-coding", "garbled", wire -> wire.uncoded("this is no size\r\n")),
        kept(
            "cuts-a-line",
            "broke-off",
            wire -> {
              wire.raw("data: {\"choices\":[{\"del");
              wire.end();
            }),
        kept(
            "fails-later",
            "unavailable",
            wire -> wire.data("{\"error\":{\"message\":\"CUDA out of memory\",\"code\":500}}")),
        kept(
            "refuses-later",
            "refused",
            wire -> {
              wire.finish("content_filter");
              wire.end();
            }),
        fails("finishes-without-text", "garbled", "", Scripts.good()),
        fails("only-reasons", "garbled", "", Scripts.reasoning("Hm. ", "")),
        fails(
            "calls-tools",
            "garbled",
            "",
            (_, wire) -> {
              wire.stream();
              wire.data(TOOLS);
              wire.finish("tool_calls");
              wire.done();
              wire.end();
            }),
        fails(
            "compresses-and-breaks-off",
            "broke-off",
            "",
            (_, wire) -> {
              wire.head(200, "text/event-stream", "Content-Encoding: gzip");
              wire.raw(new byte[] {31, -117, 8, 0, 0, 0, 0, 0, 0, 3, 75, 73, 44, 73, 4, 0});
              wire.end();
            }),
        fails(
            "promises-more",
            "broke-off",
            KEPT,
            (_, wire) -> {
              wire.uncoded(
                  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99999\r\n\r\n");
              wire.text(KEPT);
              wire.close();
            }),
        slow(
            "drips-its-head",
            Patience.SHORT_BEFORE_THE_FIRST,
            "",
            (_, wire) -> {
              for (char c : ("HTTP/1.1 200 OK\r\nX: " + "x".repeat(MUCH)).toCharArray()) {
                wire.uncoded(String.valueOf(c));
                wire.pause(DRIP);
              }
            }),
        slow(
            "informs-for-ever",
            Patience.SHORT_BEFORE_THE_FIRST,
            "",
            (_, wire) -> {
              while (true) {
                wire.uncoded("HTTP/1.1 102 Processing\r\n\r\n");
                wire.pause(DRIP);
              }
            }),
        slow("says-nothing", Patience.SHORT_BEFORE_THE_FIRST, "", Scripts.silentAfter(0)),
        slow(
            "only-comments",
            Patience.SHORT_BEFORE_THE_FIRST,
            "",
            (_, wire) -> {
              wire.stream();
              while (true) {
                wire.comment("still here");
                wire.role();
                wire.pause(DRIP);
              }
            }),
        slow(
            "stalls",
            Patience.SHORT_BETWEEN,
            KEPT,
            (_, wire) -> {
              wire.stream();
              wire.text(KEPT);
              wire.silence();
            }),
        slow(
            "never-ends-its-line",
            Patience.SHORT_FOR_SIGNS_OF_LIFE,
            KEPT,
            (_, wire) -> {
              wire.stream();
              wire.text(KEPT);
              wire.raw("data: ");
              while (true) {
                wire.raw("x");
                wire.pause(DRIP);
              }
            }),
        finishes(
            "finishes-twice",
            KEPT,
            wire -> {
              wire.finish("stop");
              wire.finish("length");
            }),
        finishes(
            "goes-on-after-its-end",
            KEPT + "And this as well.",
            wire -> {
              wire.finish("stop");
              wire.text("And this as well.");
            }),
        finishes(
            "counts-twice",
            KEPT,
            wire -> {
              wire.finish("stop");
              wire.usage(1, 2);
              wire.usage(3, 4);
            }),
        finishes(
            "is-done-twice",
            KEPT,
            wire -> {
              wire.finish("stop");
              wire.done();
              wire.done();
              wire.text("This neither.");
            }),
        finishes(
            "calls-tools-later",
            KEPT,
            wire -> {
              wire.data(TOOLS);
              wire.finish("tool_calls");
            }),
        finishes(
            "ends-within-a-character",
            KEPT + "\ufffd",
            wire -> {
              wire.data("{\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"}}]}");
              wire.finish("stop");
            }),
        new BadServer(
            "informs-first",
            Patience.PATIENT,
            (request, wire) -> {
              wire.uncoded(
                  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
              Scripts.good(KEPT).play(request, wire);
            },
            "finished",
            "",
            KEPT),
        new BadServer(
            "has-the-wrong-type",
            Patience.PATIENT,
            (_, wire) -> {
              wire.head(200, "application/octet-stream");
              wire.text(KEPT);
              wire.finish("stop");
              wire.end();
            },
            "finished",
            "",
            KEPT));
  }

  private static void endless(Wire wire, String part) throws IOException {
    wire.raw("data: ");
    while (true) {
      wire.raw(part);
    }
  }
}
