package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The list of chats, and what is done with a chat as a whole.
class ChatListTest {
  private static final String CHATS = "#sidebar a[id^=chat-]";

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void newest_first_and_the_one_that_is_open_is_marked() throws Exception {
    assertThat(parley.page("/").select("#sidebar .sidebar-empty")).hasSize(1);
    String first = begun("First");
    String second = begun("Second");
    assertThat(parley.page("/").select(CHATS).eachText()).containsExactly("Second", "First");
    parley.post(first + "/messages", Map.of("text", "More"));
    Document page = parley.page(first);
    assertThat(page.select(CHATS).eachText()).containsExactly("First", "Second");
    assertThat(page.select(CHATS + "[aria-current=page]").eachAttr("href")).containsExactly(first);
    assertThat(page.select(CHATS).eachAttr("href")).containsExactly(first, second);
  }

  @Test
  void grouped_by_how_long_ago_they_were_used() throws Exception {
    DataFile file = new DataFile(parley.data());
    List<String> chats = new ArrayList<>();
    for (String title : List.of("Now", "A day ago", "Three", "Ten", "Old")) {
      chats.add(begun(title));
    }
    int[] days = {0, 1, 3, 10, 400};
    for (int i = 0; i < days.length; i++) {
      file.change(
          "update conversation set updated_at = ? where id = ?",
          Instant.now().minus(Duration.ofDays(days[i])).toEpochMilli(),
          chats.get(i).replace("/chat/", ""));
    }
    Document page = parley.page("/");
    List<String> names = page.select("#sidebar section h2").eachText();
    assertThat(names.subList(0, 4))
        .containsExactly("Today", "Yesterday", "Last 7 days", "Last 30 days");
    assertThat(names.get(4)).matches("[A-Z][a-z]+ 20\\d\\d");
    assertThat(page.select(CHATS).eachText())
        .containsExactly("Now", "A day ago", "Three", "Ten", "Old");
  }

