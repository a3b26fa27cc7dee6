package chat.parley.database;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
  private static final Pattern FILE = Pattern.compile("V(\\d+)__.+\\.sql");

  @TempDir private Path directory;

  private static List<Integer> numbers(String folder) throws Exception {
    URI place =
        Objects.requireNonNull(MigrationsTest.class.getResource("/db/migration/" + folder)).toURI();
    try (Stream<Path> files = Files.list(Path.of(place))) {
      return files
          .map(file -> FILE.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> Integer.valueOf(name.group(1)))
          .toList();
    }
  }

  private static List<Integer> numbers() throws Exception {
    return Stream.concat(numbers("common").stream(), numbers("sqlite").stream()).toList();
  }

  private static List<String> folders() throws Exception {
    URI place = Objects.requireNonNull(MigrationsTest.class.getResource("/db/migration")).toURI();
    try (Stream<Path> files = Files.list(Path.of(place))) {
      return files
          .filter(Files::isDirectory)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void the_newest_one_is_the_one_that_a_start_looks_for() throws Exception {
    assertThat(numbers().stream().max(Comparator.naturalOrder()))
        .hasValue(Integer.valueOf(Migrations.NEWEST));
  }

  @Test
  void each_number_stands_once_for_all_databases_or_once_for_each() throws Exception {
    List<String> folders = folders();
    assertThat(folders).containsOnlyOnce("common").hasSizeGreaterThan(1);
    for (String vendor : folders) {
      if (!vendor.equals("common")) {
        List<Integer> all = new ArrayList<>(numbers("common"));
        all.addAll(numbers(vendor));
        assertThat(all)
            .as("in common and %s", vendor)
            .doesNotHaveDuplicates()
            .containsExactlyInAnyOrderElementsOf(
                IntStream.rangeClosed(1, Migrations.newest()).boxed().toList());
      }
    }
  }

  @Test
  void a_database_from_before_the_folders_opens_as_it_is() throws Exception {
    Path file = Database.file(directory);
    try (InputStream old =
        new GZIPInputStream(
            Objects.requireNonNull(
                MigrationsTest.class.getResourceAsStream("/database/version-15.db.gz")))) {
      Files.copy(old, file);
    }
    DataFile stored = new DataFile(directory);
    String applied =
        "select version, description, script, checksum, installed_on from flyway_schema_history where installed_rank <= 15 order by installed_rank";
    List<String> before = stored.rows(applied);
    stored.change("update message set sent_key = 'k  p/m' where number = 1");
    try (Database database = Database.open(directory)) {
      assertThat(stored.rows("select account_id, sent_key, message from idempotency_key"))
          .containsExactly("local|k  p/m|1");
      assertThat(count(database, "flyway_schema_history")).isEqualTo(Migrations.newest());
      assertThat(
              stored.rows(
                  "select title, text from conversation c join message m on m.conversation_id = c.id"))
          .containsExactly("An old chat|What was said long ago");
    }
    assertThat(before).hasSize(15);
    assertThat(stored.rows(applied)).isEqualTo(before);
  }

  @Test
  void a_new_directory_gets_the_whole_schema_and_the_local_account() {
    try (Database database = Database.open(directory.resolve("not/there/yet"))) {
      assertThat(count(database, "account")).isEqualTo(1);
      assertThat(count(database, "generation")).isZero();
    }
  }

  @Test
  void opening_again_changes_nothing() throws Exception {
    try (Database database = Database.open(directory)) {
      database.write(
          handle -> handle.execute("insert into setting values ('local', 'theme', 'dark')"));
    }
    for (int i = 0; i < 3; i++) {
      try (Database database = Database.open(directory)) {
        assertThat(count(database, "setting")).isEqualTo(1);
        assertThat(count(database, "flyway_schema_history")).isEqualTo(numbers().size());
      }
    }
  }

  private static int count(Database database, String table) {
    return database.read(
        handle -> handle.createQuery("select count(*) from " + table).mapTo(Integer.class).one());
  }
}
