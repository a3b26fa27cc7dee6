package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.database.Database;
import chat.parley.generation.ModelChat.State;
import chat.parley.generation.ModelChat.Work;
import chat.parley.support.Seeds;
import chat.parley.support.Smallest;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever people, workers and fate do in whatever order: answers live as the model says.
class LifeOfAnAnswerTest {
  @TempDir private Path directory;
  private Database database;
  private Handle rows;

  @BeforeEach
  void open() {
    database = Database.open(directory);
    rows = Jdbi.create("jdbc:sqlite:" + directory.resolve("parley.db")).open();
  }

  @AfterEach
  public void close() {
    rows.close();
    database.close();
  }

  @Test
  void an_answer_lives_as_the_model_says() {
    Seeds.of(60)
        .forEach(seed -> {
          List<Deed> deeds = new Deeds(seed).some();
          if (fails(deeds, ModelWorkers::new)) {
            List<Deed> few = Smallest.of(deeds, some -> fails(some, ModelWorkers::new));
            try {
              live(few, new ModelWorkers());
            } catch (AssertionError e) {
              throw new AssertionError("seed " + seed + ": " + few, e);
            }
            throw new AssertionError("seed " + seed + " failed once: " + deeds);
          }
        });
  }

  @Test
  void who_waits_again_after_a_crash_is_before_who_came_later_by_a_clock_set_back() {
    live(
        List.of(
            new Deed.Begin(1, "continues", 0),
            new Deed.Claim(1),
            new Deed.SetClock(-1213),
            new Deed.Begin(1, "plain", 0),
            new Deed.Watch(0, false),
            new Deed.Claim(0)),
        new ModelWorkers());
  }

  @Test
  void a_message_sent_twice_is_one_though_the_chat_got_another_model_in_between() {
    live(
        List.of(
            new Deed.Begin(0, "plain", 0),
            new Deed.Claim(0),
            new Deed.Finish(0, Deed.How.FAILED, "c"),
            new Deed.Send(0, 0, 0, 2),
            new Deed.Again(0, 2, "continues"),
            new Deed.Send(0, 0, 0, 2)),
        new ModelWorkers());
  }

  @Test
  void a_model_that_lets_old_epochs_write_is_found_out_in_a_few_deeds() {
    assertThat(
            smallest(() ->
                new ModelWorkers() {
                  @Override
                  boolean mayWrite(Work work, int epoch) {
                    return work.state == State.RUNNING;
                  }
                }))
        .as("begun, claimed, lost, claimed again, written by the first")
        .hasSize(5);
  }

  @Test
  void a_model_that_forgets_a_stop_is_found_out_in_a_few_deeds() {
    assertThat(
            smallest(() ->
                new ModelWorkers() {
                  @Override
                  void recover(Work work) {
                    work.stop = false;
                    super.recover(work);
                  }
                }))
        .as("begun, claimed, stopped, lost")
        .hasSize(4);
  }

  @Test
  void a_model_that_gives_up_one_crash_later_is_found_out_in_a_few_deeds() {
    assertThat(
            smallest(() ->
                new ModelWorkers() {
                  @Override
                  int mostCrashes() {
                    return 4;
                  }
                }))
        .as("begun, and three times claimed and lost")
        .hasSize(7);
  }

  /// Deeds that show that a model is wrong, without all that is not needed for it.
  private List<Deed> smallest(Supplier<ModelWorkers> wrong) {
    List<Deed> found =
        LongStream.range(0, 100)
            .mapToObj(seed -> new Deeds(seed).ofOneAnswer())
            .filter(deeds -> fails(deeds, wrong))
            .findFirst()
            .orElseThrow();
    return Smallest.of(found, deeds -> fails(deeds, wrong));
  }

  private boolean fails(List<Deed> deeds, Supplier<ModelWorkers> model) {
    try {
      live(deeds, model.get());
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  /// Leads both lives, and compares them after each deed.
  private void live(List<Deed> deeds, ModelWorkers workers) {
    LifeModel model = new LifeModel(workers);
    RealLife real = new RealLife(database, rows);
    Onlooker onlooker = new Onlooker(real);
    for (Deed deed : deeds) {
      String told = real.does(deed);
      assertThat(told).as("what was told: %s", deed).isEqualTo(model.does(deed));
      assertThat(real.stands()).as("after %s", deed).isEqualTo(model.stands());
      onlooker.look(deed, told);
    }
  }
}
