package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Connections from their page: made, tried, restricted, changed and deleted.
class ConnectionsTest {
  private static final String KEY = "sk-very-secret-0123456789";

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final ScriptedUpstream other = ScriptedUpstream.start();
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.startWithAccounts(model);
  private final DataFile file = new DataFile(parley.data());
  private final Member ada = Member.owner(parley);

  @AfterEach
  void stop() {
    parley.close();
    upstream.close();
    other.close();
  }

  @Test
  void a_connection_answers_as_soon_as_it_is_made() throws Exception {
    upstream.listing(Scripts.listing("small", "large"));
    upstream.always(Scripts.good("From the connection."));
    assertThat(location(connect(ada, "mine", upstream.url(), KEY)))
        .isEqualTo("/connections/mine?saved=connection");
    assertThat(ada.page("/connections").select(".state").text()).isEqualTo("Connected: 2 models");
    assertThat(menu(ada)).contains("mine/small", "mine/large");
    String chat = begin(ada, "mine/large");
    await(ada, chat, "finished");
    assertThat(ada.page(chat).select("#body-2").text()).isEqualTo("From the connection.");
    assertThat(upstream.lastReceived().headers()).containsEntry("Authorization", "Bearer " + KEY);
    assertThat(upstream.lastReceived().model()).isEqualTo("large");
  }

  /// An answer that is being written over the old address goes on to its end.
  @Test
  void a_changed_connection_leaves_no_thread_and_no_connection_behind() throws Exception {
    CountDownLatch changed = new CountDownLatch(1);
    upstream.always((_, wire) -> {
      wire.stream();
      wire.text("Begun, ");
      changed.await();
      wire.text("and ended.");
      wire.finish("stop");
      wire.done();
      wire.end();
    });
    long before = timers();
    connect(ada, "mine", upstream.url(), KEY);
    String chat = begin(ada, "mine/scripted");
    await(ada, chat, "writing");
    for (int i = 0; i < 6; i++) {
      String url = i % 2 == 0 ? other.url() : upstream.url();
      ada.post("/connections/mine", form("mine", url, KEY + i, Map.of()));
      ada.page("/connections");
    }
    TestApp.await("the present one and that of the answer are left", () -> timers() < before + 3);
    changed.countDown();
    await(ada, chat, "finished");
    assertThat(ada.page(chat).select("#body-2").text()).isEqualTo("Begun, and ended.");
    TestApp.await("the present one is left", () -> timers() == before + 1);
  }

