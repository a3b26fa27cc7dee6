package chat.parley.model;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.model.ConnectionSettings.Audience;
import chat.parley.model.ConnectionSettings.Limit;
import chat.parley.model.ConnectionSettings.OfModel;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.problem.StorageFault;
import chat.parley.provider.Model;
import chat.parley.provider.Protocol;
import chat.parley.provider.Provider;
import chat.parley.provider.RefusedFeatures;
import chat.parley.provider.RequestFeature;
import chat.parley.user.Account;
import chat.parley.user.CurrentUser;
import chat.parley.user.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.Nested;

/// The connections to models, and what was decided about each.
///
/// Asked all the time and changed rarely: what stands in the database is kept in memory, and read
/// anew after each change.
public final class Connections {
  private static final String DEFAULT_MODEL = "default_model";
  private static final String OWNERS_DEFAULT_MODEL = "owners_default_model";
  private static final String ALLOWED = "allowed_ranges";

  private final Database database;
  private final Secrets secrets;
  private final AuditLog audit;
  private final Optional<String> configured;
  private final Clock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Set<String> reserved = Set.of();
  private volatile Known known;

  /// @param configured the default model that whoever starts Parley named, which counts more than
  ///   those of the pages
  public Connections(
      Database database,
      Secrets secrets,
      AuditLog audit,
      Optional<String> configured,
      Clock clock) {
    this.database = database;
    this.secrets = secrets;
    this.audit = audit;
    this.configured = configured;
    this.clock = clock;
    this.known = read();
  }

  /// @param owners the names that are the owner's, or were
  private record Known(
      Map<String, ConnectionSettings> connections,
      Map<String, String> server,
      Map<String, List<RefusedFeatures.RefusedFeature>> omissions,
      Set<String> owners) {}

  /// What somebody enters about a connection.
  ///
  /// @param key a new one; empty = the one that is there, or none
  /// @param fallback `provider/model`, or empty
  /// @param typed names of models, one a line
  public record Entry(
      String name,
      Protocol protocol,
      String url,
      String key,
      boolean enabled,
      Audience audience,
      int atOnce,
      String fallback,
      String typed) {
    /// Without the key, which must not come into a log.
    @Override
    public String toString() {
      return "Entry[" + name + "]";
    }
  }

  /// @param listener hears that something has changed
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /// @param names that others have, which are not in the database: whoever starts Parley has named
  ///   them, and no admin takes them when they are free one day
  void reserve(Set<String> names) {
    reserved = Set.copyOf(names);
    if (!known.owners().containsAll(names)) {
      database.write(handle -> {
        names.forEach(name -> keepForTheOwner(handle, name));
        return 0;
      });
      changed();
    }
  }

  private static void keepForTheOwner(Handle handle, String name) {
    handle.execute("insert into owners_name (name) values (?) on conflict do nothing", name);
  }

  /// A name like this one that nobody has yet.
  public String free(Account by, String name) {
    String candidate = name;
    for (int number = 2; isTaken(by, candidate); number++) {
      candidate = name + "-" + number;
    }
    return candidate;
  }

  private boolean isTaken(Account by, String name) {
    return reserved.contains(name)
        || known.connections().containsKey(name)
        || (by.role() != Role.OWNER && known.owners().contains(name));
  }

  /// In the order in which they were made.
  public List<ConnectionSettings> all() {
    return List.copyOf(known.connections().values());
  }

  public Optional<ConnectionSettings> find(String name) {
    return Optional.ofNullable(known.connections().get(name));
  }

  /// Opens its key; nothing where it has none.
  public Optional<Secrets.Opened> key(ConnectionSettings connection) {
    return Optional.ofNullable(connection.sealedKey())
        .map(sealed -> secrets.open(row(connection.name()), sealed));
  }

  private static String row(String name) {
    return "connection/" + name + "/key";
  }

  /// Whether somebody of a role may use what a provider serves. What comes from the environment,
  /// and Guide, are for everyone.
  public boolean mayUse(String provider, Role role) {
    ConnectionSettings connection = known.connections().get(provider);
    return connection == null || connection.audience().includes(role);
  }

  /// Whether a provider is one that the owner connected, or whoever starts Parley, and not an
  /// admin: what the owner writes goes to no other without being sent there by the owner.
  public boolean isOwners(String provider) {
    ConnectionSettings connection = known.connections().get(provider);
    return connection == null || connection.reach() == Limit.ANYWHERE;
  }

  /// Whether somebody may change a connection: what the owner connected only the owner changes.
  public boolean mayChange(Account by, ConnectionSettings connection) {
    return by.role() == Role.OWNER || connection.reach() == Limit.PUBLIC;
  }

