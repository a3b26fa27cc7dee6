package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Cable;
import chat.parley.support.ParleyProcess;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Browsers that stay open while the real process ends, politely or not, and another one takes its
/// place at the same address.
final class DeployTest {
  private static final String GONE =
      "ERR_|Failed to fetch|network error|htmx:error|reconnect failed|status of 503";

  @RegisterExtension final Sitting sitting = new Sitting();
  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  public void close() {
    goOn.countDown();
    upstream.close();
  }

  private ParleyProcess start(String... flags) {
    return ParleyProcess.start(directory.resolve("data"), upstream.url(), flags);
  }

  private Page open(Cable cable) {
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.navigate("http://127.0.0.1:" + cable.port() + "/");
    // Until Parley knows which models there are, Guide answers.
    while (!page.locator("#composer [name=model]").inputValue().startsWith("openai/")) {
      page.waitForTimeout(50);
      page.reload();
    }
    Tab.mark(page);
    return page;
  }

  private Script inTwoHalves(String first, String second) {
    return (_, wire) -> {
      wire.stream();
      wire.role();
      wire.text(first);
      goOn.await();
      wire.text(second);
      wire.finish("stop");
      wire.done();
      wire.end();
    };
  }

  @Test
  void who_watches_a_deploy_sees_the_answer_finish_and_goes_on_with_the_next_process()
      throws Exception {
    sitting.expect(GONE);
    upstream.next(inTwoHalves("One half.\n\nThe ", "other."), Scripts.good("Here I am again."));
    ParleyProcess first = sitting.with(start("--drain", "60"));
    Cable cable = sitting.with(Cable.to(first.address().getPort()));
    Page page = open(cable);
    sitting.send(page, "Hello");
    assertThat(page.locator("#body-2 p").last()).hasText("The");
    page.locator("#composer-text").fill("a draft");
    first.askToStop();
    goOn.countDown();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 p").last()).hasText("The other.");
    assertThat(first.exitCode()).isZero();
    assertThat(page.locator("#connection")).hasAttribute("data-state", "reconnecting");
    sitting.look(page, Look.WIDE_LIGHT, "between");
    ParleyProcess second = sitting.with(start());
    cable.plug(second.address().getPort());
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
    assertThat(page.locator("#composer-text")).hasValue("a draft");
    SamePage.assertSameAsLoaded(page);
    sitting.send(page, "Are you there?");
    assertThat(page.locator("#body-4")).hasText("Here I am again.");
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "finished");
    SamePage.assertSameAsLoaded(page);
    Tab.assertNotReloaded(page);
  }

  @Test
  void who_watches_it_being_killed_again_and_again_loses_nothing() throws Exception {
    sitting.expect(GONE);
    ParleyProcess parley = sitting.with(start());
    Cable cable = sitting.with(Cable.to(parley.address().getPort()));
    Page page = open(cable);
    for (int round = 1; round <= 3; round++) {
      int answer = 2 * round;
      upstream.next(Scripts.silentAfter(8), Scripts.good("and the rest of " + round + "."));
      sitting.send(page, "Round " + round);
      assertThat(page.locator("#body-" + answer)).containsText("word7");
      parley.kill();
      assertThat(page.locator("#connection")).hasAttribute("data-state", "reconnecting");
      parley = sitting.with(start());
      cable.plug(parley.address().getPort());
      assertThat(page.locator("#message-" + answer)).hasAttribute("data-state", "interrupted");
      assertThat(page.locator("#body-" + answer))
          .hasText(String.join("", Scripts.numbered(8)).strip());
      page.locator("#message-" + answer + " button[value=continue]").click();
      assertThat(page.locator("#message-" + answer)).hasAttribute("data-state", "finished");
      assertThat(page.locator("#body-" + answer)).containsText("word7 and the rest of " + round);
      SamePage.assertSameAsLoaded(page);
    }
    Tab.assertNotReloaded(page);
  }

  @Test
  void a_page_of_the_version_before_shows_everything_and_is_renewed_when_nobody_looks()
      throws Exception {
    sitting.expect(GONE);
    upstream.next(Scripts.silentAfter(5), Scripts.good("And the rest."), Scripts.good("Hi."));
    ParleyProcess before = sitting.with(start());
    Cable cable = sitting.with(Cable.to(before.address().getPort()));
    Page page = open(cable);
    sitting.send(page, "Hello");
    assertThat(page.locator("#body-2")).containsText("word4");
    String old = version(page);
    page.locator("#composer-text").fill("a draft");
    before.kill();
    ParleyProcess after =
        sitting.with(
            ParleyProcess.startWith(otherFiles(), directory.resolve("data"), upstream.url()));
    cable.plug(after.address().getPort());
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "interrupted");
    page.locator("button[value=continue]").click();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2")).hasText("word0 word1 word2 word3 word4 And the rest.");
    assertThat(page.locator("#composer-text")).hasValue("a draft");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
    Tab.assertNotReloaded(page);
    // A message that is being edited is lost by a reload: it waits.
    page.locator("#message-1").hover();
    page.locator("#edit-1 summary").click();
    page.locator("#edit-text-1").fill("Being edited");
    Tab.hide(page, true);
    Tab.hide(page, false);
    Tab.assertNotReloaded(page);
    assertThat(page.locator("#edit-text-1")).hasValue("Being edited");
    page.locator("#edit-1 [data-action=close-edit]").click();
    AtomicInteger loads = new AtomicInteger();
    page.onLoad(_ -> loads.incrementAndGet());
    Tab.hideSoon(page);
    sitting.until(page, () -> loads.get() == 1);
    assertThat(version(page)).isNotEqualTo(old);
    assertThat(page.locator("#body-2")).hasText("word0 word1 word2 word3 word4 And the rest.");
    assertThat(page.locator("#composer-text")).hasValue("a draft");
    SamePage.assertSameAsLoaded(page);
    sitting.send(page, "Hello again");
    assertThat(page.locator("#body-4")).hasText("Hi.");
  }

  private static String version(Page page) {
    return page.locator("script[type=module]").getAttribute("src").split("/")[2];
  }

  /// The static files of a later version: one of them is another.
  private Path otherFiles() throws IOException {
    Path built = Path.of("src/main/resources/static");
    Path files = directory.resolve("later");
    try (Stream<Path> all = Files.walk(built)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path copy = files.resolve("static").resolve(built.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.writeString(
        files.resolve("static/css/docs/docs.css"), "/* later */\n", StandardOpenOption.APPEND);
    return files;
  }
}
