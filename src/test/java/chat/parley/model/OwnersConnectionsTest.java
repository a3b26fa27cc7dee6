package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.generation.TitleModel;
import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the owner connected only the owner changes, and what the owner writes goes to no server of
/// an admin's unless the owner sends it there.
class OwnersConnectionsTest {
  private final ScriptedUpstream mine = ScriptedUpstream.start();
  private final ScriptedUpstream robins = ScriptedUpstream.start();
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.startWithAccounts(model);
  private final DataFile file = new DataFile(parley.data());
  private final Member ada = Member.owner(parley);
  private final Member robin = ada.invites("Robin", "admin");

  @BeforeEach
  void begin() {
    mine.listing(Scripts.listing("mini", "maxi"));
    mine.always(Scripts.good("From the owner's."));
    robins.listing(Scripts.listing("tiny"));
    robins.always(Scripts.good("From the admin's."));
    ada.post("/allowed-addresses", Map.of("ranges", "127.0.0.0/8"));
    ada.post("/connections", form("mine", mine.url(), Map.of()));
    assertThat(menu(ada)).as("assumed: it is listed").contains("mine/mini");
  }

  @AfterEach
  void stop() {
    parley.close();
    mine.close();
    robins.close();
  }

  @Test
  void every_change_of_it_is_refused_to_an_admin() {
    Map<String, String> models = new HashMap<>();
    models.put("model-0", "mini");
    models.put("title-0", "Not small");
    models.put("prompt-0", "999999");
    ada.post("/connections/mine/models", Map.of("model-0", "maxi", "on-0", "on", "prompt-0", "1"));
    List<String> before = everything();
    int asked = mine.received().size();
    Map<String, HttpResponse<String>> refused = new HashMap<>();
    refused.put("models", robin.post("/connections/mine/models", models));
    refused.put("deletion", robin.post("/connections/mine/deletion", Map.of()));
    refused.put("forgetting", robin.post("/connections/mine/forgetting", Map.of()));
    refused.put("trial", robin.post("/connections/mine/trial", Map.of()));
    for (Map<String, String> more :
        List.of(
            Map.of("enabled", "off"),
            Map.of("audience", "owner"),
            Map.of("at-once", "1"),
            Map.of("fallback", "robins/tiny"),
            Map.of("key", "junk"),
            Map.of("typed", "another"),
            Map.of("protocol", "anthropic"),
            Map.of("url", robins.url()))) {
      Map<String, String> form = new HashMap<>(form("mine", mine.url(), Map.of()));
      form.putAll(more);
      refused.put(more.toString(), robin.post("/connections/mine", form));
    }
    refused.forEach((what, response) -> {
      assertThat(response.statusCode()).as(what).isEqualTo(422);
      assertThat(Jsoup.parse(response.body()).select("#connection-error").text())
          .as(what)
          .contains("the owner alone changes it");
    });
    assertThat(everything()).isEqualTo(before);
    assertThat(mine.received()).as("nor was it asked").hasSize(asked);
    Document page = robin.page("/connections/mine");
    assertThat(page.select("main form")).as("nothing to press").isEmpty();
    assertThat(page.select("main").text()).contains("the owner alone");
  }

  @Test
  void a_default_model_that_an_admin_sets_is_not_the_owners() throws Exception {
    Member kim = ada.invites("Kim", "member");
    connect(robin, "robins", robins.url(), Map.of());
    assertThat(robin.post("/default-model", Map.of("model", "robins/tiny")).statusCode())
        .isEqualTo(303);
    assertThat(ada.page("/").select("#composer-model option[selected]").val())
        .isEqualTo("scripted/small");
    ada.begin("Only for the owner's own");
    model.asked("Only for the owner's own").say("Yes").finish();
    String kims = kim.begin("Wherever");
    await(kim, kims, "finished");
    assertThat(kim.page(kims).select("#body-2").text()).isEqualTo("From the admin's.");
    assertThat(asked(robins)).singleElement().asString().contains("Wherever");

    ada.post("/default-model", Map.of("model", "mine/maxi"));
    robin.post("/default-model", Map.of("model", "robins/tiny"));
    String adas = ada.begin("And now");
    await(ada, adas, "finished");
    assertThat(ada.page(adas).select("#body-2").text()).isEqualTo("From the owner's.");
    ada.post("/messages", Map.of("text", "Sent there by the owner", "model", "robins/tiny"));
    TestApp.await("it is asked", () -> asked(robins).size() == 2);
  }

