package chat.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir private Path directory;
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(directory);
    database.write(handle -> handle.execute("create table note (text text not null)"));
  }

  @AfterEach
  public void close() {
    database.close();
  }

  @Test
  void what_was_written_and_appended_is_there_when_it_is_opened_again() {
    database.write(note("written"));
    database.append(note("appended"));
    database.close();
    database = Database.open(directory);
    assertThat(notes()).isEqualTo("written,appended");
  }

  @Test
  void a_read_sees_one_moment_however_long_it_takes() {
    database.read(handle -> {
      assertThat(notes(handle)).isEmpty();
      database.write(note("meanwhile"));
      assertThat(notes(handle)).isEmpty();
      return true;
    });
    assertThat(notes()).isEqualTo("meanwhile");
  }

  @Test
  void a_read_cannot_write() {
    assertThatThrownBy(() -> database.read(note("smuggled"))).hasMessageContaining("readonly");
    assertThat(notes()).isEmpty();
  }

  @Test
  void statements_that_stay_prepared_forget_what_was_bound_and_that_they_failed() {
    assertThatThrownBy(() -> database.write(handle -> insert(handle, null)))
        .hasMessageContaining("NOT NULL");
    for (String text : new String[] {"one", "two", "three"}) {
      database.write(handle -> insert(handle, text));
    }
    assertThat(notes()).isEqualTo("one,two,three");
    assertThatThrownBy(() -> database.write(handle -> insert(handle, null)))
        .hasMessageContaining("NOT NULL");
    database.write(handle -> insert(handle, "four"));
    assertThat(notes()).isEqualTo("one,two,three,four");
  }

  private static int insert(Handle handle, @Nullable String text) {
    return handle
        .createUpdate("insert into note (text) values (:text)")
        .bind("text", text)
        .execute();
  }

  @Test
  void the_data_directory_belongs_to_one_at_a_time() {
    assertThatThrownBy(() -> Database.open(directory))
        .isInstanceOf(Database.DirectoryInUse.class)
        .hasMessageContaining(directory.toString());
    database.close();
    database = Database.open(directory);
  }

  @Test
  void a_database_that_cannot_be_opened_gives_the_directory_back() throws Exception {
    database.close();
    Path file = directory.resolve("parley.db");
    byte[] good = java.nio.file.Files.readAllBytes(file);
    java.nio.file.Files.writeString(file, "This is no database. ".repeat(1000));
    assertThatThrownBy(() -> Database.open(directory))
        .isNotInstanceOf(Database.DirectoryInUse.class);
    java.nio.file.Files.write(file, good);
    database = Database.open(directory);
    assertThat(notes()).isEmpty();
  }

  @Test
  void an_interrupted_caller_gets_the_outcome_and_stays_interrupted() {
    Thread.currentThread().interrupt();
    database.write(note("all the same"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(notes()).isEqualTo("all the same");
  }

  @Test
  void what_people_wrote_stands_in_no_exception() {
    database.write(handle ->
        handle.execute(
            "create trigger no before insert on note begin select raise(abort, 'no'); end"));
    assertThatThrownBy(() -> database.write(note("My secret")))
        .satisfies(e -> {
          for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("secret");
          }
        });
  }

  private java.util.function.Function<Handle, Integer> note(String text) {
    return handle -> handle.execute("insert into note values (?)", text);
  }

  private String notes() {
    return database.read(DatabaseTest::notes);
  }

  private static String notes(Handle handle) {
    return String.join(
        ",", handle.createQuery("select text from note order by rowid").mapTo(String.class).list());
  }
}
