package chat.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnTypesTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00.123Z");

  @TempDir private Path directory;
  private Database database;

  public record Id(String value) {}

  public enum Colour {
    RED,
    DARK_GREEN
  }

  public record Flag(
      Id id,
      Colour colour,
      @Nullable Colour edge,
      boolean flown,
      @Nullable Integer width,
      Instant madeAt,
      @Nullable Instant lostAt) {
    static Flag plain(String id) {
      return new Flag(new Id(id), Colour.DARK_GREEN, null, true, null, NOON, null);
    }
  }

  private record Counted(@Nested Flag flag, int count) {}

  @BeforeEach
  void open() {
    database = Database.open(directory);
    database.write(handle ->
        handle.execute(
            """
            create table flag (id text not null, colour text not null, edge text, flown integer not null,
              width integer, made_at integer not null, lost_at integer)
            """));
  }

  @AfterEach
  public void close() {
    database.close();
  }

  private void store(Flag flag) {
    database.write(handle ->
        handle
            .createUpdate(
                "insert into flag values (:id, :colour, :edge, :flown, :width, :madeAt, :lostAt)")
            .bindMethods(flag)
            .execute());
  }

  private <T> List<T> all(Class<T> type, String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(type).list());
  }

  @Test
  void a_record_comes_back_as_it_went() {
    List<Flag> flags =
        List.of(
            Flag.plain("a"),
            new Flag(new Id("b"), Colour.RED, Colour.RED, false, 7, NOON, Instant.EPOCH));
    flags.forEach(this::store);
    assertThat(all(Flag.class, "select * from flag order by id")).isEqualTo(flags);
  }

  @Test
  void what_is_stored_is_what_other_programs_expect() {
    store(Flag.plain("a"));
    String columns =
        "id || ' ' || colour || ' ' || flown || ' ' || made_at || ' ' || typeof(made_at)";
    assertThat(all(String.class, "select " + columns + " || ' ' || typeof(lost_at) from flag"))
        .containsExactly("a dark_green 1 " + NOON.toEpochMilli() + " integer null");
  }

  @Test
  void a_record_in_a_record_shares_its_row() {
    store(Flag.plain("a"));
    assertThat(all(Counted.class, "select *, 3 as count from flag"))
        .containsExactly(new Counted(Flag.plain("a"), 3));
  }

  @Test
  void ids_bind_and_come_alone_and_in_lists() {
    store(Flag.plain("a"));
    store(Flag.plain("b"));
    List<Id> found =
        database.read(handle ->
            handle
                .createQuery("select id from flag where id in (<ids>) and colour = :colour")
                .bindList("ids", List.of(new Id("b"), new Id("c")))
                .bind("colour", Colour.DARK_GREEN)
                .mapTo(Id.class)
                .list());
    assertThat(found).containsExactly(new Id("b"));
    assertThat(all(Instant.class, "select made_at from flag where id = 'a'")).containsExactly(NOON);
  }

  @Test
  void a_word_that_no_constant_has_is_refused() {
    store(Flag.plain("a"));
    database.write(handle -> handle.execute("update flag set colour = 'blue'"));
    assertThatThrownBy(() -> all(Colour.class, "select colour from flag"))
        .hasMessageContaining("blue");
  }
}
