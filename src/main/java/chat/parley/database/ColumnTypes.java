package chat.parley.database;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.argument.Arguments;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.ColumnMapperFactory;
import org.jdbi.v3.core.mapper.ColumnMappers;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jspecify.annotations.Nullable;

/// How Java's types stand in rows: an instant as milliseconds since 1970, a day like 2026-11-29, an
/// enum by its name in small letters, a record of one component as that component (so are ids), a
/// record of several as a row whose columns are called like its components, in snake case.
final class ColumnTypes {
  private final Map<Class<?>, RowMapper<?>> records = new ConcurrentHashMap<>();

  private ColumnTypes() {}

  static void register(Jdbi jdbi) {
    jdbi.registerArgument((ArgumentFactory.Preparable) ColumnTypes::argument);
    jdbi.registerColumnMapper((ColumnMapperFactory) ColumnTypes::column);
    jdbi.registerRowMapper((RowMapperFactory) new ColumnTypes()::row);
  }

  private static Optional<Function<Object, Argument>> argument(Type type, ConfigRegistry config) {
    if (type == Instant.class) {
      return Optional.of(
          value -> nullable(value, Types.BIGINT, at -> ((Instant) at).toEpochMilli()));
    }
    if (type == LocalDate.class) {
      return Optional.of(value -> nullable(value, Types.VARCHAR, Object::toString));
    }
    if (!(type instanceof Class<?> known)) {
      return Optional.empty();
    }
    if (Enum.class.isAssignableFrom(known)) {
      return Optional.of(value -> nullable(value, Types.VARCHAR, one -> word((Enum<?>) one)));
    }
    if (isOfOne(known)) {
      RecordComponent component = known.getRecordComponents()[0];
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return Optional.of(value -> {
        Object inner = value == null ? null : call(() -> accessor.invoke(value));
        return config.get(Arguments.class).findFor(component.getGenericType(), inner).orElseThrow();
      });
    }
    return Optional.empty();
  }

  private static Argument nullable(
      @Nullable Object value, int type, Function<Object, Object> stored) {
    return (position, statement, _) -> {
      if (value == null) {
        statement.setNull(position, type);
      } else {
        statement.setObject(position, stored.apply(value));
      }
    };
  }

  private static Optional<ColumnMapper<?>> column(Type type, ConfigRegistry config) {
    if (type == Instant.class) {
      return Optional.of((row, column, _) -> {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
      });
    }
    if (type == LocalDate.class) {
      return Optional.of((row, column, _) -> {
        String day = row.getString(column);
        return day == null ? null : LocalDate.parse(day);
      });
    }
    if (!(type instanceof Class<?> known)) {
      return Optional.empty();
    }
    if (known.isEnum()) {
      return Optional.of((row, column, _) -> constant(known, row.getString(column)));
    }
    return isOfOne(known) ? Optional.of(ofOne(known, config)) : Optional.empty();
  }

  private static ColumnMapper<?> ofOne(Class<?> type, ConfigRegistry config) {
    Constructor<?> constructor = canonical(type);
    ColumnMapper<?> inner =
        config
            .get(ColumnMappers.class)
            .findFor(type.getRecordComponents()[0].getGenericType())
            .orElseThrow();
    return (row, column, context) -> {
      Object value = inner.map(row, column, context);
      return value == null ? null : call(() -> constructor.newInstance(value));
    };
  }

  private Optional<RowMapper<?>> row(Type type, ConfigRegistry config) {
    return type instanceof Class<?> known && known.isRecord() && !isOfOne(known)
        ? Optional.of(records.computeIfAbsent(known, one -> new RecordRows<>(canonical(one))))
        : Optional.empty();
  }

  private static boolean isOfOne(Class<?> type) {
    return type.isRecord() && type.getRecordComponents().length == 1;
  }

  private static Constructor<?> canonical(Class<?> type) {
    Class<?>[] components =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<?> constructor = call(() -> type.getDeclaredConstructor(components));
    constructor.setAccessible(true);
    return constructor;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object constant(Class<?> type, @Nullable String word) {
    if (word == null) {
      return null;
    }
    for (Object one : type.getEnumConstants()) {
      if (((Enum<?>) one).name().equalsIgnoreCase(word)) {
        return one;
      }
    }
    throw new IllegalArgumentException("%s is no %s".formatted(word, type.getSimpleName()));
  }

  private interface Reflection<T> {
    T run() throws ReflectiveOperationException;
  }

  private static <T> T call(Reflection<T> reflection) {
    try {
      return reflection.run();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A record's own constructor or component failed", e);
    }
  }
}
