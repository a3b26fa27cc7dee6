package chat.parley.model;

import chat.parley.problem.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Names of models that a person enters, one a line, for a server that does not list them.
final class TypedModels {
  static final int MOST = 200;
  static final int LONGEST = 200;

  private TypedModels() {}

  /// @throws Problem where they are too many, or one is none
  static List<String> read(String written) {
    Set<String> names = new LinkedHashSet<>();
    for (String line : written.lines().limit(10L * MOST).toList()) {
      String name = line.strip();
      if (name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
        throw Problem.invalid("A model’s name has up to " + LONGEST + " characters, on one line.")
            .at("typed-error");
      }
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    if (names.size() > MOST) {
      throw Problem.invalid("At most " + MOST + " models can be entered by name.")
          .at("typed-error");
    }
    return List.copyOf(names);
  }
}
