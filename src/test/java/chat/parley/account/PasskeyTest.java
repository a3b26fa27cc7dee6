package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.Auth;
import chat.parley.http.PublicUrl;
import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.PhoneApp;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.SettableClock;
import chat.parley.support.SoftKey;
import chat.parley.support.SoftKey.Manner;
import chat.parley.support.TestApp;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Passkeys on the wire, with a device that a test makes lie.
final class PasskeyTest {
  private static final String PAGE = "/settings/second-factor";
  private static final Manner HONEST = Manner.at("chat.example.org");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SettableClock clock = new SettableClock();
  private final TestApp parley =
      TestApp.start(
          TestApp.config(TestApp.temporaryDirectory())
              .with(config -> {
                config.auth = Auth.ACCOUNTS;
                config.publicUrl = PublicUrl.parse("https://chat.example.org");
              }),
          clock.withZone(ZoneOffset.UTC),
          new ScriptedProvider());
  private final DataFile file = new DataFile(parley.data());
  private final Member ada = Member.owner(parley);
  private final SoftKey key = new SoftKey();
  private Member kim = ada;
  private List<String> codes = List.of();

  @BeforeEach
  void kim_has_a_passkey() {
    kim = ada.invites("Kim", "member");
    HttpResponse<String> added = add(kim, key, "Kim's laptop");
    assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
    codes = Jsoup.parse(added.body()).select(".recovery-codes code").eachText();
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  private HttpResponse<String> add(Member who, SoftKey device, String name) {
    Map<String, String> fields = device.make(toAdd(who).path("challenge").asText(), HONEST);
    fields.put("name", name);
    return who.post("/settings/passkeys", fields);
  }

  private static JsonNode toAdd(Member who) {
    return json(who.post("/settings/passkeys/challenge", Map.of(), "Accept", "application/json"));
  }

  private static JsonNode options(Member who, String aim) {
    return json(who.post("/passkey/challenge", Map.of("aim", aim), "Accept", "application/json"));
  }

  private static String challenge(Member who, String aim) {
    return options(who, aim).path("challenge").asText();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<String> send(Member who, String aim, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("aim", aim);
    return who.post("/passkey", all);
  }

  /// Another browser in which the password was given.
  private Member halfIn() {
    Member again = new Member(parley);
    assertThat(location(again.signIn("kim@example.org", Member.PASSWORD)))
        .isEqualTo("/second-factor");
    return again;
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse(answer.statusCode() + answer.body());
  }

  private static boolean isIn(Member who) {
    return who.get("/", "Accept", "text/html").statusCode() == 200;
  }

  private List<String> log(String action) {
    return file.rows("select actor, subject from audit where action = ? order by id", action);
  }

  @Test
  void the_first_one_brings_recovery_codes_and_is_in_the_list() {
    assertThat(codes).hasSize(10);
    Document page = kim.page(PAGE);
    assertThat(page.select("#passkeys .entry").text()).contains("Kim's laptop", "used: never");
    assertThat(log("added a second factor"))
        .containsExactly("kim@example.org|passkey: Kim's laptop");
    assertThat(file.rows("select transports from passkey")).containsExactly("hybrid,internal");
    assertThat(add(kim, new SoftKey(), "Another").statusCode())
        .as("codes are there")
        .isEqualTo(303);
  }

  @Test
  void alone_it_signs_in_and_leads_where_they_wanted() {
    Member again = new Member(parley);
    JsonNode asked = options(again, "alone");
    assertThat(asked.path("allowCredentials")).as("tells of nobody").isEmpty();
    assertThat(asked.path("userVerification").asText()).isEqualTo("required");
    assertThat(asked.path("rpId").asText()).isEqualTo("chat.example.org");
    Map<String, String> fields = key.use(asked.path("challenge").asText(), HONEST);
    fields.put("to", "/use");
    fields.put("user", handle());
    assertThat(location(send(again, "alone", fields))).isEqualTo("/use");
    assertThat(isIn(again)).isTrue();
    assertThat(log("signed in with a passkey")).containsExactly("kim@example.org|");
    assertThat(kim.page(PAGE).select("#passkeys .entry").text()).contains("used: just now");
  }

  private String handle() {
    return file.rows("select handle from passkey_handle").getFirst();
  }

  @Test
  void after_a_link_to_a_new_password_it_signs_in_alone_once_it_came_beside_that_one() {
    String link =
        Jsoup.parse(ada.post("/people/" + ada.idOf("Kim") + "/reset", Map.of()).body())
            .select("#new-link")
            .val();
    Member again = new Member(parley);
    String password = "orange heron saddle";
    assertThat(
            location(again.post(java.net.URI.create(link).getPath(), Map.of("password", password))))
        .isEqualTo("/second-factor");
    Member intruder = new Member(parley);
    HttpResponse<String> refused =
        send(intruder, "alone", key.use(challenge(intruder, "alone"), HONEST));
    assertThat(refused.body()).contains("chosen anew by a link");
    assertThat(isIn(intruder)).isFalse();
    assertThat(location(send(again, "second", key.use(challenge(again, "second"), HONEST))))
        .isEqualTo("/");
    Member third = new Member(parley);
    send(third, "alone", key.use(challenge(third, "alone"), HONEST));
    assertThat(isIn(third)).isTrue();
  }

  @Test
  void after_the_password_it_is_the_second_factor_even_without_a_finger() {
    Member again = halfIn();
    assertThat(again.page("/second-factor").select("form[data-passkey=use]")).hasSize(1);
    JsonNode asked = options(again, "second");
    assertThat(asked.path("allowCredentials").path(0).path("id").asText()).isEqualTo(key.id());
    assertThat(asked.path("userVerification").asText()).isEqualTo("preferred");
    Map<String, String> fields = key.use(asked.path("challenge").asText(), HONEST.unverified());
    assertThat(location(send(again, "second", fields))).isEqualTo("/");
    assertThat(isIn(again)).isTrue();
    assertThat(log("signed in and a passkey")).containsExactly("kim@example.org|");
  }

  @Test
  void the_password_alone_reaches_nothing_and_a_recovery_code_stands_in() {
    Member again = halfIn();
    assertThat(isIn(again)).isFalse();
    assertThat(location(again.post("/second-factor", Map.of("code", codes.getFirst()))))
        .isEqualTo(PAGE + "?left=9");
    assertThat(isIn(again)).isTrue();
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("another origin", manner -> manner.origin("https://chat.example.org.evil.example")),
        lie("http", manner -> manner.origin("http://chat.example.org")),
        lie("another port", manner -> manner.origin("https://chat.example.org:8443")),
        lie("a neighbour", manner -> manner.origin("https://evil.example.org")),
        lie("another site", manner -> manner.site("example.org")),
        lie("no site", manner -> manner.site("")),
        lie("in a frame of another site", Manner::framed),
        lie("another type", manner -> manner.type("webauthn.other")),
        lie("made, not used", manner -> manner.type("payment.get")));
  }

  private static Arguments lie(String name, UnaryOperator<Manner> lie) {
    return Arguments.of(name, lie);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void what_is_not_true_lets_nobody_in(String name, UnaryOperator<Manner> lie) {
    Member alone = new Member(parley);
    HttpResponse<String> answer =
        send(alone, "alone", key.use(challenge(alone, "alone"), lie.apply(HONEST)));
    assertThat(answer.statusCode()).as(name).isEqualTo(422);
    assertThat(Jsoup.parse(answer.body()).select("#provider-error").text())
        .contains("This passkey lets nobody in here");
    assertThat(isIn(alone)).isFalse();
    Member half = halfIn();
    assertThat(
            send(half, "second", key.use(challenge(half, "second"), lie.apply(HONEST)))
                .statusCode())
        .as(name)
        .isEqualTo(422);
    assertThat(isIn(half)).isFalse();
    assertThat(log("failed to give a second factor")).hasSize(2);
    SoftKey fresh = new SoftKey();
    Map<String, String> made = fresh.make(toAdd(kim).path("challenge").asText(), lie.apply(HONEST));
    made.put("name", "Wrong");
    assertThat(kim.post("/settings/passkeys", made).statusCode()).as(name).isEqualTo(422);
    assertThat(file.rows("select count(*) from passkey")).containsExactly("1");
  }

  @Test
  void alone_the_device_must_have_looked_who_uses_it() {
    Member again = new Member(parley);
    assertThat(
            send(again, "alone", key.use(challenge(again, "alone"), HONEST.unverified()))
                .statusCode())
        .isEqualTo(422);
    assertThat(isIn(again)).isFalse();
  }

  @Test
  void an_answer_is_good_once() {
    Member again = new Member(parley);
    Map<String, String> fields = key.use(challenge(again, "alone"), HONEST);
    assertThat(location(send(again, "alone", fields))).isEqualTo("/");
    Member thief = new Member(parley);
    thief.cookies().putAll(again.cookies());
    thief.cookies().remove("__Host-parley-session");
    assertThat(send(thief, "alone", fields).statusCode()).isEqualTo(422);
    assertThat(isIn(thief)).isFalse();
  }

  @Test
  void an_answer_counts_in_the_browser_that_was_asked_and_for_what_it_was_asked() {
    Member one = new Member(parley);
    Member other = new Member(parley);
    String challenge = challenge(one, "alone");
    challenge(other, "alone");
    assertThat(send(other, "alone", key.use(challenge, HONEST)).statusCode()).isEqualTo(422);
    assertThat(location(send(one, "alone", key.use(challenge, HONEST))))
        .as("is good for the one whose it is")
        .isEqualTo("/");
    Member half = halfIn();
    assertThat(send(half, "second", key.use(challenge(half, "alone"), HONEST)).statusCode())
        .isEqualTo(422);
    assertThat(send(half, "alone", key.use(challenge(half, "second"), HONEST)).statusCode())
        .isEqualTo(422);
    String toAdd = toAdd(kim).path("challenge").asText();
    assertThat(send(half, "second", key.use(toAdd, HONEST)).statusCode()).isEqualTo(422);
    String invented = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    assertThat(send(half, "second", key.use(invented, HONEST)).statusCode()).isEqualTo(422);
    assertThat(isIn(half)).isFalse();
  }

  @Test
  void several_tabs_may_be_asked_at_the_same_time() {
    Member again = new Member(parley);
    String first = challenge(again, "alone");
    challenge(again, "alone");
    assertThat(location(send(again, "alone", key.use(first, HONEST)))).isEqualTo("/");
  }

  @Test
  void of_two_tabs_with_the_same_signature_one_comes_in() throws Exception {
    Member one = new Member(parley);
    Map<String, String> fields = key.use(challenge(one, "alone"), HONEST);
    Member other = new Member(parley);
    other.cookies().putAll(one.cookies());
    List<Integer> answers = new ArrayList<>();
    List<Callable<HttpResponse<String>>> tries =
        List.of(() -> send(one, "alone", fields), () -> send(other, "alone", fields));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var result : threads.invokeAll(tries)) {
        answers.add(result.get().statusCode());
      }
    }
    assertThat(answers).containsExactlyInAnyOrder(303, 422);
  }