  /// A model as it is shown; none where it is switched off.
  public Optional<Model> shown(Model listed) {
    ConnectionSettings connection = known.connections().get(listed.provider());
    if (connection == null) {
      return Optional.of(listed);
    }
    OfModel decided = connection.of(listed.name());
    Integer window = decided.contextWindow();
    return decided.enabled()
        ? Optional.of(window == null ? listed : new Model(listed.provider(), listed.name(), window))
        : Optional.empty();
  }

  /// How a model is called.
  public String title(String provider, String model) {
    String title = find(provider).map(connection -> connection.of(model).title()).orElse(null);
    return title == null ? model : title;
  }

  /// What a model costs, where somebody has said.
  public Optional<Price> price(String provider, String model) {
    OfModel decided =
        find(provider).map(connection -> connection.of(model)).orElse(OfModel.AS_LISTED);
    Double prompt = decided.promptPrice();
    Double completion = decided.completionPrice();
    return prompt == null && completion == null
        ? Optional.empty()
        : Optional.of(new Price(prompt == null ? 0 : prompt, completion == null ? 0 : completion));
  }

  /// The most answers that a connection writes at the same time; 0 = no limit of its own.
  public int atOnce(String provider) {
    return find(provider).map(ConnectionSettings::atOnce).orElse(0);
  }

  /// The model that is asked where a provider fails before the first token, as `provider/model`.
  public Optional<String> fallback(String provider) {
    return find(provider).map(ConnectionSettings::fallback);
  }

  /// The model for those who have chosen none, as `provider/model`.
  public Optional<String> defaultModel() {
    return Optional.ofNullable(known.server().get(DEFAULT_MODEL));
  }

  /// The one that counts.
  public Optional<String> preset() {
    return configured.or(this::defaultModel);
  }

  /// The one that counts for the owner: no admin sets it.
  public Optional<String> presetOfOwner() {
    return configured.or(() -> Optional.ofNullable(known.server().get(OWNERS_DEFAULT_MODEL)));
  }

  /// The ranges of addresses, beside the public ones, that admins may connect to.
  public List<String> allowedRanges() {
    String ranges = known.server().getOrDefault(ALLOWED, "");
    return ranges.isEmpty() ? List.of() : List.of(ranges.split(" ", -1));
  }

  /// Adds one.
  ///
  /// @return its name
  public String add(CurrentUser by, Entry entry) {
    String name = name(entry.name());
    if (isTaken(by.account(), name)) {
      throw known.owners().contains(name) && find(name).isEmpty() && !reserved.contains(name)
          ? Problem.invalid("The owner had a connection of this name: take another one.")
              .at("name-error")
          : taken();
    }
    String sealed = entry.key().isEmpty() ? null : sealed(name, entry.key());
    int added =
        database.write(handle -> {
          if (by.role() != Role.OWNER && isOwners(handle, name)) {
            return 0;
          }
          int inserted =
              handle
                  .createUpdate(
                      """
                      insert into connection
                        (name, protocol, url, sealed_key, enabled, audience, at_once, fallback, typed_models, reach, created_at)
                      values (:name, :protocol, :url, :key, :enabled, :audience, :at_once, :fallback, :typed, :reach, :now)
                      on conflict (name) do nothing
                      """)
                  .bindMap(columns(by, entry, name))
                  .bind("key", sealed)
                  .bind("now", clock.millis())
                  .execute();
          if (inserted == 0) {
            return 0;
          }
          if (by.role() == Role.OWNER) {
            keepForTheOwner(handle, name);
          }
          return audit.write(handle, Actor.of(by), "added the connection", name);
        });
    changed();
    if (added == 0) {
      throw taken();
    }
    return name;
  }

  private static boolean isOwners(Handle handle, String name) {
    return handle
        .select("select exists (select 1 from owners_name where name = ?)", name)
        .mapTo(Boolean.class)
        .one();
  }

  private static Problem taken() {
    return Problem.invalid("There is a connection of this name already.").at("name-error");
  }

  /// Changes one. Its key stays where no new one is given and the server is the same; where the
  /// server is another one, the key must not go there unless it is given again.
  public void change(CurrentUser by, String name, Entry entry) {
    ConnectionSettings before =
        find(name).orElseThrow(() -> Problem.notFound("There is no such connection."));
    audit.recordRefusal(by, "change the connection " + name, () -> check(by, before.reach()));
    boolean sameServer = before.url().equals(entry.url());
    if (!sameServer && before.sealedKey() != null && entry.key().isEmpty()) {
      throw Problem.invalid(
              "The address has changed: enter the key again, so that it does not go to another server unseen.")
          .at("key-error");
    }
    String sealed = entry.key().isEmpty() ? before.sealedKey() : sealed(name, entry.key());
    Map<String, Object> columns = columns(by, entry, name);
    if (sameServer) {
      columns.put("reach", before.reach().name().toLowerCase(Locale.ROOT));
    }
    write(
        by,
        name,
        handle -> {
          handle
              .createUpdate(
                  """
                  update connection set protocol = :protocol, url = :url, sealed_key = :key, enabled = :enabled,
                    audience = :audience, at_once = :at_once, fallback = :fallback, typed_models = :typed, reach = :reach
                  where name = :name
                  """)
              .bindMap(columns)
              .bind("key", sealed)
              .execute();
          if (!sameServer || before.protocol() != entry.protocol()) {
            forget(handle, name);
          }
          if ("anywhere".equals(columns.get("reach"))) {
            keepForTheOwner(handle, name);
          }
          audit.write(handle, Actor.of(by), "changed the connection", name);
        });
  }

