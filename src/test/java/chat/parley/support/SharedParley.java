package chat.parley.support;

import chat.parley.App;
import chat.parley.Auth;
import chat.parley.Config;
import chat.parley.egress.Egress;
import chat.parley.usage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Parley without the lock on its data directory, so that two processes can be at work on one
/// database. Only tests can start it so.
final class SharedParley {
  private SharedParley() {}

  public static void main(String[] arguments) throws InterruptedException {
    Config usual = TestApp.config(Path.of(arguments[0]));
    Config config =
        new Config(
            usual.host(),
            0,
            null,
            null,
            List.of(),
            usual.data(),
            Auth.LOCAL,
            null,
            null,
            Egress.DIRECT,
            null,
            arguments[1],
            null,
            usual.limits(),
            0,
            usual.contextWindow(),
            usual.titles(),
            usual.timeouts(),
            usual.drain(),
            true,
            null,
            List.of(),
            chat.parley.web.Bounds.USUAL,
            Storage.ANY);
    App app = App.start(config);
    System.out.println("Parley is ready at http://127.0.0.1:" + app.port() + " (shared)");
    new CountDownLatch(1).await();
  }
}
