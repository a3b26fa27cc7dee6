package chat.parley;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// That the house can be read: names that are said once, files and constructors of a size that fits
/// into a head, and a drawing that is true.
final class HouseTest {
  private static final Path SOURCES = Path.of("src/main/java");

  private static final int LONGEST_FILE = 250;

  private static final int MOST_PARAMETERS = 5;

  private static final List<JavaClass> HOUSE =
      new ClassFileImporter()
              .withImportOption(new ImportOption.DoNotIncludeTests())
              .importPackages("chat.parley")
              .stream()
              .filter(one -> !one.getPackageName().startsWith("chat.parley.templates"))
              .filter(one -> !one.isAnonymousClass() && !one.isLocalClass())
              .filter(one -> !one.getSimpleName().equals("package-info"))
              .toList();

  @Test
  void no_name_stands_twice() {
    var twice = new TreeMap<String, TreeSet<String>>();
    HOUSE.stream()
        .collect(groupingBy(JavaClass::getSimpleName))
        .forEach((name, classes) -> {
          if (classes.size() > 1) {
            twice.put(
                name, classes.stream().map(JavaClass::getName).collect(toCollection(TreeSet::new)));
          }
        });
    assertThat(twice).isEmpty();
  }

  @Test
  void no_file_is_longer_than_a_few_screens() throws IOException {
    var longer = new TreeMap<String, Integer>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        int lines = Files.readAllLines(file).size();
        if (lines > LONGEST_FILE) {
          longer.put(SOURCES.relativize(file).toString(), lines);
        }
      }
    }
    assertThat(longer).isEmpty();
  }

  /// A record has as many parts as what it stands for; what has behaviour gets by with few.
  @Test
  void no_constructor_wants_more_than_a_handful() {
    var wanting = new TreeSet<String>();
    for (JavaClass one : HOUSE) {
      if (one.isRecord() || one.isEnum()) {
        continue;
      }
      one.getConstructors().stream()
          .filter(made -> !made.getModifiers().contains(JavaModifier.SYNTHETIC))
          .filter(made -> !made.getModifiers().contains(JavaModifier.PRIVATE))
          .filter(made -> made.getParameters().size() > MOST_PARAMETERS)
          .forEach(made -> wanting.add(one.getName() + " " + made.getParameters().size()));
    }
    assertThat(wanting).isEmpty();
  }

  /// The class diagram in ARCHITECTURE.md: `A --> B` where A uses B, `A <|.. B` where B is an A.
  @Test
  void the_class_diagram_is_true() throws IOException {
    var drawing =
        Files.readAllLines(Path.of("ARCHITECTURE.md")).stream()
            .dropWhile(line -> !line.equals("classDiagram"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("```"))
            .map(String::strip)
            .filter(line -> line.contains("--") || line.contains("<|.."))
            .toList();
    var wrong = new TreeSet<String>();
    for (String line : drawing) {
      String[] words = line.split(" +", 4);
      Set<JavaClass> left = named(words[0]);
      Set<JavaClass> right = named(words[2]);
      boolean isTrue =
          switch (words[1]) {
            case "-->" ->
                left.stream().anyMatch(user -> right.stream().anyMatch(used -> uses(user, used)));
            case "<|.." ->
                right.stream()
                    .anyMatch(
                        one -> left.stream().anyMatch(type -> one.isAssignableTo(type.getName())));
            default -> false;
          };
      if (!isTrue) {
        wrong.add(line);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(drawing).hasSizeGreaterThan(30);
  }

  private static Set<JavaClass> named(String name) {
    return HOUSE.stream()
        .filter(one -> one.getSimpleName().equals(name))
        .collect(toCollection(java.util.LinkedHashSet::new));
  }

  private static boolean uses(JavaClass user, JavaClass used) {
    return HOUSE.stream()
        .filter(one -> one.equals(user) || one.getName().startsWith(user.getName() + "$"))
        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .anyMatch(
            target -> target.equals(used) || target.getName().startsWith(used.getName() + "$"));
  }
}
