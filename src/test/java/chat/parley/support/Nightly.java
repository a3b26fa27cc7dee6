package chat.parley.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/// Left for the night, when `bin/test --nightly` runs everything. CONTRIBUTING.md lists what is,
/// and a test holds that list.
@Tag("nightly")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Nightly {
  /// Whether it is night: then there are more looks, proxies and seeds too.
  boolean NOW = Boolean.getBoolean("parley.nightly");

  /// Why it need not run with every push.
  String value();
}
