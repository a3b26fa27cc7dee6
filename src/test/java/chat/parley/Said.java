package chat.parley;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// What `bin/parley` said, on both of its outputs, and with which code it ended.
record Said(int code, String words) {

  static Said parley(String... arguments) {
    StringWriter words = new StringWriter();
    CommandLine command = new CommandLine(new Main());
    command.setErr(new PrintWriter(words));
    command.setOut(new PrintWriter(words));
    return new Said(command.execute(arguments), words.toString());
  }
}
