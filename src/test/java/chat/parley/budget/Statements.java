package chat.parley.budget;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The SQL statements of what is started while this is open, as the driver sees them: it stands in
/// the driver's place.
final class Statements implements AutoCloseable {
  private final Driver driver;
  private final Counting counting;
  private final Queue<Run> runs = new ConcurrentLinkedQueue<>();

  private Statements(Driver driver) {
    this.driver = driver;
    this.counting = new Counting(driver, runs);
  }

  /// Work that the clock begins, however little happens: looking whose turn it is, renewing leases,
  /// finding what was left behind.
  private static final Set<String> BY_THE_CLOCK =
      Set.of(
          "Queue.claim select",
          "QueuePlaces.all select",
          "Queue.renew update",
          "Recovery.leases select");

  /// One statement that was run.
  ///
  /// @param who class and method of the work that it is a part of; empty for what a database thread
  ///   does by itself
  record Run(String who, String sql) {
    private boolean counts() {
      return !who.isEmpty() && !BY_THE_CLOCK.contains(who + " " + sql.split(" ", 2)[0]);
    }
  }

  static Statements watch() throws SQLException {
    Statements watched = new Statements(DriverManager.getDriver("jdbc:sqlite:"));
    DriverManager.deregisterDriver(watched.driver);
    DriverManager.registerDriver(watched.counting);
    return watched;
  }

  /// What was run since it was last asked, without what the clock and the database's threads began.
  List<Run> take() {
    List<Run> taken = new ArrayList<>();
    for (Run run = runs.poll(); run != null; run = runs.poll()) {
      if (run.counts()) {
        taken.add(run);
      }
    }
    return taken;
  }

  @Override
  public void close() throws SQLException {
    DriverManager.deregisterDriver(counting);
    DriverManager.registerDriver(driver);
  }

  private record Counting(Driver driver, Queue<Run> runs) implements Driver {
    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
      Connection connection = driver.connect(url, info);
      return connection == null ? null : watched(Connection.class, connection, this::ofConnection);
    }

    private @Nullable Object ofConnection(Object connection, Method method, @Nullable Object[] with)
        throws Throwable {
      Object result = call(connection, method, with);
      return switch (result) {
        case PreparedStatement statement ->
            watched(
                PreparedStatement.class,
                statement,
                (real, what, how) -> run(real, what, how, String.valueOf(with[0])));
        case Statement statement ->
            watched(
                Statement.class,
                statement,
                (real, what, how) ->
                    run(real, what, how, how.length == 0 ? "" : String.valueOf(how[0])));
        case null, default -> result;
      };
    }

    private @Nullable Object run(
        Object statement, Method method, @Nullable Object[] with, String sql) throws Throwable {
      if (method.getName().startsWith("execute")) {
        runs.add(new Run(who(), sql.strip().replaceAll("\\s+", " ")));
      }
      return call(statement, method, with);
    }

    /// The frame that the database's thread has called.
    private static String who() {
      return StackWalker.getInstance()
          .walk(frames ->
              frames
                  .filter(frame -> frame.getClassName().startsWith("chat.parley."))
                  .filter(frame -> !frame.getClassName().startsWith("chat.parley.budget."))
                  .takeWhile(frame -> !frame.getClassName().endsWith(".database.Task"))
                  .reduce((_, last) -> last))
          .filter(frame -> !frame.getClassName().startsWith("chat.parley.database."))
          .map(frame ->
              frame.getClassName().replaceFirst(".*\\.", "")
                  + "."
                  + frame.getMethodName().replaceFirst("lambda\\$(\\w+)\\$\\d+", "$1"))
          .orElse("");
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
      return driver.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
      return driver.getPropertyInfo(url, info);
    }

    @Override
    public int getMajorVersion() {
      return driver.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
      return driver.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
      return driver.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }
  }

  private interface Call {
    @Nullable Object on(Object real, Method method, @Nullable Object[] with) throws Throwable;
  }

  private static <T> T watched(Class<T> type, T real, Call call) {
    InvocationHandler handler =
        (_, method, with) -> call.on(real, method, with == null ? new Object[0] : with);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Object real, Method method, @Nullable Object[] with)
      throws Throwable {
    try {
      return method.invoke(real, with);
    } catch (InvocationTargetException e) {
      throw Optional.ofNullable(e.getCause()).orElse(e);
    }
  }
}
