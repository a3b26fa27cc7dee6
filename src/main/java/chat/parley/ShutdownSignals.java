package chat.parley;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/// What the system asks of the program: `kill` and Ctrl-C.
///
/// Java's own answer to them ends with another exit code than 0 and does not hear a second one. The
/// class that can do more, `sun.misc.Signal`, is in the module jdk.unsupported; it is called by its
/// name, since the compiler warns of it in a way that nothing silences.
final class ShutdownSignals {
  private static final List<String> END = List.of("TERM", "INT");

  private ShutdownSignals() {}

  /// Runs an action each time that the program is asked to end, on a thread of its own.
  static void onEnd(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object running =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, called, arguments) -> answer(proxy, called, arguments, action));
      Method handle = signal.getMethod("handle", signal, handler);
      for (String name : END) {
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), running);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This JVM has no jdk.unsupported module", e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a handler is equal to itself alone
  private static Object answer(Object proxy, Method called, Object[] arguments, Runnable action) {
    return switch (called.getName()) {
      case "handle" -> {
        action.run();
        yield proxy;
      }
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      default -> "the end of Parley";
    };
  }
}
