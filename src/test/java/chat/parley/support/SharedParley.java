package chat.parley.support;

import chat.parley.App;
import chat.parley.Config;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// Parley without the lock on its data directory, so that two processes can be at work on one
/// database. Only tests can start it so.
final class SharedParley {
  private SharedParley() {}

  public static void main(String[] arguments) throws InterruptedException {
    Config config =
        TestApp.config(Path.of(arguments[0]))
            .with(shared -> {
              shared.baseUrl = arguments[1];
              shared.sharedData = true;
            });
    App app = App.start(config);
    System.out.println("Parley is ready at http://127.0.0.1:" + app.port() + " (shared)");
    new CountDownLatch(1).await();
  }
}