  private interface Work {
    void on(Handle handle);
  }

  /// Every change of a connection that is there passes here, whatever it changes: whose it is is
  /// looked at in the transaction that changes it.
  private void write(CurrentUser by, String name, Work work) {
    audit.recordRefusal(by, "change the connection " + name, () -> written(by, name, work));
    changed();
  }

  private int written(CurrentUser by, String name, Work work) {
    return database.write(handle -> {
      String reach =
          handle
              .select("select reach from connection where name = ?", name)
              .mapTo(String.class)
              .findOne()
              .orElseThrow(() -> Problem.notFound("There is no such connection."));
      check(by, Limit.valueOf(reach.toUpperCase(Locale.ROOT)));
      work.on(handle);
      return 0;
    });
  }

  /// What the owner set up is the owner's to change: whoever could put another server in its place,
  /// or behind it, would get what everybody writes to it.
  private static int check(CurrentUser by, Limit reach) {
    if (by.role() != Role.OWNER && reach == Limit.ANYWHERE) {
      throw Problem.refused(
              Code.INVALID, "The owner connected this, and the owner alone changes it.")
          .at("connection-error");
    }
    return 0;
  }

  /// Goes on only where somebody may try a connection, which is as good as to use its key.
  public void checkTrial(CurrentUser by, ConnectionSettings connection) {
    audit.recordRefusal(
        by, "test the connection " + connection.name(), () -> check(by, connection.reach()));
  }

  private static Map<String, Object> columns(CurrentUser by, Entry entry, String name) {
    if (entry.atOnce() < 0) {
      throw Problem.invalid("A number of answers is 0 (no limit) or more.").at("at-once-error");
    }
    Map<String, Object> columns = new HashMap<>();
    columns.put("name", name);
    columns.put("protocol", entry.protocol().name().toLowerCase(Locale.ROOT));
    columns.put("url", entry.url());
    columns.put("enabled", entry.enabled() ? 1 : 0);
    columns.put("audience", entry.audience().name().toLowerCase(Locale.ROOT));
    columns.put("at_once", entry.atOnce());
    columns.put("fallback", entry.fallback().isBlank() ? null : entry.fallback().strip());
    columns.put("typed", String.join("\n", TypedModels.read(entry.typed())));
    columns.put("reach", by.role() == Role.OWNER ? "anywhere" : "public");
    return columns;
  }

  private String sealed(String name, String key) {
    return switch (secrets.seal(row(name), key)) {
      case Secrets.Sealed.Text(String text) -> text;
      case Secrets.Sealed.NoKey(String sentence) ->
          throw Problem.invalid("The key cannot be stored. " + sentence).at("key-error");
    };
  }

  private static String name(String given) {
    String name = given.strip().toLowerCase(Locale.ROOT);
    if (!name.matches("[a-z0-9][a-z0-9._-]{0,39}") || name.equals(Provider.BUILT_IN)) {
      throw Problem.invalid(
              "A name has up to 40 small letters, digits, dots and dashes, like ollama or work-openai; guide is taken.")
          .at("name-error");
    }
    return name;
  }

  /// Decides about the models of a connection.
  public void decide(CurrentUser by, String name, Map<String, OfModel> models) {
    write(
        by,
        name,
        handle -> {
          for (Map.Entry<String, OfModel> one : models.entrySet()) {
            decide(handle, name, one.getKey(), one.getValue());
          }
          audit.write(handle, Actor.of(by), "changed the models of", name);
        });
  }

  private static void decide(Handle handle, String name, String model, OfModel decided) {
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
        .bind("connection", name)
        .bind("model", model)
        .bindMethods(decided)
        .execute();
  }

  /// What models of a connection have refused before.
  public List<RefusedFeatures.RefusedFeature> omissions(String name) {
    return known.omissions().getOrDefault(name, List.of());
  }

