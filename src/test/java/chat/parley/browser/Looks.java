package chat.parley.browser;

import chat.parley.support.Nightly;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// A laptop by day and a phone by night; at night the other two as well.
final class Looks implements ArgumentsProvider {
  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return (Nightly.NOW ? Stream.of(Look.values()) : Stream.of(Look.WIDE_LIGHT, Look.NARROW_DARK))
        .map(Arguments::of);
  }
}
