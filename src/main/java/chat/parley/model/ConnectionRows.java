package chat.parley.model;

import chat.parley.provider.Protocol;
import chat.parley.provider.RefusedFeatures.RefusedFeature;
import chat.parley.provider.RequestFeature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// What the database holds about connections, and how it is read and written.
///
/// @param connections by name, in the order in which they were made
/// @param server what was decided for the whole server, by name
/// @param refused what models were found to refuse, by connection
/// @param owners the names that are the owner's, or were
record ConnectionRows(
    Map<String, Connection> connections,
    Map<String, String> server,
    Map<String, List<RefusedFeature>> refused,
    Set<String> owners) {

  private record ModelRow(String connection, String model, @Nested ModelSettings decided) {}

  private record RefusalRow(String connection, String model, String omission) {}

  private record ConnectionRow(
      String name,
      Protocol protocol,
      String url,
      @Nullable String sealedKey,
      boolean enabled,
      Audience audience,
      int atOnce,
      @Nullable String fallback,
      String typedModels,
      Reach reach) {
    Connection with(Map<String, ModelSettings> models) {
      return new Connection(
          name,
          protocol,
          url,
          sealedKey,
          enabled,
          audience,
          atOnce,
          fallback == null ? null : ModelRef.parse(fallback).orElse(null),
          typedModels.lines().toList(),
          reach,
          models);
    }
  }

  static ConnectionRows read(Handle handle) {
    Map<String, Map<String, ModelSettings>> models = new HashMap<>();
    handle
        .select("select * from connection_model")
        .mapTo(ModelRow.class)
        .forEach(row ->
            models
                .computeIfAbsent(row.connection(), _ -> new HashMap<>())
                .put(row.model(), row.decided()));
    Map<String, Connection> connections = new LinkedHashMap<>();
    handle
        .select("select * from connection order by created_at, name")
        .mapTo(ConnectionRow.class)
        .forEach(row ->
            connections.put(row.name(), row.with(models.getOrDefault(row.name(), Map.of()))));
    Map<String, List<RefusedFeature>> refused = new HashMap<>();
    handle
        .select("select connection, model, omission from connection_omission order by model")
        .mapTo(RefusalRow.class)
        .forEach(row ->
            RequestFeature.named(row.omission())
                .ifPresent(feature ->
                    refused
                        .computeIfAbsent(row.connection(), _ -> new ArrayList<>())
                        .add(new RefusedFeature(row.model(), feature))));
    return new ConnectionRows(
        connections,
        handle
            .select("select name, value from server_setting")
            .setMapKeyColumn("name")
            .setMapValueColumn("value")
            .collectInto(new GenericType<Map<String, String>>() {}),
        refused,
        handle.select("select name from owners_name").mapTo(String.class).set());
  }

  /// @return how many were added: none where the name is taken
  static int insert(Handle handle, Connection connection, long now) {
    return bound(
            handle.createUpdate(
                """
                insert into connection
                  (name, protocol, url, sealed_key, enabled, audience, at_once, fallback, typed_models, reach, created_at)
                values (:name, :protocol, :url, :sealedKey, cast(:enabled as integer), :audience, :atOnce,
                  :fallbackModel, :typedModels, :reach, :now)
                on conflict (name) do nothing
                """),
            connection)
        .bind("now", now)
        .execute();
  }

  static void update(Handle handle, Connection connection) {
    bound(
            handle.createUpdate(
                """
                update connection set protocol = :protocol, url = :url, sealed_key = :sealedKey,
                  enabled = cast(:enabled as integer), audience = :audience, at_once = :atOnce,
                  fallback = :fallbackModel, typed_models = :typedModels, reach = :reach
                where name = :name
                """),
            connection)
        .execute();
  }

  private static Update bound(Update statement, Connection connection) {
    return statement
        .bindMethods(connection)
        .bind("fallbackModel", Objects.toString(connection.fallback(), null))
        .bind("typedModels", String.join("\n", connection.typed()));
  }

  static void delete(Handle handle, String name) {
    handle.execute("delete from connection where name = ?", name);
  }

  static Optional<Reach> reach(Handle handle, String name) {
    return handle
        .select("select reach from connection where name = ?", name)
        .mapTo(Reach.class)
        .findOne();
  }

  static boolean isOwners(Handle handle, String name) {
    return handle
        .select("select exists (select 1 from owners_name where name = ?)", name)
        .mapTo(Boolean.class)
        .one();
  }

  static void keepForTheOwner(Handle handle, String name) {
    handle.execute("insert into owners_name (name) values (?) on conflict do nothing", name);
  }

  static void decide(Handle handle, String connection, String model, ModelSettings decided) {
    handle
        .createUpdate(
            """
            insert into connection_model
              (connection, model, enabled, title, context_window, prompt_price, completion_price)
            values (:connection, :model, cast(:enabled as integer), :title, :contextWindow, :promptPrice,
              :completionPrice)
            on conflict (connection, model) do update set enabled = excluded.enabled, title = excluded.title,
              context_window = excluded.context_window, prompt_price = excluded.prompt_price,
              completion_price = excluded.completion_price
            """)
        .bind("connection", connection)
        .bind("model", model)
        .bindMethods(decided)
        .execute();
  }

  static void noteRefused(Handle handle, String connection, RefusedFeature found) {
    handle.execute(
        """
        insert into connection_omission (connection, model, omission)
        select name, ?, ? from connection where name = ?
        on conflict do nothing
        """,
        found.model(),
        found.feature().name(),
        connection);
  }

  static void forgetRefused(Handle handle, String connection) {
    handle.execute("delete from connection_omission where connection = ?", connection);
  }

  /// An empty value is none.
  static void set(Handle handle, String name, String value) {
    if (value.isEmpty()) {
      handle.execute("delete from server_setting where name = ?", name);
      return;
    }
    handle.execute(
        """
        insert into server_setting (name, value) values (?, ?)
        on conflict (name) do update set value = excluded.value
        """,
        name,
        value);
  }
}
