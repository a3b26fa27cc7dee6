package chat.parley;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/// The house: which package may use which, and the few rules of style that a machine can see.
final class ArchitectureTest {
  /// Every package stands above all that it may use, so that there is no way round in a circle. The
  /// root package may use everything, and nothing may use it; everything may use `problem`.
  private static final String HOUSE =
      """
      data         | user database http page account conversation generation settings live model provider chat
      settings     | user database http page account model provider
      chat         | user http page markdown live conversation generation model usage provider
      docs         | user http page markdown provider
      generation   | user database conversation provider model usage live
      usage        | user database http page audit account model
      conversation | user database
      model        | user database http page audit account egress provider
      account      | user database pool http page audit egress account.oidc account.mail account.passkey
      account.oidc | egress
      account.mail | egress
      account.passkey |
      local        | user http page
      audit        | user database http page
      provider     | egress
      live         | markdown http
      page         | user http
      http         | user egress
      database     |
      markdown     | pool
      user         |
      egress       |
      pool         |
      problem      |
      """;

  private static final String ROOT = "chat.parley";

  private static final String TEMPLATES = ROOT + ".templates";

  private static final Map<String, Set<String>> MAY_USE = read(HOUSE);

  private static final JavaClasses PARLEY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final DescribedPredicate<JavaAccess<?>> READS_THE_CLOCK =
      DescribedPredicate.describe("read the wall clock", ArchitectureTest::readsTheClock);

  @Test
  void a_package_uses_only_what_its_row_allows() {
    var broken = new TreeSet<String>();
    for (JavaClass user : PARLEY) {
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        var used = dependency.getTargetClass().getBaseComponentType();
        if (isOurs(user) && isOurs(used) && !mayUse(room(user), room(used))) {
          broken.add(room(user) + " -> " + room(used) + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /// What jte makes of a template is a class in the folder of its room. Without the class of all
  /// templates, by which the rooms' code calls theirs.
  @Test
  void a_template_uses_only_what_the_row_of_its_room_allows() {
    var rooms = new TreeSet<String>();
    var broken = new TreeSet<String>();
    for (JavaClass user : PARLEY) {
      if (!user.getPackageName().startsWith(TEMPLATES + ".")) {
        continue;
      }
      rooms.add(room(user));
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        var used = dependency.getTargetClass().getBaseComponentType();
        if (used.getPackageName().startsWith(ROOT + ".") && !mayUse(room(user), room(used))) {
          broken.add(room(user) + " -> " + room(used) + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(rooms).contains("page", "chat").isSubsetOf(MAY_USE.keySet());
    assertThat(broken).isEmpty();
  }

  @Test
  void every_package_has_a_row_and_every_row_a_package() {
    var rooms =
        PARLEY.stream()
            .filter(ArchitectureTest::isOurs)
            .map(ArchitectureTest::room)
            .collect(toCollection(TreeSet::new));
    rooms.remove("");
    assertThat(rooms).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
  }

  @Test
  void a_row_allows_only_rows_below_it() {
    var below = new ArrayList<>(MAY_USE.keySet());
    MAY_USE.forEach((room, used) -> {
      below.remove(room);
      assertThat(below).as("below %s", room).containsAll(used);
    });
  }

  @Test
  void a_name_says_what_a_thing_is() {
    noClasses()
        .should()
        .haveNameMatching(
            ".*(Manager|Helper|Utils?|Service|Impl|Base|Data|Info|Repository|Dto|DTO|Mapper)(\\$.*)?")
        .because("these words name no thing of this field")
        .check(PARLEY);
  }

  @Test
  void only_the_root_reads_the_clock() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .accessTargetWhere(READS_THE_CLOCK)
        .because("App hands out a Clock, which tests can set")
        .check(PARLEY);
  }

  @Test
  void plain_blocking_code_stays_plain() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("reactor..")
                .or(resideInAPackage("io.reactivex.."))
                .or(resideInAPackage("org.reactivestreams.."))
                .or(assignableTo(CompletionStage.class))
                .or(belongTo(equivalentTo(Flow.class))))
        .because("every request, answer and stream has a virtual thread that may simply wait")
        .check(PARLEY);
  }

  @Test
  void an_exception_other_than_problem_stays_in_its_package() {
    var abroad =
        PARLEY.stream()
            .filter(user -> !room(user).isEmpty())
            .flatMap(user -> user.getDirectDependenciesFromSelf().stream())
            .filter(dependency -> isOurs(dependency.getTargetClass()))
            .filter(dependency -> dependency.getTargetClass().isAssignableTo(Throwable.class))
            .filter(dependency -> !room(dependency.getTargetClass()).equals("problem"))
            .filter(dependency ->
                !room(dependency.getOriginClass()).equals(room(dependency.getTargetClass())))
            .map(Dependency::getDescription);
    assertThat(abroad).as("what another package must know is a return type").isEmpty();
  }

  /// The patterns of Java try again and again where a text nearly fits, up to the square of its
  /// length and beyond. What reads text of others is written by hand, in one pass.
  @Test
  void no_pattern_tries_again_and_again_over_foreign_text() {
    var users = new TreeSet<String>();
    for (JavaClass user : PARLEY) {
      if (user.getAccessesFromSelf().stream().anyMatch(Patterns::isOne)) {
        users.add(room(user) + "." + outermost(user).getSimpleName());
      }
    }
    assertThat(Patterns.allowed()).containsAll(users);
  }

  private static JavaClass outermost(JavaClass inner) {
    return inner.getEnclosingClass().map(ArchitectureTest::outermost).orElse(inner);
  }

  private static boolean mayUse(String user, String used) {
    if (user.equals(used) || user.isEmpty()) {
      return true;
    }
    return used.equals("problem") || MAY_USE.getOrDefault(user, Set.of()).contains(used);
  }

  private static boolean isOurs(JavaClass some) {
    var name = some.getPackageName();
    // What jte makes of the templates has a rule of its own.
    return name.equals(ROOT) || (name.startsWith(ROOT + ".") && !name.startsWith(TEMPLATES));
  }

  /// The row that a class, or the class of a template, belongs to; nothing for the root itself. A
  /// room below a room has a row of its own.
  private static String room(JavaClass ours) {
    var name = ours.getPackageName().replace(TEMPLATES, ROOT);
    if (name.equals(ROOT)) {
      return "";
    }
    var room = name.substring(ROOT.length() + 1);
    return MAY_USE.containsKey(room) ? room : room.replaceFirst("\\..*", "");
  }

  private static boolean readsTheClock(JavaAccess<?> access) {
    var owner = access.getTargetOwner();
    var name = access.getName();
    if (owner.isEquivalentTo(System.class)) {
      return name.equals("currentTimeMillis");
    }
    if (owner.isEquivalentTo(Clock.class)) {
      return name.startsWith("system") || name.startsWith("tick");
    }
    var withoutClock =
        access.getTarget().getFullName().endsWith("()")
            || access.getTarget().getFullName().endsWith("(java.time.ZoneId)");
    return owner.getPackageName().equals("java.time") && name.equals("now") && withoutClock;
  }

  private static Map<String, Set<String>> read(String house) {
    var rows = new LinkedHashMap<String, Set<String>>();
    for (var line : house.lines().toList()) {
      var cells = List.of(line.split("\\|", -1));
      var used = cells.getLast().strip();
      rows.put(cells.getFirst().strip(), used.isEmpty() ? Set.of() : Set.of(used.split(" +")));
    }
    return rows;
  }
}
