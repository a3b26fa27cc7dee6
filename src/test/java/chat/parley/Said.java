package chat.parley;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// What `bin/parley` said, on both of its outputs, and with which code it ended.
record Said(int code, String words) {

  static Said parley(String... arguments) {
    StringWriter words = new StringWriter();
    PrintWriter both = new PrintWriter(words);
    try {
      return new Said(new Main(both, both).run(arguments), words.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
