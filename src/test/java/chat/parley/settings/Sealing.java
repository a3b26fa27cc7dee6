package chat.parley.settings;

import chat.parley.model.Secrets;
import chat.parley.model.Secrets.Sealed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A process of its own that seals one value in the data directory that it is given, as soon as it
/// is told to.
public final class Sealing {
  public static final String ROW = "connection/1/key";
  public static final String CLEAR = "sk-of-a-process";

  private Sealing() {}

  public static void main(String[] arguments) throws IOException {
    Secrets secrets = new Secrets(Path.of(arguments[0]), Optional.empty());
    System.out.println("ready");
    if (System.in.read() >= 0
        && secrets.seal(ROW, CLEAR) instanceof Sealed.SealedText(String text)) {
      System.out.println(text);
    }
  }
}
