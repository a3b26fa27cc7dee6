package chat.parley.usage;

import chat.parley.page.FormMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pages of limits: of the roles, or of one person.
///
/// @param person whose limits they are; null for those of the roles
/// @param forms one for each that the one who looks may decide about
/// @param exceptions people with limits of their own
public record LimitsView(
    @Nullable String person, List<Form> forms, List<Exempt> exceptions, FormMessage notice) {
  public LimitsView {
    forms = List.copyOf(forms);
    exceptions = List.copyOf(exceptions);
  }

  /// @param id begins the ids of its fields
  /// @param title whose it is
  /// @param action where it posts
  public record Form(String id, String title, String action, List<Field> fields) {
    public Form {
      fields = List.copyOf(fields);
    }
  }

  /// @param value as it was entered
  /// @param usual what holds where it is empty
  public record Field(String name, String label, String value, String usual) {}

  public record Exempt(String id, String name) {}
}