  @Test
  void a_default_model_is_one_that_there_is() {
    HttpResponse<String> refused =
        robin.post("/default-model", Map.of("model", "x made ada@example.org a member"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(Jsoup.parse(refused.body()).select("#default-error").text())
        .contains("no such model");
    assertThat(file.rows("select * from server_setting where name = 'default_model'")).isEmpty();
  }

  @Test
  void nobody_takes_the_name_of_what_the_owner_had() {
    ada.post("/connections/mine/deletion", Map.of());
    for (String name : List.of("mine", " MINE ")) {
      HttpResponse<String> refused = robin.post("/connections", form(name, robins.url(), Map.of()));
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(Jsoup.parse(refused.body()).select("#name-error").text())
          .contains("The owner had a connection of this name");
    }
    assertThat(ada.post("/connections", form("mine", mine.url(), Map.of())).statusCode())
        .as("the owner does")
        .isEqualTo(303);
  }

  @Test
  void nor_the_name_of_what_the_environment_had() {
    parley.close();
    try (TestApp without = TestApp.startWithAccounts(parley.data())) {
      Member admin = new Member(without);
      admin.signIn("robin@example.org", Member.PASSWORD);
      HttpResponse<String> refused =
          admin.post("/connections", form("scripted", robins.url(), Map.of()));
      assertThat(Jsoup.parse(refused.body()).select("#name-error").text()).contains("another one");
    }
  }

  @Test
  void a_model_that_is_called_like_the_owners_is_not_taken_for_it() throws Exception {
    robins.listing(Scripts.listing("mine/mini", "maxi", "unheard-of"));
    connect(robin, "a-first", robins.url(), Map.of());
    ada.post("/connections/mine/models", Map.of("model-0", "mini"));
    for (String name : List.of("mine/mini", "unheard-of")) {
      assertThat(ada.post("/messages", Map.of("text", "Hi", "model", name)).statusCode())
          .as(name)
          .isEqualTo(422);
    }
    String chat = location(ada.post("/messages", Map.of("text", "Hi", "model", "maxi")));
    await(ada, chat, "finished");
    assertThat(asked(robins)).isEmpty();
    assertThat(asked(mine)).hasSize(1);
  }

  @Test
  void what_the_owner_writes_falls_back_to_no_server_of_an_admins() throws Exception {
    Member kim = ada.invites("Kim", "member");
    connect(robin, "robins", robins.url(), Map.of());
    mine.always(
        Scripts.refusal(
            400, "{\"error\":{\"message\":\"no such model\",\"code\":\"model_not_found\"}}"));
    ada.post("/connections/mine", form("mine", mine.url(), Map.of("fallback", "robins/tiny")));
    String kims = location(kim.post("/messages", Map.of("text", "Hi", "model", "mine/mini")));
    await(kim, kims, "finished");
    String adas = location(ada.post("/messages", Map.of("text", "Secret", "model", "mine/mini")));
    await(ada, adas, "failed");
    assertThat(asked(robins)).singleElement().asString().doesNotContain("Secret");
  }

  @Test
  void titles_of_the_owners_chats_are_made_by_no_server_of_an_admins() throws Exception {
    Path data = TestApp.temporaryDirectory();
    TestApp.startIn(data, model).close();
    DataFile there = new DataFile(data);
    there.change(
        "insert into server_setting (name, value) values ('allowed_ranges', '127.0.0.0/8')");
    there.change(
        "insert into connection (name, protocol, url, reach, created_at) values ('robins', 'openai', ?, 'public', 0)",
        robins.url());
    try (TestApp alone =
        TestApp.start(
            TestApp.config(data)
                .with(config -> config.titles = new TitleModel.Named("robins", "tiny")),
            model)) {
      String chat = alone.begin("A question of the owner's");
      model.asked("A question of the owner's").say("An answer").finish();
      ScriptedProvider.Asked title = model.asked();
      assertThat(title.prompt().turns().getFirst().text()).startsWith("Write a title");
      title.say("Kept at home").finish();
      alone.awaitPage(chat, "title:contains(Kept at home)");
    }
    assertThat(asked(robins)).isEmpty();
  }

  @Test
  void whoever_connects_a_server_reads_what_is_sent_there_and_the_page_says_so() {
    for (String page : List.of("/connections", "/connections/mine")) {
      assertThat(ada.page(page).select("main").text())
          .as(page)
          .contains("whoever connects it here, can read what is sent to it");
    }
  }

  private void connect(Member by, String name, String url, Map<String, String> more) {
    assertThat(location(by.post("/connections", form(name, url, more)))).contains(name);
    assertThat(menu(by)).as("assumed: it is listed").anyMatch(one -> one.startsWith(name + "/"));
  }

  private static Map<String, String> form(String name, String url, Map<String, String> more) {
    Map<String, String> form = new HashMap<>(more);
    form.put("name", name);
    form.put("protocol", "openai");
    form.put("url", url);
    return form;
  }

  private List<String> everything() {
    List<String> all = new java.util.ArrayList<>(file.rows("select * from connection"));
    all.addAll(file.rows("select * from connection_model order by model"));
    all.addAll(file.rows("select action, subject from audit where action like '%connection'"));
    return all;
  }

  /// What a server was asked to answer.
  private static List<String> asked(ScriptedUpstream server) {
    return server.received().stream()
        .filter(request -> request.method().equals("POST"))
        .map(request -> request.body())
        .toList();
  }

  private static List<String> menu(Member member) {
    member.page("/connections");
    return member.page("/").select("#composer-model option, input[name=model]").eachAttr("value");
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
}
