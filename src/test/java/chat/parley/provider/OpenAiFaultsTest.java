package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OpenAiFaultsTest {

  private static final String KEY = "sk-alice-secret-1234";
  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration LATE = Duration.ofSeconds(30);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final OpenAiProvider provider = provider(upstream.url(), Timeouts.DEFAULT);

  private static OpenAiProvider provider(String url, Timeouts timeouts) {
    return new OpenAiProvider("openai", url, Optional.of(KEY), timeouts, CLOCK);
  }

  @AfterEach
  public void close() {
    provider.close();
    upstream.close();
  }

  private Heard heard(Script script) throws InterruptedException {
    upstream.next(script);
    return Heard.from(provider, "m", "Hi");
  }

  private Fault refused(int status, String body) throws InterruptedException {
    return heard(Scripts.refusal(status, body)).fault();
  }

  private Fault inStream(String error) throws InterruptedException {
    return heard(Scripts.events("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}", error)).fault();
  }

  @Test
  void a_wrong_key_is_told_and_not_repeated() throws Exception {
    Fault fault =
        refused(
            401,
            """
            {"error":{"message":"Incorrect API key provided: %s. Bearer abcdefgh.123",\
            "code":"invalid_api_key"}}\
            """
                .formatted(KEY));
    assertThat(fault.kind()).isEqualTo(Kind.WRONG_KEY);
    assertThat(fault.detail())
        .startsWith("401 Incorrect API key provided: •••")
        .doesNotContain(KEY)
        .doesNotContain("abcdefgh");
    assertThat(refused(403, "Forbidden").kind()).isEqualTo(Kind.WRONG_KEY);
    assertThat(refused(400, "{\"error\":\"Invalid API key\"}").kind()).isEqualTo(Kind.WRONG_KEY);
  }

  @Test
  void an_unknown_model_is_recognised_in_the_words_of_each_server() throws Exception {
    for (Fault fault :
        List.of(
            heard(Scripts.Faults.UNKNOWN_MODEL).fault(),
            refused(
                404,
                """
                {"error":{"message":"The model `gpt-9` does not exist or you do not have access \
                to it.","type":"invalid_request_error","code":"model_not_found"}}\
                """),
            refused(
                404,
                """
                {"object":"error","message":"The model `x` does not exist.",\
                "type":"NotFoundError","param":null,"code":404}\
                """),
            refused(400, "{\"error\":{\"message\":\"x/y is not a valid model ID\",\"code\":400}}"),
            refused(400, "{\"error\":\"model 'llama9' not found\"}"),
            refused(
                400,
                """
                {"error":{"message":"No models loaded. Please load a model in the developer \
                page.","code":"model_not_found"}}\
                """))) {
      assertThat(fault.kind()).as(fault.detail()).isEqualTo(Kind.UNKNOWN_MODEL);
    }
  }

  @Test
  void an_address_of_something_else_is_no_unknown_model() throws Exception {
    assertThat(refused(404, "404 page not found").kind()).isEqualTo(Kind.WRONG_ADDRESS);
    assertThat(heard(Scripts.htmlPage(404)).kind()).isEqualTo(Kind.WRONG_ADDRESS);
  }

  @Test
  void a_rate_limit_says_how_long_to_wait() throws Exception {
    assertThat(heard(Scripts.Faults.rateLimited("3")).fault())
        .extracting(Fault::kind, Fault::retryAfter)
        .containsExactly(Kind.RATE_LIMITED, Duration.ofSeconds(3));
    assertThat(heard(Scripts.Faults.rateLimited("Sun, 01 Mar 2026 12:01:30 GMT")).fault())
        .extracting(Fault::retryAfter)
        .isEqualTo(Duration.ofSeconds(90));
    assertThat(heard(Scripts.Faults.rateLimited("Sun, 01 Mar 2026 11:00:00 GMT")).fault())
        .extracting(Fault::retryAfter)
        .isEqualTo(Duration.ZERO);
    assertThat(heard(Scripts.Faults.rateLimited("soon")).fault())
        .extracting(Fault::retryAfter)
        .isNull();
  }

  @Test
  void a_limit_that_nobody_waits_for_says_when_it_is_over() throws Exception {
    Fault fault = heard(Scripts.Faults.rateLimited("3600")).fault();
    assertThat(fault.retryAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(fault.detail()).startsWith("Takes requests again at 2026-03-01 13:00 UTC. 429 ");
    assertThat(refused(429, "{\"error\":\"Please try again in 7m12s.\"}").detail())
        .startsWith("Takes requests again at 2026-03-01 12:08 UTC. 429 ");
  }

  @Test
  void a_used_up_quota_is_no_rate_limit_and_tells_so() throws Exception {
    Fault fault =
        refused(
            429,
            """
            {"error":{"message":"You exceeded your current quota, please check your plan and \
            billing details.","type":"insufficient_quota","code":"insufficient_quota"}}\
            """);
    assertThat(fault.kind()).isEqualTo(Kind.CREDIT_USED_UP);
    assertThat(fault.detail()).contains("quota").contains("insufficient_quota");
    assertThat(refused(402, "{\"error\":{\"message\":\"Insufficient credits\"}}").kind())
        .isEqualTo(Kind.CREDIT_USED_UP);
  }

  @Test
  void a_code_of_credit_counts_more_than_a_header_that_asks_to_wait() throws Exception {
    for (String code :
        List.of("insufficient_quota", "insufficient_balance", "billing_hard_limit_reached")) {
      String body =
          "{\"error\":{\"message\":\"You exceeded your plan\",\"code\":\"" + code + "\"}}";
      Script script = Scripts.refusal(429, body, "Retry-After: 1");
      assertThat(heard(script).kind()).as(code).isEqualTo(Kind.CREDIT_USED_UP);
    }
    assertThat(
            heard(Scripts.refusal(429, "Your credit balance is too low", "Retry-After: 1")).kind())
        .isEqualTo(Kind.CREDIT_USED_UP);
    assertThat(heard(Scripts.refusal(429, "No credits in this minute", "Retry-After: 1")).kind())
        .isEqualTo(Kind.RATE_LIMITED);
  }

  @Test
  void a_too_long_context_is_recognised_in_the_words_of_each_server() throws Exception {
    for (Fault fault :
        List.of(
            heard(Scripts.Faults.CONTEXT_TOO_LONG).fault(),
            refused(
                400,
                """
                {"error":{"message":"This model's maximum context length is 8192 tokens. However, \
                your messages resulted in 9000 tokens.","type":"invalid_request_error",\
                "param":"messages","code":"context_length_exceeded"}}\
                """),
            refused(
                400,
                """
                {"object":"error","message":"This model's maximum context length is 16384 tokens. \
                However, you requested 122946 tokens","type":"BadRequestError","code":400}\
                """),
            refused(
                400,
                "{\"object\":\"error\",\"message\":\"max_tokens must be at least 1, got -186.\"}"),
            refused(
                500,
                """
                {"error":{"code":500,"message":"Context size has been exceeded.",\
                "type":"server_error"}}\
                """),
            refused(
                400,
                """
                {"error":"The number of tokens to keep from the initial prompt is greater than \
                the context length (n_keep: 13055>= n_ctx: 4096)."}\
                """),
            refused(
                400,
                """
                {"error":"Trying to keep the first 15857 tokens when context the overflows. \
                However, the model is loaded with context length of only 4096 tokens"}\
                """),
            refused(400, "{\"error\":\"the input length exceeds the context length\"}"),
            refused(413, "Request Entity Too Large"))) {
      assertThat(fault.kind()).as(fault.detail()).isEqualTo(Kind.CONTEXT_TOO_LONG);
    }
  }

  @Test
  void a_refused_content_is_told_apart_from_a_wrong_key() throws Exception {
    Heard heard = heard(Scripts.Faults.REFUSED);
    assertThat(heard.text()).isEqualTo("I was going to");
    assertThat(heard.kind()).isEqualTo(Kind.REFUSED);
    assertThat(
            refused(
                    403,
                    """
                    {"error":{"code":403,"message":"Your chosen model requires moderation and \
                    your input was flagged"}}\
                    """)
                .kind())
        .isEqualTo(Kind.REFUSED);
    assertThat(
            refused(
                    400,
                    """
                    {"error":{"message":"The response was filtered","code":"content_filter"}}\
                    """)
                .kind())
        .isEqualTo(Kind.REFUSED);
  }

  @Test
  void a_server_that_cannot_now_is_unavailable() throws Exception {
    assertThat(heard(Scripts.Faults.UNAVAILABLE).fault())
        .isEqualTo(new Fault(Kind.LOADING, "503 Loading model", null));
    assertThat(refused(503, "Overloaded"))
        .isEqualTo(new Fault(Kind.UNAVAILABLE, "503 Overloaded", null));
    assertThat(heard(Scripts.htmlPage(502)).fault())
        .isEqualTo(new Fault(Kind.UNAVAILABLE, "502 Welcome to the proxy", null));
    assertThat(refused(504, "Gateway Timeout").kind()).isEqualTo(Kind.TIMED_OUT);
  }

  @Test
  void nobody_at_the_address_is_unreachable() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    for (String url : List.of("http://127.0.0.1:" + free, "http://nobody.invalid")) {
      try (OpenAiProvider lost = provider(url, Timeouts.DEFAULT)) {
        assertThat(Heard.from(lost, "m", "Hi").kind()).as(url).isEqualTo(Kind.UNREACHABLE);
        assertThat(lost.models())
            .isInstanceOfSatisfying(
                Provider.Listing.Unknown.class,
                unknown -> assertThat(unknown.fault().kind()).isEqualTo(Kind.UNREACHABLE));
      }
    }
  }

  @Test
  void a_server_that_takes_no_connection_is_unreachable_and_waiting_for_it_can_be_interrupted()
      throws Exception {
    try (FullBacklog full = FullBacklog.open()) {
      String url = "http://127.0.0.1:" + full.port();
      try (OpenAiProvider hasty = provider(url, new Timeouts(SOON, LATE, LATE, LATE))) {
        assertThat(Heard.from(hasty, "m", "Hi").kind()).isEqualTo(Kind.UNREACHABLE);
      }
      try (OpenAiProvider patient = provider(url, new Timeouts(LATE, LATE, LATE, LATE))) {
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        Thread thread =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    Heard.from(patient, "m", "Hi");
                  } catch (Throwable e) {
                    outcome.set(e);
                  }
                });
        // Assumed: it waits for the connection by now. If not, it ends in the same way.
        assertThat(thread.join(SOON)).isFalse();
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
      }
    }
  }

  /// A port that listens, but whose queue of connections is full: a further one is neither taken
  /// nor refused.
  private record FullBacklog(ServerSocket server, List<SocketChannel> waiting)
      implements AutoCloseable {

    static FullBacklog open() throws IOException {
      ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      List<SocketChannel> waiting = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(server.getLocalSocketAddress());
        waiting.add(channel);
      }
      return new FullBacklog(server, waiting);
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
      server.close();
    }
  }

  @Test
  void a_server_that_does_not_speak_tls_is_unreachable() throws Exception {
    try (OpenAiProvider lost = provider("https://127.0.0.1:" + upstream.port(), Timeouts.DEFAULT)) {
      assertThat(Heard.from(lost, "m", "Hi").kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void silence_before_the_first_token_times_out_whatever_keeps_the_connection_open()
      throws Exception {
    try (OpenAiProvider hasty = provider(upstream.url(), new Timeouts(LATE, SOON, LATE, LATE))) {
      upstream.next((_, wire) -> wire.silence());
      assertThat(Heard.from(hasty, "m", "Hi").kind()).isEqualTo(Kind.TIMED_OUT);
      upstream.awaitDisconnect();
      upstream.next((_, wire) -> {
        wire.stream();
        wire.role();
        while (true) {
          wire.comment("OPENROUTER PROCESSING");
          wire.pause(Duration.ofMillis(20));
        }
      });
      assertThat(Heard.from(hasty, "m", "Hi").kind()).isEqualTo(Kind.TIMED_OUT);
      upstream.awaitDisconnect();
    }
  }

  @Test
  void silence_between_two_tokens_times_out_and_keeps_the_text() throws Exception {
    try (OpenAiProvider hasty = provider(upstream.url(), new Timeouts(LATE, LATE, SOON, LATE))) {
      upstream.next(Scripts.silentAfter(3));
      Heard heard = Heard.from(hasty, "m", "Hi");
      assertThat(heard.text()).isEqualTo("word0 word1 word2 ");
      assertThat(heard.kind()).isEqualTo(Kind.TIMED_OUT);
      upstream.awaitDisconnect();
    }
  }

  @Test
  void the_time_that_the_sink_takes_does_not_count() throws Exception {
    try (OpenAiProvider hasty = provider(upstream.url(), new Timeouts(LATE, SOON, SOON, LATE))) {
      upstream.next(Scripts.good("a", "b"));
      StringBuilder text = new StringBuilder();
      Ending ending =
          hasty.answer(
              new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
              chunk -> {
                text.append(chunk);
                awaitNanos(SOON.multipliedBy(2).toNanos());
              });
      assertThat(ending).isInstanceOf(Ending.Complete.class);
    }
  }

  private static void awaitNanos(long nanos) {
    long until = System.nanoTime() + nanos;
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  @Test
  void a_connection_that_ends_in_the_middle_broke_off() throws Exception {
    for (Script script :
        List.of(Scripts.closesAfter(3), Scripts.resetsAfter(3), Scripts.forgetsTheEndAfter(3))) {
      Heard heard = heard(script);
      assertThat(heard.kind()).as(heard.fault().detail()).isEqualTo(Kind.BROKE_OFF);
    }
    Heard heard =
        heard((_, wire) -> {
          wire.streamUntilClose();
          wire.text("half ");
          wire.raw("data: {\"choices\":[{\"del");
          wire.close();
        });
    assertThat(heard.text()).isEqualTo("half ");
    assertThat(heard.kind()).isEqualTo(Kind.BROKE_OFF);
  }

  @Test
  void a_connection_that_ends_before_the_first_word_broke_off() throws Exception {
    assertThat(heard(Scripts.closesAfter(0)).kind()).isEqualTo(Kind.BROKE_OFF);
    assertThat(heard((_, wire) -> wire.close()).kind()).isEqualTo(Kind.BROKE_OFF);
    assertThat(heard((_, wire) -> wire.reset()).kind()).isEqualTo(Kind.BROKE_OFF);
    assertThat(heard((_, wire) -> wire.uncoded("\u0001\u0002 what is this\r\n\r\n")).kind())
        .isEqualTo(Kind.BROKE_OFF);
  }

  @Test
  void an_error_within_the_stream_is_named_by_its_code_and_words() throws Exception {
    Heard later = heard(Scripts.Faults.LATER);
    assertThat(later.text()).isEqualTo("It began well");
    assertThat(later.fault())
        .isEqualTo(new Fault(Kind.UNAVAILABLE, "500 CUDA out of memory", null));
    assertThat(inStream("{\"error\":{\"code\":429,\"message\":\"Slow down\"}}").kind())
        .isEqualTo(Kind.RATE_LIMITED);
    assertThat(inStream("{\"error\":\"an error was encountered while running\"}").kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(
            inStream(
                    """
                    {"id":"x","error":{"code":502,"message":"Provider disconnected"},"choices":\
                    [{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\
                    """)
                .kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(
            inStream("{\"object\":\"error\",\"message\":\"maximum context length is 8\"}").kind())
        .isEqualTo(Kind.CONTEXT_TOO_LONG);
    assertThat(
            heard(
                    (_, wire) -> {
                      wire.stream();
                      wire.raw("error: {\"code\":500,\"message\":\"failed to decode\"}\n\n");
                      wire.end();
                    })
                .fault())
        .isEqualTo(new Fault(Kind.UNAVAILABLE, "500 failed to decode", null));
    assertThat(heard(Scripts.events("{\"choices\":[{\"finish_reason\":\"error\"}]}")).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void an_error_that_comes_with_200_is_still_an_error() throws Exception {
    assertThat(refused(200, "{\"error\":{\"code\":401,\"message\":\"No key\"}}").kind())
        .isEqualTo(Kind.WRONG_KEY);
  }

  @Test
  void what_is_no_answer_is_garbled() throws Exception {
    for (Script script :
        List.of(
            Scripts.htmlPage(200),
            Scripts.refusal(200, "Ollama is running"),
            Scripts.refusal(200, "{\"hello\":\"world\"}"),
            Scripts.refusal(301, "Moved", "Location: https://example.org/v1"),
            Scripts.events("not json"),
            Scripts.events("[1,2]"),
            Scripts.events(),
            Scripts.events("[DONE]"),
            Scripts.good(),
            Scripts.good("", ""),
            Scripts.good("<think>only thoughts</think>"),
            Scripts.hugeLine(10_000_000),
            (_, wire) -> wire.uncoded("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"),
            (_, wire) -> {
              wire.stream();
              wire.uncoded("this is no chunk size\r\n");
            })) {
      Fault fault = heard(script).fault();
      assertThat(fault.kind()).as(fault.detail()).isEqualTo(Kind.GARBLED);
    }
  }

  @Test
  void reasoning_alone_that_met_the_length_limit_is_cut_short() throws Exception {
    Heard heard =
        heard((_, wire) -> {
          wire.stream();
          wire.reasoning("Let me see");
          wire.finish("length");
          wire.done();
          wire.end();
        });
    assertThat(heard.ending()).isEqualTo(new Ending.Complete(true, null, null));
  }

  @Test
  void a_huge_error_is_told_in_short() throws Exception {
    Fault fault = refused(500, "x".repeat(5_000_000));
    assertThat(fault.detail()).hasSize(ErrorText.MAX_LENGTH).endsWith("…");
  }

  @Test
  void after_a_fault_the_next_answer_comes() throws Exception {
    assertThat(heard(Scripts.Faults.RATE_LIMITED).kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(heard(Scripts.good("Here")).text()).isEqualTo("Here");
  }

  @Test
  void no_fault_is_hidden_behind_a_slow_listing() throws IOException {
    try (OpenAiProvider hasty = provider(upstream.url(), new Timeouts(LATE, LATE, LATE, SOON))) {
      upstream.listing((_, wire) -> wire.silence());
      assertThat(hasty.models())
          .isInstanceOfSatisfying(
              Provider.Listing.Unknown.class,
              unknown -> assertThat(unknown.fault().kind()).isEqualTo(Kind.TIMED_OUT));
    }
  }
}
