package chat.parley.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.provider.Fault;
import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/// What somebody takes away is everything that is theirs, and nothing else.
class ExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScriptedProvider model = new ScriptedProvider();

  /// Asks for an export, as somebody.
  private static <T> HttpResponse<T> export(
      TestApp parley, String cookie, HttpResponse.BodyHandler<T> body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(parley.uri("/settings/export"))
                .timeout(Duration.ofSeconds(60))
                .header("Cookie", cookie)
                .build(),
            body);
  }

  private static Map<String, String> files(TestApp parley, String cookie) throws Exception {
    return files(
        new ByteArrayInputStream(
            export(parley, cookie, HttpResponse.BodyHandlers.ofByteArray()).body()));
  }

  /// The files of a zip, by their names.
  private static Map<String, String> files(InputStream in) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String before =
            files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        assertThat(before).as("another file of the name " + entry.getName()).isNull();
      }
    }
    return files;
  }

  private static JsonNode json(Map<String, String> files) throws IOException {
    return JSON.readTree(files.getOrDefault("chats.json", ""));
  }

  private static String file(Map<String, String> files, String chat) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().contains(chat.replace("/chat/", "")))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode chat(JsonNode all, String chat) {
    for (JsonNode one : all.path("chats")) {
      if (one.path("id").asText().equals(chat.replace("/chat/", ""))) {
        return one;
      }
    }
    throw new AssertionError(chat + " is not in " + all);
  }

  @Test
  void it_is_a_zip_to_be_kept_by_nobody_on_the_way() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      HttpResponse<byte[]> response = export(parley, "", HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.headers().firstValue("Content-Type")).contains("application/zip");
      assertThat(response.headers().firstValue("Cache-Control"))
          .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
      assertThat(response.headers().firstValue("Content-Disposition"))
          .hasValueSatisfying(
              value -> assertThat(value).matches("attachment; filename=\"parley-[-0-9]+\\.zip\""));
      Map<String, String> files = files(new ByteArrayInputStream(response.body()));
      assertThat(files).containsOnlyKeys("chats.json");
      assertThat(json(files).path("chats")).isEmpty();
      assertThat(parley.page("/settings").select("a[href='/settings/export']")).hasSize(1);
    }
  }

  @Test
  void every_branch_and_state_is_in_the_json_and_the_newest_branch_in_the_file() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      parley.post("/settings/chats", Map.of("model", "", "system-prompt", "Be brief."));
      String chat = parley.begin("# Why is the *sky* blue?");
      model.asked().think("Hm, \"light\".").say("First **answer**").finish();
      parley.awaitPage(chat, "#message-2[data-state=finished]");
      parley.post(chat + "/answers", Map.of("message", "2", "action", "again"));
      model.asked().say("Second answer").fail(Fault.Kind.RATE_LIMITED);
      parley.awaitPage(chat, "#message-3[data-state=failed]");
      String deleted = parley.begin("Deleted, but not for good");
      model.asked().say("Yes").finish();
      parley.awaitPage(deleted, "#message-2[data-state=finished]");
      parley.post(deleted + "/deletion", Map.of());

      Map<String, String> files = files(parley, "");
      JsonNode all = json(files);
      assertThat(all.path("settings").path("system-prompt").asText()).isEqualTo("Be brief.");
      assertThat(all.path("chats")).hasSize(2);
      JsonNode messages = chat(all, chat).path("messages");
      assertThat(messages.findValuesAsText("text"))
          .containsExactly("# Why is the *sky* blue?", "First **answer**", "Second answer");
      assertThat(messages.findValuesAsText("parent")).containsExactly("null", "1", "1");
      assertThat(messages.findValuesAsText("state")).containsExactly("finished", "failed");
      assertThat(messages.path(1).path("reasoning").asText()).isEqualTo("Hm, \"light\".");
      assertThat(messages.path(1).path("model").asText()).isEqualTo("scripted/small");
      assertThat(messages.path(1).path("promptTokens").asInt()).isEqualTo(10);
      assertThat(messages.path(1).path("ended").asText()).endsWith("Z");
      assertThat(messages.path(2).path("fault").asText()).isEqualTo("rate-limited");
      assertThat(chat(all, chat).path("deleted").isNull()).isTrue();
      assertThat(chat(all, deleted).path("deleted").asText()).endsWith("Z");

      assertThat(file(files, chat))
          .startsWith("# Why is the sky blue?\n")
          .contains("\n## You, ", "\n# Why is the *sky* blue?\n")
          .contains("\n## small, ", "\nSecond answer\n", "\n*Failed: ")
          .contains("1 more message on other branches")
          .doesNotContain("First **answer**");
      assertThat(file(files, deleted)).contains("\nDeleted ", "can be brought back until");
    }
  }

  @Test
  void an_answer_that_is_being_written_is_in_it_as_far_as_it_is() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      String chat = parley.begin("Question");
      ScriptedProvider.Asked asked = model.asked().say("As far as it is");
      TestApp.await(
          "the text is stored",
          () ->
              !new DataFile(parley.data())
                  .rows("select text from segment where text = 'As far as it is'")
                  .isEmpty());
      Map<String, String> files = files(parley, "");
      assertThat(file(files, chat))
          .contains("As far as it is\n\n*Was being written at that moment.*");
      JsonNode answer = chat(json(files), chat).path("messages").path(1);
      assertThat(answer.path("text").asText()).isEqualTo("As far as it is");
      assertThat(answer.path("state").asText()).isEqualTo("running");
      asked.say(" and on").finish();
      parley.awaitPage(chat, "#message-2[data-state=finished]");
    }
  }

  @Test
  void titles_become_names_that_every_system_takes() throws Exception {
    List<String> titles =
        List.of(
            "../../etc/passwd",
            "CON",
            "a/b\\c:d*e?f\"g<h>i|j",
            "…",
            "\u202Egpj.exe",
            "-rf",
            "trailing dots...",
            "👩‍👩‍👧 family",
            "\u0301 mark first",
            "ü".repeat(150),
            "日本語のタイトル".repeat(20),
            "same",
            "same");
    try (TestApp parley = TestApp.start(model)) {
      DataFile file = new DataFile(parley.data());
      for (String title : titles) {
        String chat = parley.begin("Hi");
        model.asked().finish();
        file.change(
            "update conversation set title = ? where id = ?", title, chat.replace("/chat/", ""));
      }
      Map<String, String> files = files(parley, "");
      assertThat(files).hasSize(titles.size() + 1);
      files.remove("chats.json");
      assertThat(files.keySet())
          .allSatisfy(name -> {
            assertThat(name)
                .matches(
                    "chats/\\d{4}-\\d\\d-\\d\\d-[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}-]*-[0-9a-f-]{36}\\.md");
            assertThat(name.replace("chats/", "").getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(143);
          });
      assertThat(files.keySet())
          .anyMatch(name -> name.contains("-etc-passwd-"))
          .anyMatch(name -> name.contains("-日本語のタイトル"))
          .anyMatch(name -> name.contains("-a-b-c-d-e-f-g-h-i-j-"));
    }
  }

  @Test
  void what_is_somebody_elses_is_not_in_it() throws Exception {
    try (TestApp parley = TestApp.startWithAccounts(model)) {
      Member ada = Member.owner(parley);
      Member robin = ada.invites("Robin", "member");
      robin.begin("Robin's secret");
      model.asked().say("Secret answer").finish();
      ada.begin("Ada's question");
      model.asked().say("Ada's answer").finish();
      Map<String, String> files = files(parley, ada.cookie());
      assertThat(files.values())
          .noneMatch(text -> text.toLowerCase(java.util.Locale.ROOT).contains("secret"));
      assertThat(json(files).path("account").path("email").asText()).isEqualTo("ada@example.org");
      assertThat(json(files).path("chats")).hasSize(1);
    }
  }

  /// Chats of 3 MB each, which compress badly: more than waits between two programs.
  private static void addNoise(DataFile file) {
    Random random = new Random(1);
    for (int i = 0; i < 8; i++) {
      String noise =
          IntStream.range(0, 1_000_000)
              .map(_ -> 0x4e00 + random.nextInt(20_000))
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      String id = "01900000-0000-7000-8000-0000000000" + (10 + i);
      file.change(
          """
          insert into conversation
            (id, account_id, title, provider, model, revision, last_number, created_at, updated_at)
          values (?, 'local', 'Noise', 'scripted', 'small', 1, 1, 1, 1)
          """,
          id);
      file.change("insert into message values (?, 1, null, 'user', ?, '', 1, 1, null)", id, noise);
    }
  }

  /// What changes while nobody reads is seen by who reads on: so it was not made before.
  @Test
  void it_is_made_while_it_is_sent_and_waits_for_its_reader() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      DataFile file = new DataFile(parley.data());
      addNoise(file);
      try (InputStream in = export(parley, "", HttpResponse.BodyHandlers.ofInputStream()).body()) {
        byte[] first = in.readNBytes(1_000);
        file.change("update conversation set title = 'Seen while it was read'");
        Map<String, String> files =
            files(new java.io.SequenceInputStream(new ByteArrayInputStream(first), in));
        assertThat(files).hasSize(9);
        assertThat(files.keySet().stream().filter(name -> name.contains("-Noise-")).count())
            .isBetween(1L, 7L);
        assertThat(files.keySet()).anyMatch(name -> name.contains("-Seen-while-it-was-read-"));
      }
    }
  }

  @Test
  void one_that_cannot_be_made_to_its_end_does_not_look_whole() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      DataFile file = new DataFile(parley.data());
      addNoise(file);
      try (InputStream in = export(parley, "", HttpResponse.BodyHandlers.ofInputStream()).body()) {
        byte[] first = in.readNBytes(1_000);
        assertThat(first).as("assumed: it has begun").hasSize(1_000);
        file.changeUnchecked("alter table message rename to elsewhere");
        assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
      }
    }
  }
}
