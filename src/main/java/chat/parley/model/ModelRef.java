package chat.parley.model;

import chat.parley.provider.Model;
import chat.parley.provider.Provider;
import java.util.Optional;

/// Which model of which provider: `provider/name`, as forms, addresses and the database have it.
public record ModelRef(String provider, String name) {

  public static ModelRef of(Model model) {
    return new ModelRef(model.provider(), model.name());
  }

  /// Nothing where no provider is named.
  static Optional<ModelRef> parse(String text) {
    int slash = text.indexOf('/');
    return slash < 1
        ? Optional.empty()
        : Optional.of(new ModelRef(text.substring(0, slash), text.substring(slash + 1)));
  }

  /// Whether it is Guide.
  public boolean isBuiltIn() {
    return provider.equals(Provider.BUILT_IN);
  }

  @Override
  public String toString() {
    return provider + "/" + name;
  }
}
