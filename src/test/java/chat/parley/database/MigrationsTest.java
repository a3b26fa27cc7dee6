package chat.parley.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
  private static final Pattern FILE = Pattern.compile("V(\\d+)__.+\\.sql");

  @TempDir private Path directory;

  private static List<Integer> numbers() throws Exception {
    URI folder = Objects.requireNonNull(MigrationsTest.class.getResource("/db/migration")).toURI();
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .map(file -> FILE.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> Integer.valueOf(name.group(1)))
          .toList();
    }
  }

  @Test
  void the_newest_one_is_the_one_that_a_start_looks_for() throws Exception {
    assertThat(numbers().stream().max(Comparator.naturalOrder()))
        .hasValue(Integer.valueOf(Migrations.NEWEST));
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