  @Test
  void five_minutes_later_it_is_too_late() {
    Member again = new Member(parley);
    String challenge = challenge(again, "alone");
    clock.advance(Duration.ofMinutes(5).plusSeconds(1));
    assertThat(send(again, "alone", key.use(challenge, HONEST)).statusCode()).isEqualTo(422);
    challenge(again, "alone");
    assertThat(file.rows("select count(*) from passkey_challenge")).containsExactly("1");
  }

  @Test
  void a_browser_has_at_most_twenty_challenges() {
    Member again = new Member(parley);
    String first = challenge(again, "alone");
    clock.advance(Duration.ofMillis(1));
    for (int i = 0; i < 20; i++) {
      challenge(again, "alone");
    }
    assertThat(file.rows("select count(*) from passkey_challenge where purpose = 'ALONE'"))
        .containsExactly("20");
    assertThat(send(again, "alone", key.use(first, HONEST)).statusCode()).isEqualTo(422);
  }

  @Test
  void a_copy_that_counts_behind_is_refused_and_logged() {
    key.count(41);
    Member again = new Member(parley);
    assertThat(location(send(again, "alone", key.use(challenge(again, "alone"), HONEST))))
        .isEqualTo("/");
    for (long count : new long[] {41, 7, -1}) {
      key.count(count);
      Member copy = new Member(parley);
      assertThat(send(copy, "alone", key.use(challenge(copy, "alone"), HONEST)).statusCode())
          .as("after 42: %d", count + 1)
          .isEqualTo(422);
      assertThat(isIn(copy)).isFalse();
    }
    assertThat(log("was refused with a passkey that may be a copy"))
        .containsExactly(
            "kim@example.org|Kim's laptop",
            "kim@example.org|Kim's laptop",
            "kim@example.org|Kim's laptop");
    key.count(42);
    assertThat(location(send(again, "alone", key.use(challenge(again, "alone"), HONEST))))
        .as("the first one goes on")
        .isEqualTo("/");
  }

