package chat.parley.http;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Who asks for what: every route there is, by everyone there can be, in every form.
///
/// The routes and who may ask for them come from `Router`, so that a new one is in the table
/// without anyone thinking of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
  private static final String NOBODYS = "01890000-0000-7000-8000-000000000000";

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.startWithAccounts(model);
  private final DataFile file = new DataFile(parley.data());
  private final Map<String, Permission> access =
      new TreeMap<>(parley.app().routes().stream().collect(toMap(Route::name, Route::permission)));
  private final Set<String> events =
      parley.app().routes().stream().filter(Route::events).map(Route::name).collect(toSet());

  private Member ada = new Member(parley);
  private String kims = "";

  private enum Who {
    NOBODY,
    ANOTHER,
    ADMIN,
    OWNER,
    THEMSELVES
  }

  private enum Form {
    PAGE("Accept: text/html"),
    HTMX("Accept: text/html", "HX-Request: true"),
    JSON("Accept: application/json"),
    TEXT("Accept: text/plain");

    private final String headers;

    Form(String... headers) {
      this.headers = String.join("\n", headers);
    }
  }

  private Map<Who, Member> cast = Map.of();

  @BeforeAll
  void begin() throws Exception {
    ada = Member.owner(parley);
    Member robin = ada.invites("Robin", "admin");
    Member sam = ada.invites("Sam", "member");
    Member kim = ada.invites("Kim", "member");
    cast =
        Map.of(
            Who.NOBODY, new Member(parley),
            Who.ANOTHER, sam,
            Who.ADMIN, robin,
            Who.OWNER, ada,
            Who.THEMSELVES, kim);
    kims = kim.begin("Unsaid question");
    model.asked().say("Unsaid answer").finish();
    TestApp.await(
        "Kim has an answer",
        () -> !kim.page(kims).select("#message-2[data-state=finished]").isEmpty());
  }

  @AfterAll
  void stop() {
    parley.close();
  }

  @Test
  void there_is_something_to_find() {
    assertThat(member(Who.THEMSELVES).get(kims, "Accept", "text/html").body())
        .as("assumed: whose it is sees it")
        .contains("Unsaid question", "Unsaid answer");
    assertThat(access.values()).as("assumed: routes of every kind").contains(Permission.values());
  }

  @TestFactory
  Stream<DynamicTest> every_route_by_everyone_in_every_form() {
    return access.entrySet().stream()
        .flatMap(route ->
            Stream.of(Who.values())
                .filter(who -> who != Who.THEMSELVES)
                .flatMap(who ->
                    Stream.of(Form.values())
                        .map(form ->
                            DynamicTest.dynamicTest(
                                route.getKey() + " by " + who + " as " + form,
                                () -> check(route.getKey(), route.getValue(), who, form)))));
  }

  private void check(String route, Permission needed, Who who, Form form) {
    List<String> before = everything();
    Response response = ask(route, kims.replace("/chat/", ""), who, form);
    String what = route + " by " + who + " as " + form + ": " + response.text();
    assertThat(response.text()).as(what).doesNotContainIgnoringCase("unsaid");
    assertThat(everything()).as(what).isEqualTo(before);
    boolean events = this.events.contains(route);
    if (needed == Permission.ANYONE) {
      assertThat(response.status()).as(what).isNotIn(401, 403).isLessThan(500);
    } else if (who == Who.NOBODY) {
      checkNobody(response, events, form, what);
    } else if (needed == Permission.STAFF && who == Who.ANOTHER) {
      assertThat(response.status()).as(what).isEqualTo(404);
    } else if (route.contains("{id}")) {
      // A chat: Kim's, whoever else asks.
      assertThat(response.status()).as(what).isEqualTo(events ? 200 : 404);
      if (events) {
        assertThat(response.text()).as(what).contains("event: gone");
      }
    } else {
      assertThat(response.status()).as(what).isNotIn(401, 403).isLessThan(500);
    }
  }

  private static void checkNobody(Response response, boolean events, Form form, String what) {
    if (events) {
      assertThat(response.status()).as(what).isEqualTo(200);
      assertThat(response.text()).as(what).contains("event: session-expired");
      return;
    }
    switch (form) {
      case PAGE -> {
        assertThat(response.status()).as(what).isEqualTo(303);
        assertThat(response.header("Location")).as(what).startsWith("/sign-in");
      }
      case HTMX -> assertThat(response.header("HX-Redirect")).as(what).startsWith("/sign-in");
      case JSON, TEXT -> assertThat(response.status()).as(what).isEqualTo(401);
    }
  }

  @Test
  void what_is_somebody_elses_and_what_is_not_there_look_the_same() {
    for (String route : access.keySet()) {
      if (route.contains("{id}")) {
        for (Who who : List.of(Who.ANOTHER, Who.ADMIN, Who.OWNER)) {
          Response theirs = ask(route, kims.replace("/chat/", ""), who, Form.JSON);
          Response nothing = ask(route, NOBODYS, who, Form.JSON);
          assertThat(theirs.text()).as(route).isEqualTo(nothing.text());
          assertThat(theirs.headers()).as(route).isEqualTo(nothing.headers());
        }
      }
    }
  }

  private List<String> everything() {
    List<String> rows = new ArrayList<>(file.everything(kims));
    rows.addAll(
        file.rows(
            "select id, name, email, role, password, disabled_at from account where name = 'Kim'"));
    return rows;
  }

  /// Asks with everything that a form of that route could say, and with what nobody has, so that
  /// those who may ask change nothing that the next one needs.
  private Response ask(String route, String chat, Who who, Form form) {
    String[] parts = route.split(" ", -1);
    String path =
        parts[1]
            .replace("{id}", chat)
            .replace("{message}", "2")
            .replace("{page}", "limits")
            .replaceAll("\\{\\w+}", "x");
    List<String> lines =
        new ArrayList<>(List.of(parts[0] + " " + path + " HTTP/1.1", "Host: localhost"));
    lines.addAll(List.of(form.headers.split("\n", -1)));
    // Signing out is asked for without what it would end.
    String cookie = path.equals("/sign-out") && who != Who.NOBODY ? throwaway(who) : null;
    String kept = cookie == null ? member(who).cookie() : cookie;
    if (!kept.isEmpty()) {
      lines.add("Cookie: " + kept);
    }
    if (parts[0].equals("POST")) {
      String body = "text=&title=Hi&message=2&action=again&branch=2&role=x";
      lines.add("Content-Type: application/x-www-form-urlencoded");
      lines.add("Content-Length: " + body.length());
      lines.add("");
      lines.add(body);
    }
    return RawRequest.send(parley.port(), lines.toArray(String[]::new));
  }

  private Member member(Who who) {
    Member member = cast.get(who);
    return member == null ? ada : member;
  }

  /// Another session of the same person, with the same browser.
  private String throwaway(Who who) {
    String name =
        switch (who) {
          case OWNER -> "ada";
          case ADMIN -> "robin";
          case ANOTHER -> "sam";
          case NOBODY, THEMSELVES -> "kim";
        };
    Member again = new Member(parley);
    again.cookies().putAll(member(who).cookies());
    assertThat(again.signIn(Member.address(name), Member.PASSWORD).statusCode()).isEqualTo(303);
    member(who).cookies().put("parley-device", again.cookies().getOrDefault("parley-device", ""));
    return again.cookie();
  }
}
