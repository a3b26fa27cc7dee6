package chat.parley.model;

import chat.parley.provider.CircuitBreaker;
import chat.parley.provider.Fault;
import chat.parley.provider.FaultMessages;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// A connection, and how it stands.
///
/// @param sentence how it stands, in one sentence
/// @param works whether it answers
public record ConnectionState(Connection connection, String sentence, boolean works) {

  /// @param locked why its key cannot be opened
  static ConnectionState of(
      Connection connection,
      Optional<String> locked,
      ModelCatalogue catalogue,
      Optional<CircuitBreaker> breaker,
      Instant now) {
    boolean works =
        connection.enabled()
            && !catalogue.listed(connection.name()).isEmpty()
            && breaker.filter(CircuitBreaker.Closed.class::isInstance).isPresent();
    String sentence =
        !connection.enabled()
            ? "Switched off"
            : locked
                .or(() -> breaker.flatMap(it -> it.refusal(now)).map(Fault::detail))
                .orElseGet(() -> listing(connection, catalogue));
    return new ConnectionState(connection, sentence, works);
  }

  private static String listing(Connection connection, ModelCatalogue catalogue) {
    int models = catalogue.listed(connection.name()).size();
    Optional<Fault> trouble = catalogue.trouble(connection.name());
    if (trouble.filter(ConnectionState::isOnlyUnlisted).isPresent()) {
      return connection.typed().isEmpty()
          ? "Something answers, and lists no models: check the address, or enter their names"
          : String.format(Locale.ENGLISH, "Lists no models; %d entered by name", models);
    }
    return trouble
        .map(fault -> FaultMessages.reason(fault.kind()))
        .orElse(
            switch (models) {
              case 0 -> "Lists no models";
              case 1 -> "Connected: 1 model";
              default -> "Connected: " + models + " models";
            });
  }

  /// Some servers answer, and do not list.
  private static boolean isOnlyUnlisted(Fault fault) {
    return switch (fault.kind()) {
      case WRONG_ADDRESS, UNKNOWN_MODEL, DECLINED -> true;
      default -> false;
    };
  }
}
