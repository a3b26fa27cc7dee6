package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.PhoneApp;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.SettableClock;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An app that shows codes, and recovery codes: setting them up, signing in with them, losing them.
final class SecondFactorTest {
  private static final String PAGE = "/settings/second-factor";

  private final SettableClock clock = new SettableClock();
  private TestApp parley =
      TestApp.startWithAccounts(
          TestApp.temporaryDirectory(), clock.withZone(ZoneOffset.UTC), new ScriptedProvider());
  private final DataFile file = new DataFile(parley.data());
  private final Member ada = Member.owner(parley);
  private Member kim = ada;
  private PhoneApp phone = new PhoneApp("", clock);
  private List<String> codes = List.of();

  @BeforeEach
  void kim_has_an_app_and_recovery_codes() {
    kim = ada.invites("Kim", "member");
    phone = prepares(kim);
    Document page = Jsoup.parse(confirm(kim, phone.code()).body());
    codes = page.select(".recovery-codes code").eachText();
    clock.advance(Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  private PhoneApp prepares(Member who) {
    assertThat(who.post(PAGE + "/app", Map.of()).statusCode()).isEqualTo(303);
    return PhoneApp.scan(who.page(PAGE), clock);
  }

  private static HttpResponse<String> confirm(Member who, String code) {
    return who.post(PAGE + "/app/confirmation", Map.of("code", code));
  }

  /// Gives the password, which is right, in another browser.
  private Member halfIn() {
    Member again = new Member(parley);
    HttpResponse<String> answer = again.signIn(Member.address("Kim"), Member.PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/second-factor");
    return again;
  }

  private static HttpResponse<String> give(Member who, String code) {
    return who.post("/second-factor", Map.of("code", code));
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private boolean isIn(Member who) {
    return who.get("/", "Accept", "text/html").statusCode() == 200;
  }

  private List<String> log(String action) {
    return file.rows("select actor, subject from audit where action = ? order by id", action);
  }

  @Test
  void ten_recovery_codes_are_shown_once_with_a_file_of_them() {
    assertThat(codes).hasSize(10).doesNotHaveDuplicates();
    assertThat(codes).allMatch(code -> code.matches("([A-Z2-9]{4}-){5}[A-Z2-9]{4}"));
    assertThat(kim.page(PAGE).select(".recovery-codes")).isEmpty();
    assertThat(kim.page(PAGE).select("#codes").text()).contains("10 of them are left");
    Document fresh = Jsoup.parse(kim.post(PAGE + "/codes", Map.of()).body());
    String link = fresh.select("a[download]").attr("href");
    assertThat(link)
        .startsWith("data:text/plain")
        .contains(fresh.select(".recovery-codes code").eachText().getFirst());
    assertThat(log("made new recovery codes")).containsExactly("kim@example.org|");
  }

  @Test
  void neither_the_secret_nor_a_code_is_in_the_database_in_clear() {
    assertThat(file.rows("select secret from code_app"))
        .allMatch(secret -> secret.startsWith("v1:"));
    assertThat(file.rows("select code_hash from recovery_code").toString())
        .doesNotContain(codes.getFirst(), codes.getFirst().replace("-", ""));
  }

  @Test
  void the_password_alone_reaches_nothing() {
    Member again = halfIn();
    assertThat(again.cookies()).doesNotContainKey("parley-session");
    assertThat(isIn(again)).isFalse();
    assertThat(again.get(PAGE, "Accept", "application/json").statusCode()).isEqualTo(401);
    assertThat(again.page("/second-factor").text()).contains("kim@example.org");
    assertThat(
            file.rows(
                "select count(*) from session s join account a on a.id = s.account_id where a.name = 'Kim'"))
        .containsExactly("1");
  }

  @Test
  void a_code_of_the_app_lets_in_and_leads_where_they_wanted() {
    Member again = new Member(parley);
    HttpResponse<String> first =
        again.post(
            "/sign-in",
            Map.of("email", "kim@example.org", "password", Member.PASSWORD, "to", "/use?days=7"));
    assertThat(location(first)).isEqualTo("/second-factor?to=%2Fuse%3Fdays%3D7");
    assertThat(again.page(location(first)).select("[name=to]").val()).isEqualTo("/use?days=7");
    HttpResponse<String> second =
        again.post("/second-factor", Map.of("code", " " + phone.code() + " ", "to", "/use?days=7"));
    assertThat(location(second)).isEqualTo("/use?days=7");
    assertThat(isIn(again)).isTrue();
    assertThat(again.cookies()).doesNotContainKey("parley-pending");
    assertThat(file.rows("select * from pending_sign_in")).isEmpty();
  }

  @Test
  void a_code_is_good_once_and_none_from_before_it() {
    String before = phone.code(clock.instant().minusSeconds(30));
    String code = phone.code();
    assertThat(give(halfIn(), code).statusCode()).isEqualTo(303);
    assertThat(give(halfIn(), code).statusCode()).isEqualTo(422);
    assertThat(give(halfIn(), before).statusCode()).isEqualTo(422);
    clock.advance(Duration.ofSeconds(30));
    assertThat(give(halfIn(), phone.code()).statusCode()).isEqualTo(303);
  }

  @Test
  void the_code_that_set_it_up_signs_nobody_in() {
    assertThat(give(halfIn(), phone.code(clock.instant().minusSeconds(30))).statusCode())
        .isEqualTo(422);
  }

  @Test
  void of_two_tabs_with_the_same_code_one_comes_in() throws Exception {
    for (String code : List.of(phone.code(), codes.getFirst())) {
      Member one = halfIn();
      Member other = halfIn();
      List<Integer> answers = atOnce(() -> give(one, code), () -> give(other, code));
      assertThat(answers).containsExactlyInAnyOrder(303, 422);
    }
  }

  private static List<Integer> atOnce(
      Callable<HttpResponse<String>> one, Callable<HttpResponse<String>> other) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> answers = new ArrayList<>();
      for (var result : threads.invokeAll(List.of(one, other))) {
        answers.add(result.get().statusCode());
      }
      return answers;
    }
  }

  @Test
  void a_recovery_code_lets_in_once_and_says_how_many_are_left() {
    Member again = halfIn();
    HttpResponse<String> answer =
        give(again, codes.get(3).toLowerCase(java.util.Locale.ROOT).replace("-", " "));
    assertThat(location(answer)).isEqualTo(PAGE + "?left=9");
    assertThat(again.page(location(answer)).select("#codes").text()).contains("9 are left");
    assertThat(give(halfIn(), codes.get(3)).statusCode()).isEqualTo(422);
    assertThat(log("signed in and a recovery code")).containsExactly("kim@example.org|");
    assertThat(log("failed to give a second factor")).containsExactly("kim@example.org|");
  }

  @Test
  void new_recovery_codes_make_the_old_ones_void() {
    kim.post(PAGE + "/codes", Map.of());
    assertThat(give(halfIn(), codes.getFirst()).statusCode()).isEqualTo(422);
  }

  @Test
  void somebody_elses_codes_do_not_count() {
    PhoneApp adas = prepares(ada);
    List<String> theirs =
        Jsoup.parse(confirm(ada, adas.code()).body()).select(".recovery-codes code").eachText();
    clock.advance(Duration.ofSeconds(30));
    assertThat(give(halfIn(), adas.code()).statusCode()).isEqualTo(422);
    assertThat(give(halfIn(), theirs.getFirst()).statusCode()).isEqualTo(422);
    assertThat(file.rows("select count(*) from recovery_code where used_at is not null"))
        .containsExactly("0");
  }

  @Test
  void what_is_no_code_is_wrong() {
    Member again = halfIn();
    for (String code :
        List.of(
            "",
            "0",
            "12345",
            "1234567",
            "１２３４５６",
            "-00001",
            "+12345",
            "x".repeat(5_000),
            "'; --")) {
      HttpResponse<String> answer = give(again, code);
      assertThat(answer.statusCode()).as(code).isIn(422, 429);
      assertThat(isIn(again)).isFalse();
    }
  }

  @Test
  void guesses_are_counted_for_the_account_but_not_against_its_own_browser() {
    Member guesser = halfIn();
    int refused = 0;
    for (int i = 0; i < 12; i++) {
      refused += give(guesser, phone.wrong()).statusCode() == 429 ? 1 : 0;
    }
    assertThat(refused).isEqualTo(2);
    HttpResponse<String> answer = give(guesser, phone.code());
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    Member own = new Member(parley);
    own.cookies().put("parley-device", kim.cookies().getOrDefault("parley-device", ""));
    own.signIn("kim@example.org", Member.PASSWORD);
    assertThat(give(own, phone.code()).statusCode()).as("the browser that is known").isEqualTo(303);
  }

  @Test
  void ten_minutes_after_the_password_it_is_asked_for_again() {
    Member again = halfIn();
    clock.advance(Duration.ofMinutes(10).plusSeconds(1));
    HttpResponse<String> answer = give(again, phone.code());
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Jsoup.parse(answer.body()).select("#provider-error").text()).contains("Begin again");
    assertThat(location(again.get("/second-factor", "Accept", "text/html"))).isEqualTo("/sign-in");
  }

  @Test
  void it_goes_on_after_a_restart() {
    Member again = halfIn();
    int port = parley.port();
    parley.close();
    parley =
        TestApp.start(
            TestApp.config(parley.data())
                .with(config -> {
                  config.auth = chat.parley.Auth.ACCOUNTS;
                  config.port = port;
                }),
            clock.withZone(ZoneOffset.UTC),
            new ScriptedProvider());
    Member back = new Member(parley);
    back.cookies().putAll(again.cookies());
    assertThat(give(back, phone.code()).statusCode()).isEqualTo(303);
    assertThat(isIn(back)).isTrue();
  }

  @Test
  void another_password_in_between_lets_nobody_in() {
    Member again = halfIn();
    kim.post(
        "/settings/password",
        Map.of("present", Member.PASSWORD, "password", "orange heron saddle"));
    assertThat(give(again, phone.code()).statusCode()).isEqualTo(422);
    assertThat(isIn(again)).isFalse();
  }

  @Test
  void a_disabled_account_gets_no_further() {
    Member again = halfIn();
    ada.post("/people/" + ada.idOf("Kim") + "/disabling", Map.of());
    assertThat(give(again, phone.code()).statusCode()).isEqualTo(422);
    assertThat(isIn(again)).isFalse();
  }

  @Test
  void a_link_to_a_new_password_does_not_go_past_it() {
    String link =
        Jsoup.parse(ada.post("/people/" + ada.idOf("Kim") + "/reset", Map.of()).body())
            .select("#new-link")
            .val();
    Member again = new Member(parley);
    HttpResponse<String> chosen =
        again.post(java.net.URI.create(link).getPath(), Map.of("password", "orange heron saddle"));
    assertThat(location(chosen)).isEqualTo("/second-factor");
    assertThat(isIn(again)).isFalse();
    assertThat(give(again, phone.code()).statusCode()).isEqualTo(303);
    assertThat(isIn(again)).isTrue();
  }

  @Test
  void changing_it_asks_for_the_password_once_the_sign_in_is_ten_minutes_old() {
    clock.advance(Duration.ofMinutes(10));
    for (String path : List.of("/app", "/app/confirmation", "/app/deletion", "/codes")) {
      HttpResponse<String> answer = kim.post(PAGE + path, Map.of("code", phone.code()));
      assertThat(answer.statusCode()).as(path).isEqualTo(422);
      assertThat(answer.body()).as(path).contains("Show first that it is you");
    }
    assertThat(kim.page(PAGE).select("form[action*=deletion]")).isEmpty();
    assertThat(kim.post(PAGE + "/proof", Map.of("present", "wrong")).statusCode()).isEqualTo(422);
    assertThat(kim.post(PAGE + "/app/deletion", Map.of()).statusCode()).isEqualTo(422);
    assertThat(kim.post(PAGE + "/proof", Map.of("present", Member.PASSWORD)).statusCode())
        .isEqualTo(303);
    assertThat(kim.post(PAGE + "/app/deletion", Map.of()).statusCode()).isEqualTo(303);
  }

  @Test
  void without_the_app_the_password_is_enough_again_and_the_codes_are_gone() {
    assertThat(kim.post(PAGE + "/app/deletion", Map.of()).statusCode()).isEqualTo(303);
    assertThat(file.rows("select count(*) from recovery_code")).containsExactly("0");
    Member again = new Member(parley);
    assertThat(location(again.signIn("kim@example.org", Member.PASSWORD))).isEqualTo("/");
    assertThat(log("added a second factor")).containsExactly("kim@example.org|app");
    assertThat(log("removed a second factor")).containsExactly("kim@example.org|app");
    assertThat(kim.post(PAGE + "/codes", Map.of()).statusCode()).isEqualTo(422);
  }

  @Test
  void a_secret_counts_only_when_a_code_has_shown_that_the_app_has_it() {
    PhoneApp adas = prepares(ada);
    assertThat(location(new Member(parley).signIn("ada@example.org", Member.PASSWORD)))
        .isEqualTo("/");
    assertThat(confirm(ada, adas.wrong()).statusCode()).isEqualTo(422);
    assertThat(PhoneApp.scan(ada.page(PAGE), clock).code())
        .as("the same one")
        .isEqualTo(adas.code());
    assertThat(confirm(ada, adas.code()).statusCode()).isEqualTo(200);
    assertThat(ada.page(PAGE).select("#app-secret")).as("never again").isEmpty();
    assertThat(ada.post(PAGE + "/app", Map.of()).statusCode()).isEqualTo(422);
  }

  @Test
  void the_picture_says_what_the_link_says() {
    prepares(ada);
    Document page = ada.page(PAGE);
    String address = page.select("a[href^=otpauth]").attr("href");
    assertThat(address)
        .startsWith("otpauth://totp/Parley:ada%40example.org?secret=")
        .contains(page.select("#app-secret").text().replace(" ", ""));
    assertThat(page.select("svg.qr path").attr("d")).isEqualTo(QrCode.of(address).path());
  }

  @Test
  void staff_removes_it_for_those_whom_they_look_after() {
    Member robin = ada.invites("Robin", "admin");
    PhoneApp robins = prepares(robin);
    confirm(robin, robins.code());
    PhoneApp adas = prepares(ada);
    confirm(ada, adas.code());
    String kims = ada.idOf("Kim");
    assertThat(remove(kim, ada.idOf("Robin"))).isEqualTo(404);
    assertThat(remove(robin, ada.idOf("Ada"))).isEqualTo(422);
    assertThat(remove(robin, ada.idOf("Robin"))).isEqualTo(422);
    assertThat(remove(ada, ada.idOf("Ada"))).isEqualTo(422);
    assertThat(file.rows("select count(*) from code_app")).containsExactly("3");
    assertThat(remove(robin, kims)).isEqualTo(303);
    assertThat(isIn(kim)).as("whoever found it is out").isFalse();
    assertThat(location(new Member(parley).signIn("kim@example.org", Member.PASSWORD)))
        .isEqualTo("/");
    assertThat(remove(ada, ada.idOf("Robin"))).isEqualTo(303);
    assertThat(log("removed the second factors of"))
        .containsExactly("robin@example.org|kim@example.org", "ada@example.org|robin@example.org");
  }

  private static int remove(Member by, String person) {
    return by.post("/people/" + person + "/second-factor/deletion", Map.of()).statusCode();
  }

  @Test
  void where_the_key_is_gone_a_recovery_code_still_lets_in() throws Exception {
    java.nio.file.Files.delete(parley.data().resolve("secret.key"));
    assertThat(give(halfIn(), phone.code()).statusCode()).isEqualTo(422);
    assertThat(give(halfIn(), codes.getFirst()).statusCode()).isEqualTo(303);
  }

  @Test
  void programs_are_answered_in_json() {
    Member again = halfIn();
    HttpResponse<String> wrong =
        again.post("/second-factor", Map.of("code", "000000"), "Accept", "application/json");
    assertThat(wrong.statusCode()).isIn(422);
    assertThat(wrong.body()).contains("\"detail\"");
  }
}
