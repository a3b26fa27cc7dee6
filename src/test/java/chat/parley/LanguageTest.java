package chat.parley;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Nothing depends on the language of the computer that Parley runs on.
class LanguageTest {
  private static final JavaClasses PARLEY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("chat.parley");

  /// Methods that ask the computer for its language, unless they are given a `Locale`.
  private static final Set<String> METHODS =
      Set.of(
          "toLowerCase",
          "toUpperCase",
          "format",
          "printf",
          "ofPattern",
          "ofLocalizedDate",
          "ofLocalizedTime",
          "ofLocalizedDateTime",
          "getInstance",
          "getIntegerInstance",
          "getNumberInstance",
          "getCurrencyInstance",
          "getPercentInstance",
          "getCompactNumberInstance",
          "<init>");

  private static final List<Class<?>> CLASSES =
      List.of(
          String.class,
          PrintStream.class,
          PrintWriter.class,
          Formatter.class,
          DateTimeFormatter.class,
          NumberFormat.class,
          java.text.SimpleDateFormat.class,
          java.text.DecimalFormat.class,
          java.text.MessageFormat.class,
          java.text.Collator.class,
          java.text.BreakIterator.class,
          java.util.Scanner.class);

  private static final String LITERAL =
      "(?:\"\"\".*?\"\"\"|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\")";

  private static final Pattern FORMATTED =
      Pattern.compile("(?s)" + LITERAL + "(?:\\s*\\+\\s*" + LITERAL + ")*+\\s*\\.formatted\\(");

  private static final Pattern NUMBER =
      Pattern.compile("%(?:\\d+\\$)?[-#+ 0,(]*\\d*(?:\\.\\d+)?[dfeEgGxXoaAtTSBC]");

  @Test
  void what_takes_a_locale_gets_one() {
    noClasses()
        .should()
        .accessTargetWhere(
            DescribedPredicate.<JavaAccess<?>>describe(
                "ask the computer for its language", LanguageTest::asksForTheLanguage))
        .because("machines read Locale.ROOT, and people English")
        .check(PARLEY);
  }

  private static boolean asksForTheLanguage(JavaAccess<?> access) {
    if (!(access instanceof com.tngtech.archunit.core.domain.JavaCodeUnitAccess<?> call)) {
      return false;
    }
    JavaClass owner = call.getTargetOwner();
    List<JavaClass> parameters = call.getTarget().getRawParameterTypes();
    boolean plainString =
        owner.isEquivalentTo(String.class) && call.getTarget().getName().equals("<init>");
    boolean formats =
        (owner.isEquivalentTo(PrintStream.class) || owner.isEquivalentTo(PrintWriter.class))
            && call.getTarget().getName().equals("<init>");
    boolean ofTime =
        owner.isEquivalentTo(DateTimeFormatter.class)
            && call.getTarget().getName().equals("format");
    return CLASSES.stream().anyMatch(owner::isEquivalentTo)
        && METHODS.contains(call.getTarget().getName())
        && !plainString
        && !formats
        && !ofTime
        && parameters.stream().noneMatch(one -> one.isEquivalentTo(Locale.class));
  }

  /// A string's own `formatted` takes no locale: with numbers it writes the digits and the marks of
  /// the computer's language.
  @Test
  void numbers_are_not_put_into_text_by_formatted() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      for (Path file : files.filter(LanguageTest::isSource).toList()) {
        found.addAll(
            formatted(Files.readString(file)).stream().map(one -> file + ": " + one).toList());
      }
    }
    assertThat(found).as("use String.format(Locale.ENGLISH, ...)").isEmpty();
  }

  private static List<String> formatted(String source) {
    return FORMATTED
        .matcher(source)
        .results()
        .map(match -> match.group())
        .filter(text -> NUMBER.matcher(text.replace("%%", "")).find())
        .toList();
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java") || file.toString().endsWith(".jte");
  }

  @Test
  void the_rule_sees_what_it_is_for() {
    assertThat(formatted("x = \"%d s\".formatted(1);")).hasSize(1);
    assertThat(formatted("x = \"a \" + \"%,d\"\n    .formatted(1);")).hasSize(1);
    assertThat(formatted("x = \"\"\"\n a %.1f \"b\" \n\"\"\".formatted(1);")).hasSize(1);
    assertThat(formatted("x = \"100 %% %s\".formatted(1); y = \"%d\"")).isEmpty();
  }
}
