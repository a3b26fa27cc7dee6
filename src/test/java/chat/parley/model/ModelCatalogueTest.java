package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import chat.parley.provider.Chunk;
import chat.parley.provider.Ending;
import chat.parley.provider.Fault;
import chat.parley.provider.Model;
import chat.parley.provider.OpenAiProvider;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import chat.parley.provider.Timeouts;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.SettableClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class ModelCatalogueTest {

  private final SettableClock clock = new SettableClock();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ScriptedUpstream upstream = opened(ScriptedUpstream.start());

  private <T extends AutoCloseable> T opened(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private OpenAiProvider provider(String name, String url) {
    return opened(
        new OpenAiProvider(name, url, Optional.empty(), Timeouts.DEFAULT, InstantSource.system()));
  }

  private ModelCatalogue providers(Optional<String> preferred, Provider... providers) {
    return opened(
        new ModelCatalogue(
            List.of(providers), preferred, clock, Thread.ofVirtual().name("listing").factory()));
  }

  /// Lists these, and says when it was asked.
  private static CountDownLatch listing(ScriptedUpstream upstream, String... models) {
    CountDownLatch asked = new CountDownLatch(1);
    upstream.listing((request, wire) -> {
      asked.countDown();
      Scripts.listing(models).play(request, wire);
    });
    return asked;
  }

  @AfterEach
  public void close() throws Exception {
    for (AutoCloseable closeable : opened.reversed()) {
      closeable.close();
    }
  }

  @Test
  void the_models_of_all_providers_are_listed_in_their_order() {
    ScriptedUpstream other = opened(ScriptedUpstream.start());
    other.listing(Scripts.listing("other"));
    ModelCatalogue providers =
        providers(Optional.empty(), provider("one", upstream.url()), provider("two", other.url()));
    assertThat(providers.models())
        .containsExactly(
            new Model("one", "scripted", 32_768),
            new Model("one", "scripted-small", 32_768),
            new Model("two", "other", 32_768));
    assertThat(providers.defaultModel()).contains(new Model("one", "scripted", 32_768));
    assertThat(providers.model("two", "other")).contains(new Model("two", "other", 32_768));
    assertThat(providers.model("two", "scripted")).isEmpty();
    assertThat(providers.model("three", "other")).isEmpty();
    assertThat(providers.named("two")).map(Provider::name).contains("two");
    assertThat(providers.named("three")).isEmpty();
  }

  @Test
  void a_server_that_is_down_comes_back_and_its_last_listing_stays_when_it_goes() throws Exception {
    int port = upstream.port();
    String url = upstream.url();
    upstream.close();
    ModelCatalogue providers = providers(Optional.empty(), provider("one", url));
    assertThat(providers.models()).isEmpty();
    assertThat(providers.trouble("one")).map(Fault::kind).contains(Fault.Kind.UNREACHABLE);
    assertThat(providers.model("one", "anything")).contains(new Model("one", "anything", null));

    ScriptedUpstream up = opened(ScriptedUpstream.start(port));
    CountDownLatch asked = listing(up, "scripted", "scripted-small");
    clock.advance(ModelCatalogue.FRESH_TROUBLE.minusMillis(1));
    providers.models();
    assertThat(asked.getCount()).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    providers.models();
    asked.await();
    assertThat(providers.refresh()).hasSize(2);
    assertThat(providers.trouble("one")).isEmpty();
    assertThat(providers.model("one", "anything")).isEmpty();

    up.close();
    assertThat(providers.refresh()).hasSize(2);
    assertThat(providers.trouble("one")).isPresent();
  }

  @Test
  void a_listing_is_taken_for_new_for_a_minute_and_refreshed_behind_the_page() throws Exception {
    ModelCatalogue providers = providers(Optional.empty(), provider("one", upstream.url()));
    assertThat(providers.models()).hasSize(2);
    CountDownLatch asked = listing(upstream, "newer");
    clock.advance(Duration.ofSeconds(59));
    assertThat(providers.models()).hasSize(2);
    assertThat(asked.getCount()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    providers.models();
    asked.await();
    providers.refresh();
    assertThat(providers.models()).extracting(Model::name).containsExactly("newer");
  }

  @Test
  void a_clock_that_is_set_back_does_not_keep_an_old_listing() throws Exception {
    ModelCatalogue providers = providers(Optional.empty(), provider("one", upstream.url()));
    assertThat(providers.models()).hasSize(2);
    CountDownLatch asked = listing(upstream, "newer");
    clock.advance(Duration.ofHours(-3));
    providers.models();
    asked.await();
    providers.refresh();
    assertThat(providers.models()).extracting(Model::name).containsExactly("newer");
  }

  @Test
  void a_server_that_says_nothing_is_waited_for_once_and_two_seconds_at_most() {
    upstream.listing((_, wire) -> wire.silence());
    ScriptedUpstream other = opened(ScriptedUpstream.start());
    ModelCatalogue providers =
        providers(Optional.empty(), provider("one", upstream.url()), provider("two", other.url()));
    long before = System.nanoTime();
    assertThat(providers.models()).hasSize(2);
    long first = System.nanoTime();
    assertThat(Duration.ofNanos(first - before)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(providers.models()).hasSize(2);
    // Assumed: a second wait would take its two seconds again.
    assertThat(Duration.ofNanos(System.nanoTime() - first)).isLessThan(Duration.ofMillis(1_500));
  }

  @Test
  void the_configured_model_is_usable_though_nobody_lists_it() {
    ModelCatalogue providers = providers(Optional.of("hidden"), provider("one", upstream.url()));
    Model hidden = new Model("one", "hidden", null);
    assertThat(providers.models()).hasSize(3).contains(hidden);
    assertThat(providers.defaultModel()).contains(hidden);
    assertThat(providers.model("one", "hidden")).contains(hidden);
    assertThat(providers.model("one", "other")).isEmpty();
  }

  @Test
  void the_configured_model_is_that_of_the_provider_that_lists_it() {
    ScriptedUpstream other = opened(ScriptedUpstream.start());
    other.listing(Scripts.listing("meta/llama"));
    OpenAiProvider one = provider("one", upstream.url());
    OpenAiProvider two = provider("two", other.url());
    for (String name : List.of("meta/llama", "two/meta/llama")) {
      assertThat(providers(Optional.of(name), one, two).defaultModel())
          .as(name)
          .contains(new Model("two", "meta/llama", 32_768));
    }
    assertThat(providers(Optional.of("two/hidden"), one, two).defaultModel())
        .contains(new Model("two", "hidden", null));
  }

  @Test
  void without_a_provider_there_is_no_model() {
    ModelCatalogue providers = providers(Optional.of("hidden"));
    assertThat(providers.models()).isEmpty();
    assertThat(providers.defaultModel()).isEmpty();
  }

  @Test
  void two_providers_of_one_name_are_refused() {
    OpenAiProvider one = provider("one", upstream.url());
    assertThatThrownBy(() -> providers(Optional.empty(), one, one))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_provider_that_fails_by_itself_is_told_of_and_logged() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(CachedListing.class);
    log.start();
    logger.addAppender(log);
    try {
      ModelCatalogue providers = providers(Optional.empty(), new Failing());
      assertThat(providers.models()).isEmpty();
      assertThat(providers.trouble("failing")).map(Fault::kind).contains(Fault.Kind.UNAVAILABLE);
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly("models could not be listed provider=failing");
      assertThat(log.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("A fault of ours");
    } finally {
      logger.detachAppender(log);
    }
  }

  private static final class Failing implements Provider {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public Listing models() {
      throw new IllegalStateException("A fault of ours");
    }

    @Override
    public Ending answer(Prompt prompt, Consumer<Chunk> sink) {
      throw new IllegalStateException("Not asked");
    }
  }
}
