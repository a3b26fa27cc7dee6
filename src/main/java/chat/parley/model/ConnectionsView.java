package chat.parley.model;

import chat.parley.page.FormMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of all connections.
///
/// @param fixed those that come from the environment
/// @param offers servers on this computer that are not connected yet
/// @param defaultModel `provider/model`, or empty
/// @param models those that can be the default
/// @param ranges where admins may connect to; null where that is not for the one who looks to say
/// @param form of a new one
public record ConnectionsView(
    List<ConnectionView.Line> connections,
    List<String> fixed,
    List<LocalServerOffer> offers,
    String defaultModel,
    List<String> models,
    @Nullable String ranges,
    ConnectionForm form,
    FormMessage notice) {
  public ConnectionsView {
    connections = List.copyOf(connections);
    fixed = List.copyOf(fixed);
    offers = List.copyOf(offers);
    models = List.copyOf(models);
  }
}
