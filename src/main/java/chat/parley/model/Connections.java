package chat.parley.model;

import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.problem.StorageFault;
import chat.parley.provider.Model;
import chat.parley.provider.RefusedFeatures.RefusedFeature;
import chat.parley.user.Account;
import chat.parley.user.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// The connections to models, and what was decided about each.
///
/// Asked all the time and changed rarely: what stands in the database is kept in memory, and read
/// anew after each change.
public final class Connections implements ModelCatalogue.Decisions {
  static final String DEFAULT_MODEL = "default_model";
  static final String OWNERS_DEFAULT_MODEL = "owners_default_model";
  static final String ALLOWED_RANGES = "allowed_ranges";

  private final Database database;
  private final Secrets secrets;
  private final Optional<String> configured;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Set<String> reserved = Set.of();
  private volatile ConnectionRows rows;

  /// @param configured the default model that whoever starts Parley named, which counts more than
  ///   those of the pages
  Connections(Database database, Secrets secrets, Optional<String> configured) {
    this.database = database;
    this.secrets = secrets;
    this.configured = configured;
    this.rows = database.read(ConnectionRows::read);
  }

  /// @param listener hears that something has changed
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private synchronized void reread() {
    rows = database.read(ConnectionRows::read);
  }

  void changed() {
    reread();
    listeners.forEach(Runnable::run);
  }

  /// @param names that others have, which are not in the database: whoever starts Parley has named
  ///   them, and no admin takes them when they are free one day
  void reserve(Set<String> names) {
    reserved = Set.copyOf(names);
    if (!rows.owners().containsAll(names)) {
      database.write(handle -> {
        names.forEach(name -> ConnectionRows.keepForTheOwner(handle, name));
        return 0;
      });
      changed();
    }
  }

  /// A name like this one that nobody has yet.
  String free(Account by, String name) {
    String candidate = name;
    for (int number = 2; isTaken(by, candidate); number++) {
      candidate = name + "-" + number;
    }
    return candidate;
  }

  boolean isTaken(Account by, String name) {
    return reserved.contains(name)
        || rows.connections().containsKey(name)
        || (by.role() != Role.OWNER && rows.owners().contains(name));
  }

  /// Whether it is taken because the owner had it once, and for nothing else.
  boolean wasOwners(String name) {
    return rows.owners().contains(name) && find(name).isEmpty() && !reserved.contains(name);
  }

  /// In the order in which they were made.
  List<Connection> all() {
    return List.copyOf(rows.connections().values());
  }

  Optional<Connection> find(String name) {
    return Optional.ofNullable(rows.connections().get(name));
  }

  /// Opens its key; nothing where it has none.
  Optional<Secrets.Opened> key(Connection connection) {
    return Optional.ofNullable(connection.sealedKey())
        .map(sealed -> secrets.open(row(connection.name()), sealed));
  }

  /// Its key as it goes to its server; nothing where it has none, or it cannot be opened.
  Optional<String> clearKey(Connection connection) {
    return key(connection)
        .flatMap(opened ->
            opened instanceof Secrets.Opened.Clear(String value)
                ? Optional.of(value)
                : Optional.empty());
  }

  /// @throws Problem at the field of the key where it cannot be stored
  String seal(String name, String key) {
    return switch (secrets.seal(row(name), key)) {
      case Secrets.Sealed.SealedText(String text) -> text;
      case Secrets.Sealed.NoKey(String sentence) ->
          throw Problem.invalid("The key cannot be stored. " + sentence).at("key-error");
    };
  }

  private static String row(String name) {
    return "connection/" + name + "/key";
  }

  /// Whether somebody of a role may use what a provider serves. What comes from the environment,
  /// and Guide, are for everyone.
  boolean mayUse(String provider, Role role) {
    return find(provider).map(one -> one.audience().includes(role)).orElse(true);
  }

  /// Whether a provider is one that the owner connected, or whoever starts Parley, and not an
  /// admin: what the owner writes goes to no other without being sent there by the owner.
  public boolean isOwners(String provider) {
    return find(provider).map(one -> one.reach() == Reach.ANYWHERE).orElse(true);
  }

  /// Whether somebody may change a connection: what the owner connected only the owner changes.
  boolean mayChange(Account by, Connection connection) {
    return by.role() == Role.OWNER || connection.reach() == Reach.PUBLIC;
  }

  @Override
  public Optional<Model> shown(Model listed) {
    ModelSettings decided = of(listed.provider(), listed.name());
    Integer window = decided.contextWindow();
    return decided.enabled()
        ? Optional.of(window == null ? listed : new Model(listed.provider(), listed.name(), window))
        : Optional.empty();
  }

  @Override
  public List<String> typed(String provider) {
    return find(provider).map(Connection::typed).orElse(List.of());
  }

  private ModelSettings of(String provider, String model) {
    return find(provider).map(one -> one.of(model)).orElse(ModelSettings.AS_LISTED);
  }

  /// How a model is called.
  String title(Model model) {
    String title = of(model.provider(), model.name()).title();
    return title == null ? model.name() : title;
  }

  /// What a model costs, where somebody has said.
  public Optional<Price> price(String provider, String model) {
    return of(provider, model).price();
  }

  /// The most answers that a connection writes at the same time; 0 = no limit of its own.
  public int atOnce(String provider) {
    return find(provider).map(Connection::atOnce).orElse(0);
  }

  /// The model that is asked where a provider fails before the first token.
  Optional<ModelRef> fallback(String provider) {
    return find(provider).map(Connection::fallback);
  }

  /// The model for those who have chosen none, as `provider/model`.
  Optional<String> defaultModel() {
    return Optional.ofNullable(rows.server().get(DEFAULT_MODEL));
  }

  @Override
  public Optional<String> preferred() {
    return configured.or(this::defaultModel);
  }

  /// The one that counts for the owner: no admin sets it.
  Optional<String> preferredByOwner() {
    return configured.or(() -> Optional.ofNullable(rows.server().get(OWNERS_DEFAULT_MODEL)));
  }

  /// The ranges of addresses, beside the public ones, that admins may connect to.
  List<String> allowedRanges() {
    String ranges = rows.server().getOrDefault(ALLOWED_RANGES, "");
    return ranges.isEmpty() ? List.of() : List.of(ranges.split(" ", -1));
  }

  /// What models of a connection have refused before.
  List<RefusedFeature> refused(String name) {
    return rows.refused().getOrDefault(name, List.of());
  }

  /// Remembers what a model has just refused. Where that cannot be stored it is found out again.
  void noteRefused(String name, RefusedFeature found) {
    try {
      database.write(handle -> {
        ConnectionRows.noteRefused(handle, name, found);
        return 0;
      });
    } catch (StorageFault e) {
      return;
    }
    reread();
  }
}