  @Test
  void a_device_that_never_counts_is_no_copy() {
    for (int i = 0; i < 2; i++) {
      Member again = new Member(parley);
      key.count(-1);
      assertThat(location(send(again, "alone", key.use(challenge(again, "alone"), HONEST))))
          .isEqualTo("/");
    }
  }

  @Test
  void a_removed_one_lets_nobody_in_and_the_last_takes_the_codes_along() {
    Member half = halfIn();
    String asked = challenge(half, "second");
    String id = kim.page(PAGE).select("[data-passkey-id]").attr("data-passkey-id");
    assertThat(ada.post("/settings/passkeys/" + id + "/deletion", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(file.rows("select count(*) from passkey")).as("not hers").containsExactly("1");
    kim.post("/settings/passkeys/" + id + "/deletion", Map.of());
    assertThat(send(half, "second", key.use(asked, HONEST)).statusCode()).isEqualTo(422);
    Member alone = new Member(parley);
    assertThat(send(alone, "alone", key.use(challenge(alone, "alone"), HONEST)).statusCode())
        .isEqualTo(422);
    assertThat(file.rows("select count(*) from recovery_code")).containsExactly("0");
    assertThat(log("removed a second factor"))
        .containsExactly("kim@example.org|passkey: Kim's laptop");
    assertThat(location(new Member(parley).signIn("kim@example.org", Member.PASSWORD)))
        .isEqualTo("/");
  }

  @Test
  void a_disabled_account_stays_out() {
    Member half = halfIn();
    String asked = challenge(half, "second");
    ada.post("/people/" + ada.idOf("Kim") + "/disabling", Map.of());
    assertThat(send(half, "second", key.use(asked, HONEST)).statusCode()).isEqualTo(422);
    Member alone = new Member(parley);
    HttpResponse<String> answer = send(alone, "alone", key.use(challenge(alone, "alone"), HONEST));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("This account is disabled");
    assertThat(isIn(alone)).isFalse();
  }

  @Test
  void somebody_elses_passkey_is_no_second_factor() {
    SoftKey adas = new SoftKey();
    add(ada, adas, "Ada's phone");
    Member half = halfIn();
    assertThat(send(half, "second", adas.use(challenge(half, "second"), HONEST)).statusCode())
        .isEqualTo(422);
    assertThat(isIn(half)).isFalse();
    Map<String, String> fields = key.use(challenge(half, "second"), HONEST);
    fields.put("credential", adas.id());
    assertThat(send(half, "second", fields).statusCode()).isEqualTo(422);
    assertThat(isIn(half)).isFalse();
  }

  @Test
  void the_device_must_mean_the_account_that_the_passkey_belongs_to() {
    Member alone = new Member(parley);
    Map<String, String> fields = key.use(challenge(alone, "alone"), HONEST);
    fields.put("user", "somebody-else");
    assertThat(send(alone, "alone", fields).statusCode()).isEqualTo(422);
    assertThat(isIn(alone)).isFalse();
  }

  @Test
  void broken_parts_are_refused_with_a_sentence() {
    for (String part :
        List.of("credential", "client-data", "authenticator-data", "signature", "user")) {
      for (String wrong :
          List.of("", "AA", "!", "x".repeat(40_000), "oWF4", "bnVsbA", "W10", "v38")) {
        Member alone = new Member(parley);
        Map<String, String> fields = key.use(challenge(alone, "alone"), HONEST);
        if (part.equals("user") && wrong.isEmpty()) {
          continue;
        }
        fields.put(part, wrong);
        assertThat(send(alone, "alone", fields).statusCode()).as(part + wrong).isIn(413, 422);
        assertThat(isIn(alone)).isFalse();
      }
    }
    for (String part : List.of("client-data", "attestation")) {
      for (String wrong :
          List.of("", "AA", "!", "x".repeat(40_000), "oWF4", "bnVsbA", "W10", "v38")) {
        Map<String, String> fields =
            new SoftKey().make(toAdd(kim).path("challenge").asText(), HONEST);
        fields.put("name", "Broken");
        fields.put(part, wrong);
        HttpResponse<String> answer = kim.post("/settings/passkeys", fields);
        assertThat(answer.statusCode()).as(part + wrong).isEqualTo(422);
        assertThat(Jsoup.parse(answer.body()).select("#passkey-error").text()).isNotEmpty();
      }
    }
  }

  @Test
  void one_is_added_once_in_the_session_that_began_it_and_for_one_account() {
    SoftKey fresh = new SoftKey();
    Map<String, String> fields = fresh.make(toAdd(kim).path("challenge").asText(), HONEST);
    fields.put("name", "Fresh");
    assertThat(ada.post("/settings/passkeys", fields).statusCode()).isEqualTo(422);
    assertThat(kim.post("/settings/passkeys", fields).statusCode()).isEqualTo(303);
    assertThat(kim.post("/settings/passkeys", fields).statusCode()).isEqualTo(422);
    assertThat(add(ada, fresh, "Kim's").statusCode()).isEqualTo(422);
    assertThat(toAdd(kim).path("excludeCredentials").findValuesAsText("id"))
        .containsExactly(key.id(), fresh.id());
  }

  @Test
  void it_has_a_name_that_can_be_changed() {
    String id = kim.page(PAGE).select("[data-passkey-id]").attr("data-passkey-id");
    kim.post("/settings/passkeys/" + id + "/name", Map.of("name", " Work <laptop> "));
    assertThat(kim.page(PAGE).select("#passkeys .entry p").first()).isNotNull();
    assertThat(kim.page(PAGE).select("#passkeys .entry").text()).contains("Work <laptop>");
    for (String wrong : List.of("", " ", "x".repeat(61), "a\nb")) {
      assertThat(kim.post("/settings/passkeys/" + id + "/name", Map.of("name", wrong)).statusCode())
          .isEqualTo(422);
    }
    ada.post("/settings/passkeys/" + id + "/name", Map.of("name", "Ada's"));
    assertThat(file.rows("select name from passkey")).containsExactly("Work <laptop>");
  }

  @Test
  void an_account_has_at_most_twenty() {
    for (int i = 1; i < 20; i++) {
      assertThat(add(kim, new SoftKey(), "Key " + i).statusCode()).isEqualTo(303);
    }
    HttpResponse<String> answer = add(kim, new SoftKey(), "One more");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("there is room for no more");
  }

  @Test
  void changing_them_asks_for_the_password_once_the_sign_in_is_ten_minutes_old() {
    String id = kim.page(PAGE).select("[data-passkey-id]").attr("data-passkey-id");
    Map<String, String> fields = new SoftKey().make(toAdd(kim).path("challenge").asText(), HONEST);
    fields.put("name", "Late");
    clock.advance(Duration.ofMinutes(10));
    for (String path : List.of("", "/challenge", "/" + id + "/name", "/" + id + "/deletion")) {
      assertThat(kim.post("/settings/passkeys" + path, fields).statusCode())
          .as(path)
          .isEqualTo(422);
    }
    assertThat(file.rows("select name from passkey")).containsExactly("Kim's laptop");
  }

  @Test
  void staff_removes_passkeys_too() {
    assertThat(
            ada.post("/people/" + ada.idOf("Kim") + "/second-factor/deletion", Map.of())
                .statusCode())
        .isEqualTo(303);
    assertThat(file.rows("select count(*) from passkey")).containsExactly("0");
  }

  @Test
  void an_app_beside_it_stays_when_it_goes() {
    kim.post(PAGE + "/app", Map.of());
    PhoneApp phone = PhoneApp.scan(kim.page(PAGE), clock);
    kim.post(PAGE + "/app/confirmation", Map.of("code", phone.code()));
    String id = kim.page(PAGE).select("[data-passkey-id]").attr("data-passkey-id");
    kim.post("/settings/passkeys/" + id + "/deletion", Map.of());
    assertThat(file.rows("select count(*) from recovery_code")).containsExactly("10");
    Member half = halfIn();
    assertThat(half.page("/second-factor").select("form[data-passkey]")).isEmpty();
    clock.advance(Duration.ofSeconds(30));
    assertThat(location(half.post("/second-factor", Map.of("code", phone.code())))).isEqualTo("/");
  }

  @Test
  void an_address_that_is_a_number_has_none_and_says_so() {
    try (TestApp numbered = TestApp.startWithAccounts(new ScriptedProvider())) {
      Member owner = Member.owner(numbered);
      assertThat(owner.page(PAGE).select("#passkeys").text())
          .contains("Passkeys need an address with a name", "app that shows codes");
      assertThat(new Member(numbered).page("/sign-in").select("[data-passkey]")).isEmpty();
      HttpResponse<String> answer =
          new Member(numbered)
              .post("/passkey/challenge", Map.of("aim", "alone"), "Accept", "application/json");
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(
              owner
                  .post("/settings/passkeys/challenge", Map.of(), "Accept", "application/json")
                  .statusCode())
          .isEqualTo(422);
    }
  }

  @Test
  void for_what_address_they_are() {
    assertThat(RelyingParty.of("https://Chat.example.org:8443"))
        .isEqualTo(new RelyingParty("https://chat.example.org:8443", "chat.example.org", null));
    assertThat(RelyingParty.of("http://localhost:8080").isPossible()).isTrue();
    for (String none :
        List.of(
            "http://chat.example.org",
            "https://127.0.0.1",
            "https://[::1]:8080",
            "http://192.168.1.7:8080",
            "https://",
            "https://a b",
            "")) {
      assertThat(RelyingParty.of(none).isPossible()).as(none).isFalse();
    }
  }
}