  @Test
  void more_than_fifty_come_in_pages() throws Exception {
    DataFile file = new DataFile(parley.data());
    for (int i = 1; i <= 120; i++) {
      file.change(
          "insert into conversation (id, account_id, title, provider, model, revision, last_number,"
              + " created_at, updated_at) values (?, 'local', ?, 'scripted', 'small', 0, 0, ?, ?)",
          "01900000-0000-7000-8000-%012d".formatted(i),
          "Chat " + i,
          i,
          i / 2);
    }
    List<String> seen = new ArrayList<>();
    Document page = parley.page("/");
    assertThat(page.select(CHATS)).hasSize(50);
    seen.addAll(page.select(CHATS).eachText());
    String older = page.select("#older").attr("href");
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> part = parley.get(older, "HX-Request", "true");
      assertThat(part.body()).doesNotContain("<nav").doesNotContain("<html");
      assertThat(parley.page(older).select(CHATS).eachText())
          .as("without script the same chats on a page of their own")
          .isEqualTo(Jsoup.parse(part.body()).select("a[id^=chat-]").eachText());
      Document more = Jsoup.parse(part.body());
      seen.addAll(more.select("a[id^=chat-]").eachText());
      older = more.select("#older").attr("href");
    }
    assertThat(older).as("nothing is older than the last page").isEmpty();
    assertThat(seen).hasSize(120).doesNotHaveDuplicates().startsWith("Chat 120").endsWith("Chat 1");
  }

  @Test
  void a_chat_can_have_another_name_which_reaches_who_watches() throws Exception {
    String chat = begun("First words");
    ReaderPage reader = ReaderPage.load(parley, chat);
    try (EventReader stream = reader.open()) {
      HttpResponse<String> response =
          parley.post(chat + "/title", Map.of("title", "  A *better*\nname  "));
      assertThat(response.statusCode()).isEqualTo(303);
      assertThat(response.headers().firstValue("Location")).contains(chat);
      reader.read(stream, "#chat-title:contains(A *better* name)");
      assertThat(reader.document().title()).isEqualTo("A *better* name · Parley");
      assertThat(reader.document().select(CHATS).text()).isEqualTo("A *better* name");
    }
    assertThat(parley.page(chat).select("h1").text()).isEqualTo("A *better* name");
    assertThat(parley.page(chat).select("#title-field").val()).isEqualTo("A *better* name");
  }

  @Test
  void a_chat_cannot_be_without_a_name() throws Exception {
    String chat = begun("First words");
    for (String title : List.of("", "  \n ", "\u0007")) {
      HttpResponse<String> plain =
          parley.post(chat + "/title", Map.of("title", title), "Accept", "text/html");
      assertThat(plain.statusCode()).isEqualTo(422);
      HttpResponse<String> htmx =
          parley.post(chat + "/title", Map.of("title", title), "HX-Request", "true");
      assertThat(htmx.statusCode()).isEqualTo(422);
      assertThat(Jsoup.parse(htmx.body()).select("hx-partial").attr("hx-target"))
          .isEqualTo("#title-error");
    }
    assertThat(parley.page(chat).select("h1").text()).isEqualTo("First words");
  }

  @Test
  void a_deleted_chat_is_gone_everywhere_and_can_be_brought_back_whole() throws Exception {
    String chat = begun("Delete me");
    String other = begun("Keep me");
    String before = parley.get(chat, "Accept", "application/json").body();
    String id = chat.replace("/chat/", "");
    HttpResponse<String> deleted = parley.post(chat + "/deletion", Map.of());
    assertThat(deleted.statusCode()).isEqualTo(303);

    for (String path : List.of(chat, chat + "/growing/2", "/chats?after=" + id)) {
      assertThat(parley.get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(parley.post(chat + "/deletion", Map.of()).headers().firstValue("Location"))
        .as("a double click")
        .isEqualTo(deleted.headers().firstValue("Location"));
    for (String form : List.of("messages", "answers", "cancellation", "title")) {
      assertThat(
              parley
                  .post(
                      chat + "/" + form,
                      Map.of("text", "a", "title", "b", "message", "2", "action", "again"))
                  .statusCode())
          .as(form)
          .isEqualTo(404);
    }
    assertThat(parley.updates(chat, "")).extracting(EventReader.Event::name).contains("gone");

    Document home = parley.page(deleted.headers().firstValue("Location").orElseThrow());
    assertThat(home.select(CHATS).eachAttr("href")).containsExactly(other);
    assertThat(home.select("form.undo q").text()).isEqualTo("Delete me");
    String undo = home.select("form.undo").attr("action");
    HttpResponse<String> restored = parley.post(undo, Map.of());
    assertThat(restored.statusCode()).isEqualTo(303);
    assertThat(restored.headers().firstValue("Location")).contains(chat);
    assertThat(parley.get(chat, "Accept", "application/json").body()).isEqualTo(before);
    assertThat(parley.post(undo, Map.of()).headers().firstValue("Location"))
        .as("a double click")
        .contains(chat);
  }

  @Test
  void deleting_reaches_streams_that_are_open() throws Exception {
    String chat = begun("Delete me");
    ReaderPage reader = ReaderPage.load(parley, chat);
    try (EventReader stream = reader.open();
        EventReader late = parley.stream(chat, "")) {
      assertThat(stream.next().name()).isEqualTo("hello");
      late.nextFrame();
      long before = System.nanoTime();
      parley.post(chat + "/deletion", Map.of());
      stream.rest().forEach(reader::take);
      assertThat(reader.ended()).isEqualTo("gone");
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .as("well before the next heartbeat")
          .isLessThan(Duration.ofSeconds(10));
      assertThat(late.rest()).extracting(EventReader.Event::name).endsWith("gone");
    }
  }

  @Test
  void htmx_goes_where_the_form_would() throws Exception {
    String chat = begun("Delete me");
    String id = chat.replace("/chat/", "");
    assertThat(
            parley
                .post(chat + "/title", Map.of("title", "New"), "HX-Request", "true")
                .headers()
                .firstValue("HX-Location"))
        .as("the stream brings the new name")
        .isEmpty();
    assertThat(
            parley
                .post(chat + "/deletion", Map.of(), "HX-Request", "true")
                .headers()
                .firstValue("HX-Location")
                .orElse(""))
        .contains("\"path\":\"/?deleted=" + id + "\"");
    assertThat(
            parley
                .post(chat + "/restoration", Map.of(), "HX-Request", "true")
                .headers()
                .firstValue("HX-Location")
                .orElse(""))
        .contains("\"path\":\"" + chat + "\"");
  }

  @Test
  void opening_pages_makes_no_chat() {
    for (int i = 0; i < 3; i++) {
      parley.get("/");
      parley.get("/docs");
    }
    assertThat(parley.page("/").select(CHATS)).isEmpty();
  }

  private String begun(String text) throws Exception {
    String chat = parley.begin(text);
    model.asked(text).say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    return chat;
  }
}
