package chat.parley.model;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.provider.Provider;
import chat.parley.user.CurrentUser;
import chat.parley.user.Role;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// Changes connections: for those who may, and on record.
final class ConnectionEditor {
  private final Database database;
  private final Connections connections;
  private final AuditLog audit;
  private final Clock clock;

  ConnectionEditor(Database database, Connections connections, AuditLog audit, Clock clock) {
    this.database = database;
    this.connections = connections;
    this.audit = audit;
    this.clock = clock;
  }

  /// Adds one.
  ///
  /// @return its name
  String add(CurrentUser by, ConnectionDraft draft) {
    String name = name(draft.connection().name());
    if (connections.isTaken(by.account(), name)) {
      throw connections.wasOwners(name)
          ? Problem.invalid("The owner had a connection of this name: take another one.")
              .at("name-error")
          : taken();
    }
    Connection added =
        draft.named(name, draft.key().isEmpty() ? null : connections.seal(name, draft.key()));
    int inserted =
        database.write(handle -> {
          if (!isOwner(by) && ConnectionRows.isOwners(handle, name)) {
            return 0;
          }
          if (ConnectionRows.insert(handle, added, clock.millis()) == 0) {
            return 0;
          }
          if (isOwner(by)) {
            ConnectionRows.keepForTheOwner(handle, name);
          }
          return record(handle, by, "added the connection", name);
        });
    connections.changed();
    if (inserted == 0) {
      throw taken();
    }
    return name;
  }

  private static Problem taken() {
    return Problem.invalid("There is a connection of this name already.").at("name-error");
  }

  private static boolean isOwner(CurrentUser by) {
    return by.role() == Role.OWNER;
  }

  private int record(Handle handle, CurrentUser by, String action, String subject) {
    return audit.write(handle, Actor.of(by), action, subject);
  }

  /// Changes one. Its key stays where no new one is given and the server is the same; where the
  /// server is another one, the key must not go there unless it is given again.
  void change(CurrentUser by, ConnectionDraft draft) {
    Connection entered = draft.connection();
    String name = entered.name();
    Connection before =
        connections.find(name).orElseThrow(() -> Problem.notFound("There is no such connection."));
    watched(by, "change", name, () -> check(by, before.reach()));
    boolean sameServer = before.url().equals(entered.url());
    if (!sameServer && before.sealedKey() != null && draft.key().isEmpty()) {
      throw Problem.invalid(
              "The address has changed: enter the key again, so that it does not go to another server unseen.")
          .at("key-error");
    }
    Connection changed =
        entered.with(
            draft.key().isEmpty() ? before.sealedKey() : connections.seal(name, draft.key()),
            sameServer ? before.reach() : entered.reach());
    write(
        by,
        name,
        "changed the connection",
        handle -> {
          ConnectionRows.update(handle, changed);
          if (!sameServer || before.protocol() != changed.protocol()) {
            ConnectionRows.forgetRefused(handle, name);
          }
          if (changed.reach() == Reach.ANYWHERE) {
            ConnectionRows.keepForTheOwner(handle, name);
          }
        });
  }

  /// Every change of a connection that is there passes here, whatever it changes: whose it is is
  /// looked at in the transaction that changes it.
  private void write(CurrentUser by, String name, String action, Consumer<Handle> change) {
    watched(
        by,
        "change",
        name,
        () ->
            database.write(handle -> {
              check(
                  by,
                  ConnectionRows.reach(handle, name)
                      .orElseThrow(() -> Problem.notFound("There is no such connection.")));
              change.accept(handle);
              return record(handle, by, action, name);
            }));
    connections.changed();
  }

  private void watched(CurrentUser by, String what, String name, Runnable work) {
    audit.recordRefusal(
        by,
        what + " the connection " + name,
        () -> {
          work.run();
          return name;
        });
  }

  /// What the owner set up is the owner's to change: whoever could put another server in its place,
  /// or behind it, would get what everybody writes to it.
  private static void check(CurrentUser by, Reach reach) {
    if (!isOwner(by) && reach == Reach.ANYWHERE) {
      throw Problem.refused(
              Code.INVALID, "The owner connected this, and the owner alone changes it.")
          .at("connection-error");
    }
  }

  /// Goes on only where somebody may try a connection, which is as good as to use its key.
  void checkTrial(CurrentUser by, Connection connection) {
    watched(by, "test", connection.name(), () -> check(by, connection.reach()));
  }

  /// Decides about the models of a connection.
  void decide(CurrentUser by, String name, Map<String, ModelSettings> models) {
    write(
        by,
        name,
        "changed the models of",
        handle ->
            models.forEach(
                (model, decided) -> ConnectionRows.decide(handle, name, model, decided)));
  }

  /// Forgets what the models of a connection have refused: they are asked for everything again.
  void forgetRefused(CurrentUser by, String name) {
    write(
        by,
        name,
        "forgot what was refused by the models of",
        handle -> ConnectionRows.forgetRefused(handle, name));
  }

  void delete(CurrentUser by, String name) {
    write(by, name, "deleted the connection", handle -> ConnectionRows.delete(handle, name));
  }

  /// For everybody; where an admin says it, for everybody but the owner.
  ///
  /// @param model `provider/model`, or empty for none
  void setDefaultModel(CurrentUser by, String model) {
    List<String> names =
        isOwner(by)
            ? List.of(Connections.DEFAULT_MODEL, Connections.OWNERS_DEFAULT_MODEL)
            : List.of(Connections.DEFAULT_MODEL);
    set(by, names, model, "made the default model");
  }

  /// @param ranges addresses and ranges, checked already
  void allow(CurrentUser by, List<String> ranges) {
    String all = String.join(" ", ranges);
    if (!isOwner(by)) {
      audit.refused(by, "allow admins to connect to " + all);
      throw Problem.refused(Code.NOT_FOUND, "There is nothing at this address.");
    }
    set(by, List.of(Connections.ALLOWED_RANGES), all, "allowed admins to connect to");
  }

  private void set(CurrentUser by, List<String> names, String value, String action) {
    database.write(handle -> {
      names.forEach(name -> ConnectionRows.set(handle, name, value.strip()));
      return record(handle, by, action, value.isBlank() ? "nothing" : value);
    });
    connections.changed();
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
}