  /// Remembers what a model has just refused. Where that cannot be stored it is found out again.
  void note(String name, RefusedFeatures.RefusedFeature found) {
    try {
      database.write(handle ->
          handle.execute(
              """
              insert into connection_omission (connection, model, omission)
              select name, ?, ? from connection where name = ?
              on conflict do nothing
              """,
              found.model(),
              found.feature().name(),
              name));
    } catch (StorageFault e) {
      return;
    }
    synchronized (this) {
      known = read();
    }
  }

  /// Forgets what the models of a connection have refused: they are asked for everything again.
  public void forgetOmissions(CurrentUser by, String name) {
    write(
        by,
        name,
        handle -> {
          forget(handle, name);
          audit.write(handle, Actor.of(by), "forgot what was refused by the models of", name);
        });
  }

  private static void forget(Handle handle, String name) {
    handle.execute("delete from connection_omission where connection = ?", name);
  }

  public void delete(CurrentUser by, String name) {
    write(
        by,
        name,
        handle -> {
          handle.execute("delete from connection where name = ?", name);
          audit.write(handle, Actor.of(by), "deleted the connection", name);
        });
  }

  /// For everybody; where an admin says it, for everybody but the owner.
  ///
  /// @param model `provider/model`, or empty for none
  public void setDefaultModel(CurrentUser by, String model) {
    List<String> names =
        by.role() == Role.OWNER
            ? List.of(DEFAULT_MODEL, OWNERS_DEFAULT_MODEL)
            : List.of(DEFAULT_MODEL);
    set(by, names, model, "made the default model");
  }

  /// @param ranges addresses and ranges, checked already
  public void allow(CurrentUser by, List<String> ranges) {
    if (by.role() != Role.OWNER) {
      audit.refused(by, "allow admins to connect to " + String.join(" ", ranges));
      throw Problem.refused(Code.NOT_FOUND, "There is nothing at this address.");
    }
    set(by, List.of(ALLOWED), String.join(" ", ranges), "allowed admins to connect to");
  }

  private void set(CurrentUser by, List<String> names, String value, String action) {
    database.write(handle -> {
      names.forEach(name -> set(handle, name, value.strip()));
      return audit.write(handle, Actor.of(by), action, value.isBlank() ? "nothing" : value);
    });
    changed();
  }

  /// An empty value is none.
  private static void set(Handle handle, String name, String value) {
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

  private void changed() {
    synchronized (this) {
      known = read();
    }
    listeners.forEach(Runnable::run);
  }

  private record Decided(String connection, String model, @Nested OfModel decided) {}

  private record Omitted(String connection, String model, String omission) {}

  private Known read() {
    return database.read(handle -> {
      Map<String, Map<String, OfModel>> models = new HashMap<>();
      handle
          .select("select * from connection_model")
          .mapTo(Decided.class)
          .forEach(one ->
              models
                  .computeIfAbsent(one.connection(), _ -> new HashMap<>())
                  .put(one.model(), one.decided()));
      Map<String, ConnectionSettings> connections = new LinkedHashMap<>();
      handle
          .select("select * from connection order by created_at, name")
          .map((row, _) -> row(row, models))
          .forEach(one -> connections.put(one.name(), one));
      Map<String, String> server =
          handle
              .select("select name, value from server_setting")
              .setMapKeyColumn("name")
              .setMapValueColumn("value")
              .collectInto(new GenericType<Map<String, String>>() {});
      Map<String, List<RefusedFeatures.RefusedFeature>> omissions = new HashMap<>();
      handle
          .select("select connection, model, omission from connection_omission order by model")
          .mapTo(Omitted.class)
          .forEach(one ->
              RequestFeature.named(one.omission())
                  .ifPresent(omission ->
                      omissions
                          .computeIfAbsent(one.connection(), _ -> new ArrayList<>())
                          .add(new RefusedFeatures.RefusedFeature(one.model(), omission))));
      Set<String> owners = handle.select("select name from owners_name").mapTo(String.class).set();
      return new Known(
          new LinkedHashMap<>(connections),
          Map.copyOf(server),
          Map.copyOf(omissions),
          Set.copyOf(owners));
    });
  }

  private static ConnectionSettings row(ResultSet row, Map<String, Map<String, OfModel>> models)
      throws SQLException {
    String name = row.getString("name");
    return new ConnectionSettings(
        name,
        Protocol.valueOf(row.getString("protocol").toUpperCase(Locale.ROOT)),
        row.getString("url"),
        row.getString("sealed_key"),
        row.getBoolean("enabled"),
        Audience.valueOf(row.getString("audience").toUpperCase(Locale.ROOT)),
        row.getInt("at_once"),
        row.getString("fallback"),
        row.getString("typed_models").lines().toList(),
        Limit.valueOf(row.getString("reach").toUpperCase(Locale.ROOT)),
        models.getOrDefault(name, Map.of()));
  }
}