  /// Threads that watch over the time of exchanges, one for the connections to each server.
  private static long timers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("provider-deadlines"))
        .count();
  }

  @Test
  void a_key_is_nowhere_in_clear() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    Logger ours = (Logger) LoggerFactory.getLogger("chat.parley");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    Level level = ours.getLevel();
    ours.setLevel(Level.DEBUG);
    try {
      lookForTheKey();
    } finally {
      ours.setLevel(level);
      root.detachAppender(log);
    }
    parley.close();
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(line -> line.contains(KEY));
  }

  private void lookForTheKey() throws Exception {
    upstream.listing(Scripts.refusal(401, "{\"error\":{\"message\":\"bad key " + KEY + "\"}}"));
    connect(ada, "mine", upstream.url(), KEY);
    StringBuilder pages = new StringBuilder();
    for (String page : List.of("/connections", "/connections/mine", "/", "/settings", "/people")) {
      pages.append(ada.get(page, "Accept", "text/html").body());
    }
    pages.append(ada.post("/connections/mine/trial", Map.of()).body());
    assertThat(pages.toString())
        .as("the server's own words are shown, without the key in them")
        .contains("One is stored", "bad key")
        .doesNotContain(KEY);
    try (var files = Files.list(parley.data())) {
      for (Path one : files.toList()) {
        assertThat(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1))
            .as(one.toString())
            .doesNotContain(KEY);
      }
    }
    assertThat(file.rows("select sealed_key from connection").getFirst()).startsWith("v1:");
    assertThat(file.rows("select action, subject from audit where action like '%connection'"))
        .containsExactly("added the connection|mine");
  }

  @Test
  void test_says_in_one_line_what_works_and_what_is_wrong() {
    upstream.listing(Scripts.listing("small"));
    connect(ada, "mine", upstream.url(), KEY);
    assertThat(trial("mine")).startsWith("Connected: 1 model");
    upstream.listing(Scripts.refusal(401, "{\"error\":{\"message\":\"no\"}}"));
    assertThat(trial("mine")).contains("did not accept the key");
    upstream.close();
    assertThat(trial("mine")).contains(String.valueOf(upstream.port()));
  }

  @Test
  void a_key_does_not_follow_to_another_address_unseen() throws Exception {
    upstream.listing(Scripts.listing("small"));
    other.listing(Scripts.listing("small"));
    connect(ada, "mine", upstream.url(), KEY);
    HttpResponse<String> refused =
        ada.post("/connections/mine", form("mine", other.url(), "", Map.of()));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(error(refused, "key")).contains("enter the key again");
    assertThat(Jsoup.parse(refused.body()).select("#url").attr("value")).isEqualTo(other.url());
    assertThat(other.connections()).isZero();
    assertThat(location(ada.post("/connections/mine", form("mine", upstream.url(), "", Map.of()))))
        .as("at the same address it stays")
        .endsWith("saved=connection");
    upstream.always(Scripts.good("Yes."));
    menu(ada);
    await(ada, begin(ada, "mine/small"), "finished");
    assertThat(upstream.lastReceived().headers()).containsEntry("Authorization", "Bearer " + KEY);
  }

  @Test
  void models_are_switched_off_named_and_given_a_window() throws Exception {
    upstream.listing(Scripts.listing("small", "large"));
    upstream.always(Scripts.good("Yes."));
    connect(ada, "mine", upstream.url(), "");
    Document page = ada.page("/connections/mine");
    assertThat(page.select("#models tbody tr")).hasSize(2);
    Map<String, String> form = new HashMap<>();
    form.put("model-0", "small");
    form.put("model-1", "large");
    form.put("on-1", "on");
    form.put("title-1", "The big one");
    form.put("window-1", "1000");
    form.put("prompt-1", "0,15");
    assertThat(location(ada.post("/connections/mine/models", form))).contains("saved=models");
    assertThat(menu(ada)).contains("mine/large").doesNotContain("mine/small");
    assertThat(ada.page("/").select("option[value=mine/large]").text()).startsWith("The big one");
    assertThat(ada.post("/messages", Map.of("text", "Hi", "model", "mine/small")).statusCode())
        .isEqualTo(422);
    form.put("window-1", "many");
    HttpResponse<String> wrong = ada.post("/connections/mine/models", form);
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(error(wrong, "models")).contains("whole number of tokens");
  }

  @Test
  void who_may_not_use_a_connection_neither_sees_it_nor_gets_around() throws Exception {
    upstream.listing(Scripts.listing("tiny"));
    upstream.always(Scripts.good("Only for staff."));
    Member robin = ada.invites("Robin", "admin");
    Member kim = ada.invites("Kim", "member");
    ada.post("/connections", form("mine", upstream.url(), "", Map.of("audience", "staff")));
    assertThat(menu(robin)).contains("mine/tiny");
    assertThat(menu(kim)).doesNotContain("mine/tiny");
    assertThat(kim.post("/messages", Map.of("text", "Hi", "model", "mine/tiny")).statusCode())
        .isEqualTo(422);
    String chat = kim.begin("Without a model");
    model.asked("Without a model").say("Answer").finish();
    await(kim, chat, "finished");
    assertThat(
            kim.post(
                    chat + "/answers",
                    Map.of("message", "2", "action", "again", "model", "mine/tiny"))
                .statusCode())
        .isEqualTo(422);
    assertThat(kim.post(chat + "/messages", Map.of("text", "Hi", "model", "tiny")).statusCode())
        .isEqualTo(422);
    assertThat(upstream.received()).noneMatch(request -> request.method().equals("POST"));
  }

  @Test
  void an_admin_does_not_reach_into_the_network_unless_the_owner_says_so() {
    upstream.listing(Scripts.listing("small"));
    Member robin = ada.invites("Robin", "admin");
    for (String inside :
        List.of(
            upstream.url(),
            "http://localhost:" + upstream.port(),
            "http://2130706433:" + upstream.port(),
            "http://0177.0.0.1:" + upstream.port(),
            "http://[::ffff:127.0.0.1]:" + upstream.port(),
            "http://169.254.169.254/latest")) {
      HttpResponse<String> refused = connect(robin, "inside", inside, "");
      assertThat(refused.statusCode()).as(inside).isEqualTo(422);
      assertThat(error(refused, "url")).as(inside).isNotEmpty();
    }
    assertThat(upstream.connections()).isZero();
    assertThat(robin.post("/allowed-addresses", Map.of("ranges", "127.0.0.0/8")).statusCode())
        .as("not for an admin to say")
        .isEqualTo(404);
    assertThat(error(ada.post("/allowed-addresses", Map.of("ranges", "everything")), "ranges"))
        .contains("no address or range");
    ada.post("/allowed-addresses", Map.of("ranges", "127.0.0.0/8"));
    assertThat(location(connect(robin, "inside", upstream.url(), "")))
        .contains("/connections/inside");
    assertThat(location(connect(ada, "owner", "http://localhost:" + other.port(), "")))
        .as("the owner may connect to anything")
        .contains("/connections/owner");
    assertThat(
            robin
                .post("/connections/owner", form("owner", upstream.url(), "", Map.of()))
                .statusCode())
        .as("nor sends the owner's elsewhere")
        .isEqualTo(422);
  }

  @Test
  void what_the_owner_set_up_an_admin_neither_changes_nor_replaces() {
    upstream.listing(Scripts.listing("small"));
    Member robin = ada.invites("Robin", "admin");
    connect(ada, "mine", upstream.url(), KEY);
    HttpResponse<String> changed =
        robin.post(
            "/connections/mine",
            form("mine", upstream.url(), "junk", Map.of("fallback", "evil/model")));
    assertThat(changed.statusCode()).isEqualTo(422);
    assertThat(robin.post("/connections/mine/deletion", Map.of()).statusCode()).isEqualTo(422);
    assertThat(file.rows("select name, fallback from connection")).containsExactly("mine|null");
  }

  @Test
  void a_name_that_the_environment_has_is_refused_and_stops_no_start() {
    assertThat(error(connect(ada, "scripted", upstream.url(), ""), "name"))
        .contains("of this name already");
    file.change(
        "insert into connection (name, protocol, url, reach, created_at) values ('scripted', 'openai', ?, 'anywhere', 0)",
        upstream.url());
    parley.close();
    try (TestApp again = TestApp.startWithAccounts(parley.data(), model)) {
      assertThat(again.get("/up").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void it_never_asks_itself() {
    HttpResponse<String> refused =
        connect(ada, "me", "http://127.0.0.1:" + parley.port() + "/v1", "");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(error(refused, "url")).isNotEmpty();
  }

  @Test
  void another_one_answers_before_the_first_word_where_the_owner_wants_it_and_the_answer_says_so()
      throws Exception {
    upstream.listing(Scripts.listing("first"));
    upstream.always(Scripts.refusal(503, "{\"error\":{\"message\":\"overloaded\"}}"));
    other.listing(Scripts.listing("second"));
    other.always(Scripts.good("In its place."));
    connect(ada, "spare", other.url(), "");
    assertThat(menu(ada)).as("assumed: it is listed").contains("spare/second");
    ada.post("/connections", form("mine", upstream.url(), "", Map.of("fallback", "spare/second")));
    assertThat(menu(ada)).contains("mine/first");
    String chat = begin(ada, "mine/first");
    await(ada, chat, "finished");
    Document page = ada.page(chat);
    assertThat(page.select("#body-2").text()).isEqualTo("In its place.");
    assertThat(page.select("#message-2").text()).contains("second answers instead of mine/first");
  }

  @Test
  void a_server_that_is_down_is_left_alone_and_its_page_says_until_when() throws Exception {
    upstream.listing(Scripts.listing("small"));
    upstream.always(Scripts.refusal(503, "{\"error\":{\"message\":\"overloaded\"}}"));
    other.listing(Scripts.listing("second"));
    other.always(Scripts.good("In its place."));
    connect(ada, "spare", other.url(), "");
    ada.post("/connections", form("mine", upstream.url(), "", Map.of("fallback", "spare/second")));
    menu(ada);
    for (int i = 0; i < 5; i++) {
      await(ada, begin(ada, "mine/small"), "finished");
    }
    int asked = upstream.received().size();
    assertThat(ada.page("/connections").select(".entry:contains(mine) .state").text())
        .contains("Not asked", "asked again in");
    await(ada, begin(ada, "mine/small"), "finished");
    assertThat(upstream.received()).as("left alone").hasSize(asked);
  }

  @Test
  void what_broke_off_after_its_first_word_is_not_answered_by_another() throws Exception {
    upstream.listing(Scripts.listing("first"));
    upstream.always(Scripts.resetsAfter(2));
    other.listing(Scripts.listing("second"));
    other.always(Scripts.good("In its place."));
    connect(ada, "spare", other.url(), "");
    menu(ada);
    ada.post("/connections", form("mine", upstream.url(), "", Map.of("fallback", "spare/second")));
    menu(ada);
    String chat = begin(ada, "mine/first");
    await(ada, chat, "failed");
    assertThat(other.received()).noneMatch(request -> request.method().equals("POST"));
  }

  @Test
  void a_connection_writes_as_many_answers_at_once_as_was_said() throws Exception {
    upstream.listing(Scripts.listing("small"));
    upstream.always(Scripts.silentAfter(1));
    ada.post("/connections", form("mine", upstream.url(), "", Map.of("at-once", "1")));
    menu(ada);
    String first = begin(ada, "mine/small");
    await(ada, first, "writing");
    String second = begin(ada, "mine/small");
    await(ada, second, "queued");
    TestApp.await(
        "it knows its place",
        () -> ada.page(second).select("#message-2").text().contains("Next in line"));
    ada.post(first + "/cancellation", Map.of("message", "2"));
    await(ada, second, "writing");
  }

  @Test
  void a_deleted_connection_is_gone_and_its_chats_go_on() throws Exception {
    upstream.listing(Scripts.listing("small"));
    upstream.always(Scripts.good("Once."));
    connect(ada, "mine", upstream.url(), KEY);
    menu(ada);
    String chat = begin(ada, "mine/small");
    await(ada, chat, "finished");
    ada.post("/connections/mine/deletion", Map.of());
    assertThat(menu(ada)).doesNotContain("mine/small");
    assertThat(file.rows("select * from connection")).isEmpty();
    ada.post(chat + "/messages", Map.of("text", "And now?"));
    model.asked("And now?").say("With another.").finish();
    TestApp.await(
        "it is answered",
        () -> !ada.page(chat).select("#message-4[data-state=finished]").isEmpty());
  }

  private HttpResponse<String> connect(Member by, String name, String url, String key) {
    return by.post("/connections", form(name, url, key, Map.of()));
  }

  private static Map<String, String> form(
      String name, String url, String key, Map<String, String> more) {
    Map<String, String> form = new HashMap<>(more);
    form.put("name", name);
    form.put("protocol", "openai");
    form.put("url", url);
    form.put("key", key);
    return form;
  }

  private String trial(String name) {
    return Jsoup.parse(ada.post("/connections/" + name + "/trial", Map.of()).body())
        .select(".state")
        .text();
  }

  /// What can be chosen; waits until servers have been asked.
  private static List<String> menu(Member member) {
    member.page("/connections");
    return member.page("/").select("#composer-model option, input[name=model]").eachAttr("value");
  }

  private static String begin(Member member, String model) {
    return location(member.post("/messages", Map.of("text", "Hello", "model", model)));
  }

  private static void await(Member member, String chat, String state) throws InterruptedException {
    TestApp.await(
        chat + " is " + state,
        () -> !member.page(chat).select("#message-2[data-state=" + state + "]").isEmpty());
  }

  private static String location(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Location")
        .orElseGet(() ->
            response.statusCode() + " " + Jsoup.parse(response.body()).select(".error").text());
  }

  private static String error(HttpResponse<String> response, String field) {
    return Jsoup.parse(response.body()).select("#" + field + "-error").text();
  }

  @Test
  void a_program_is_told_what_is_wrong_as_programs_are() {
    connect(ada, "mine", upstream.url(), KEY);
    Map<String, Map<String, String>> wrong =
        Map.of(
            "/connections", Map.of("name", "No name!", "url", upstream.url()),
            "/connections/mine", Map.of("url", "no address"),
            "/connections/mine/models", Map.of("model-0", "small", "window-0", "few"),
            "/default-model", Map.of("model", "no/such"),
            "/allowed-addresses", Map.of("ranges", "everywhere"));
    wrong.forEach((path, form) -> {
      HttpResponse<String> refused = ada.post(path, form, "Accept", "application/json");
      assertThat(refused.statusCode()).as(path).isEqualTo(422);
      assertThat(refused.headers().firstValue("Content-Type"))
          .as(path)
          .contains("application/problem+json");
    });
  }
}
