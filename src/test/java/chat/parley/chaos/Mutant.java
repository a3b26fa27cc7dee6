package chat.parley.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// A copy of one source file in which a check is taken out. It is compiled into a directory that
/// stands before the true classes: the product has no switch for that.
///
/// @param original must stand in the source exactly once, or this is not the check that is meant
record Mutant(String source, String original, String replacement) {

  /// @return what to put before the class path
  Path compile(Path directory) throws IOException {
    Path copy = directory.resolve("sources").resolve(Path.of(source).getFileName());
    Path classes = Files.createDirectories(directory.resolve("classes"));
    Files.createDirectories(copy.getParent());
    Files.writeString(copy, mutated());
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
    List<String> options =
        List.of(
            "-proc:none",
            "-nowarn",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString(),
            copy.toString());
    int status = compiler.run(null, null, null, options.toArray(String[]::new));
    if (status != 0) {
      throw new AssertionError("the mutant of " + source + " does not compile");
    }
    return classes;
  }

  private String mutated() throws IOException {
    String text = Files.readString(Path.of(source), StandardCharsets.UTF_8);
    int first = text.indexOf(original);
    if (first < 0 || text.indexOf(original, first + 1) >= 0) {
      throw new AssertionError(source + " does not have exactly once: " + original);
    }
    return text.replace(original, replacement);
  }
}
