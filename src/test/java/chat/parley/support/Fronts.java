package chat.parley.support;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// The proxies that let a stream through: nginx, and at night HAProxy too.
public class Fronts implements ArgumentsProvider {
  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return Stream.of(Front.values())
        .filter(front -> Nightly.NOW || front != Front.HAPROXY)
        .filter(this::has)
        .map(Arguments::of);
  }

  boolean has(Front front) {
    return front != Front.NGINX_MADE_TO_BUFFER;
  }

  /// As they come, without any tuning.
  public static final class Plain extends Fronts {
    @Override
    boolean has(Front front) {
      return front == Front.NGINX_BY_DEFAULT || front == Front.HAPROXY;
    }
  }

  /// Those that keep a stream to themselves as well.
  public static final class All extends Fronts {
    @Override
    boolean has(Front front) {
      return true;
    }
  }
}
