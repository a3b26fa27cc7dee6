package chat.parley.chat;

import chat.parley.model.LocalServerOffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the home page says of models.
///
/// @param trouble why the connected model's server does not answer, or null
/// @param offers servers on this computer that can be connected with one click, for those who may
public record HomeView(@Nullable String trouble, List<LocalServerOffer> offers) {
  public HomeView {
    offers = List.copyOf(offers);
  }
}
