package chat.parley.usage;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How much text somebody may have stored: counted in bytes as it grows, and no more is taken when
/// it is used up.
class StorageTest {
  /// What a message may have, in a script that takes three bytes each.
  private static final String LONGEST = "漢".repeat(100_000);

  private final ScriptedProvider model = new ScriptedProvider();
  private final Path data = TestApp.temporaryDirectory();
  private final TestApp parley = TestApp.startWithAccounts(data, model);
  private final DataFile file = new DataFile(data);
  private final Member ada = Member.owner(parley);
  private Member sam = ada;

  @BeforeEach
  void limit() {
    sam = ada.invites("Sam", "member");
    assertThat(ada.post("/limits/member", Map.of("storage", "1")).statusCode()).isEqualTo(303);
  }

  @AfterEach
  public void close() {
    parley.close();
  }

  private long counted() {
    return file
        .rows(
            "select bytes from storage join account on account.id = account_id where name = 'Sam'")
        .stream()
        .mapToLong(Long::parseLong)
        .sum();
  }

  /// The same, added up anew.
  private long there() {
    return file
        .rows(
            """
            select coalesce((select sum(octet_length(m.text) + octet_length(m.reasoning)) from message m
              join conversation c on c.id = m.conversation_id join account a on a.id = c.account_id where a.name = 'Sam'), 0)
              + coalesce((select sum(octet_length(s.text)) from segment s join generation g on g.id = s.generation_id
              join account a on a.id = g.account_id where a.name = 'Sam'), 0)
            """)
        .stream()
        .mapToLong(Long::parseLong)
        .sum();
  }

  private static Map<String, String> text(String text) {
    return Map.of("text", text);
  }

  @Test
  void it_is_counted_in_bytes_through_everything_that_happens_to_a_chat() throws Exception {
    String chat = sam.begin("Grüße");
    assertThat(counted()).isEqualTo("Grüße".getBytes(StandardCharsets.UTF_8).length);
    Asked asked = model.asked("Grüße");
    asked.say("Zurück ");
    TestApp.await("it grows", () -> counted() > 10);
    assertThat(counted()).isEqualTo(there());
    asked.say("grüßt").finish();
    TestApp.await(
        "it has ended", () -> file.rows("select state from generation").equals(List.of("ended")));
    assertThat(counted())
        .isEqualTo(there())
        .isEqualTo(7 + "Zurück grüßt".getBytes(StandardCharsets.UTF_8).length);

    sam.post(chat + "/answers", Map.of("action", "again", "message", "2"));
    model.asked().say("Another").finish();
    TestApp.await("both are there", () -> there() > 25 && counted() == there());
    sam.post(chat + "/deletion", Map.of());
    assertThat(counted()).as("it can be brought back").isEqualTo(there()).isPositive();
    sam.begin("Kept");
    model.asked("Kept").say("Growing");
    TestApp.await("the next one grows", () -> counted() == there() && there() > 30);
    sam.post("/settings/chats/deletion", Map.of("delete-chats", "delete"));
    TestApp.await("all of it is gone", () -> there() == 0 && counted() == 0);
  }

  @Test
  void who_has_used_it_up_is_told_what_to_do_and_reads_on_and_others_write() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(sam.post("/messages", text(LONGEST)).statusCode()).isEqualTo(303);
    }
    Map<String, String> last = Map.of("text", LONGEST, "key", "the-last");
    assertThat(sam.post("/messages", last).statusCode()).isEqualTo(303);
    HttpResponse<String> refused = sam.post("/messages", text("Kept?"), "Accept", "text/html");
    assertThat(refused.statusCode()).isEqualTo(507);
    Document page = Jsoup.parse(refused.body());
    assertThat(page.select("#composer-text").val()).isEqualTo("Kept?");
    assertThat(page.select("#composer-error").text())
        .contains("all of the 1 MB that you have")
        .contains("Delete chats")
        .contains("ask the owner");
    HttpResponse<String> json = sam.post("/messages", text("Kept?"), "Accept", "application/json");
    assertThat(json.statusCode()).isEqualTo(507);
    assertThat(json.body()).contains("all of the 1 MB");
    assertThat(sam.post("/messages", last).statusCode()).as("it was taken before").isEqualTo(303);
    assertThat(sam.get("/").statusCode()).isEqualTo(200);
    assertThat(sam.page("/use").select("#room").text())
        .isEqualTo("Your chats take 1.2 MB of 1 MB.");
    ada.begin("Hello");

    String sams = "/people/" + ada.idOf("Sam") + "/limits";
    assertThat(ada.page(sams).select("#person-storage").attr("placeholder")).isEqualTo("1");
    assertThat(ada.post(sams, Map.of("storage", "2")).statusCode()).isEqualTo(303);
    assertThat(sam.post("/messages", text("Goes on")).statusCode()).isEqualTo(303);
    assertThat(ada.page("/log?text=limits").select(".log").text()).contains("2 MB of chats");
  }

  @Test
  void from_80_percent_on_it_is_said_at_the_composer() {
    for (int i = 0; i < 3; i++) {
      sam.begin(LONGEST);
    }
    assertThat(sam.page("/").text()).contains("Your chats take 90 % of the room that you have.");
  }

  @Test
  void an_answer_that_grows_beyond_it_ends_there_with_its_text() throws Exception {
    String chat = sam.begin("Fill it");
    Asked asked = model.asked("Fill it");
    for (int i = 0; i < 40; i++) {
      asked.say("漢".repeat(20_000) + "\n\n");
    }
    TestApp.await(
        "it has ended",
        () ->
            file.rows("select outcome || ' ' || fault_kind from generation")
                .equals(List.of("failed NOT_STORED")));
    assertThat(sam.page(chat).select("#message-2").text())
        .contains("漢漢漢")
        .contains("all of the 1 MB that you have");
    assertThat(counted()).isEqualTo(there()).isLessThan(2_500_000);
  }
}
