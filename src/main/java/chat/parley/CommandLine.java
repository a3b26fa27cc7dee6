package chat.parley;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.jspecify.annotations.Nullable;

/// What was said on the command line: a command, its flags, and perhaps a file.
final class CommandLine {
  private static final Option OVERWRITE =
      option(null, "overwrite", "Replaces FILE if it is there.");
  private static final Option NEW =
      option(null, "new", "Makes a new one; whoever came in by the old one is out.");
  private static final Option HELP = option("h", "help", "Shows this help.");
  private static final Option VERSION = option("V", "version", "Shows the version.");

  private final Command command;
  private final org.apache.commons.cli.CommandLine line;

  private CommandLine(Command command, org.apache.commons.cli.CommandLine line) {
    this.command = command;
    this.line = line;
  }

  /// What Parley can be asked to do.
  enum Command {
    SERVE(
        """
        A chat server for AI models that you run yourself.
        backup copies what is stored into one file, check looks whether a database is whole, and link prints the secret
        link that lets in who is not the user that runs Parley; recover lets in an owner who has lost the second factor;
        routes prints the site map.\
        """,
        "[backup | check | link | recover | routes]"),
    BACKUP(
        """
        Copies everything that is stored into one file, also while Parley runs.
        FILE is the backup, or a directory for it; else it is parley-DATE-TIME.db in this directory.\
        """,
        "[FILE]"),
    CHECK(
        """
        Looks whether a database is whole, also while Parley runs, and changes nothing.
        FILE is a database, a backup, or a directory; else it is the data directory.
        The exit code is 0 when it is whole, and 1 when it is not or could not be read.\
        """,
        "[FILE]"),
    LINK(
        """
        Prints the secret link of the Parley that runs on the data directory, for browsers that it does not know as yours:
        those of other users of this computer, or behind a proxy. It stays good until there is a new one.\
        """,
        ""),
    RECOVER(
        """
        Removes the second factor of the owner, or of who signs in with EMAIL, while Parley does not run: for somebody who
        has lost it and the recovery codes, and whom nobody else can help. The password stays.\
        """,
        "[EMAIL]"),
    ROUTES(
        """
        Prints the site map: every address, and who may ask for it. It starts a Parley of its own for that, with nothing
        in it, and stops it again.\
        """,
        "");

    private final String description;
    private final String rest;

    Command(String description, String rest) {
      this.description = description;
      this.rest = rest;
    }

    private String title() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Options options() {
      Options options = new Options();
      for (Flag flag : Flag.values()) {
        if (this == SERVE || flag == (this == ROUTES ? Flag.AUTH : Flag.DATA)) {
          options.addOption(option(flag));
        }
      }
      if (this == BACKUP) {
        options.addOption(OVERWRITE);
      }
      if (this == LINK) {
        options.addOption(NEW);
      }
      return options.addOption(HELP).addOption(VERSION);
    }
  }

  /// @throws ParseException when they make no sense, with a sentence that says why
  static CommandLine parse(String... arguments) throws ParseException {
    Options all = Command.SERVE.options().addOption(OVERWRITE).addOption(NEW);
    org.apache.commons.cli.CommandLine line = parse(all, arguments);
    List<String> rest = line.getArgList();
    Command command = rest.isEmpty() ? Command.SERVE : command(rest.getFirst());
    int most = command == Command.LINK || command == Command.ROUTES ? 1 : 2;
    if (rest.size() > most) {
      throw new ParseException("There is no use for \"" + rest.get(most) + "\"");
    }
    Options own = command.options();
    for (Option option : line.getOptions()) {
      if (!own.hasLongOption(option.getLongOpt())) {
        throw new ParseException(
            "--" + option.getLongOpt() + " does not go with " + command.title());
      }
    }
    return new CommandLine(command, line);
  }

  private static org.apache.commons.cli.CommandLine parse(Options options, String... arguments)
      throws ParseException {
    try {
      return DefaultParser.builder().setAllowPartialMatching(false).get().parse(options, arguments);
    } catch (MissingArgumentException e) {
      throw new ParseException("--" + e.getOption().getLongOpt() + " needs a value");
    }
  }

  private static Command command(String name) throws ParseException {
    return Arrays.stream(Command.values())
        .filter(command -> command != Command.SERVE && command.title().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new ParseException(
                "There is no command \""
                    + name
                    + "\". There are backup, check, link, recover and routes"));
  }

  Command command() {
    return command;
  }

  Flags flags() {
    return new Flags(flag -> line.getOptionValue(flag.title()), System::getenv);
  }

  /// What the command is about, if that was said.
  @Nullable Path file() {
    List<String> rest = line.getArgList();
    return rest.size() < 2 ? null : Path.of(rest.get(1));
  }

  /// Whom the command is about, if that was said.
  @Nullable String subject() {
    List<String> rest = line.getArgList();
    return rest.size() < 2 ? null : rest.get(1);
  }

  boolean overwrite() {
    return line.hasOption(OVERWRITE);
  }

  boolean asksForNew() {
    return line.hasOption(NEW);
  }

  boolean asksForVersion() {
    return line.hasOption(VERSION);
  }

  boolean asksForHelp() {
    return line.hasOption(HELP);
  }

  /// Says how the command is used.
  void help(PrintWriter out) {
    String name = command == Command.SERVE ? "bin/parley" : "bin/parley " + command.title();
    out.println("Usage: " + name + " [flags] " + command.rest);
    out.println();
    out.println(command.description);
    for (Option option : command.options().getOptions()) {
      String letter = option.getOpt() == null ? "" : "-" + option.getOpt() + ", ";
      String argument = option.hasArg() ? " " + option.getArgName() : "";
      out.println();
      out.println("  " + letter + "--" + option.getLongOpt() + argument);
      out.println("      " + option.getDescription());
    }
    out.flush();
  }

  private static Option option(Flag flag) {
    return Option.builder()
        .longOpt(flag.title())
        .hasArg()
        .argName(flag.argument())
        .desc(flag.description())
        .get();
  }

  private static Option option(@Nullable String letter, String name, String description) {
    return Option.builder(letter).longOpt(name).desc(description).get();
  }
}
