package chat.parley;

import chat.parley.audit.AuditRoutes;
import chat.parley.chat.ChatModule;
import chat.parley.chat.ChatPages;
import chat.parley.chat.Fragments;
import chat.parley.chat.MessageRenderer;
import chat.parley.chat.Sidebar;
import chat.parley.chat.StreamLimits;
import chat.parley.data.DataModule;
import chat.parley.docs.DocsRoutes;
import chat.parley.http.Origins;
import chat.parley.http.Router;
import chat.parley.http.Routes;
import chat.parley.http.StaticFiles;
import chat.parley.http.StatusRoutes;
import chat.parley.markdown.SourceNormaliser;
import chat.parley.page.Layout;
import chat.parley.settings.SettingsController;
import chat.parley.settings.SettingsRoutes;
import chat.parley.usage.MessageRateLimit;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;

/// The pages in front of the rooms: what each of them adds to the site map.
final class Pages implements AutoCloseable {
  final Router router = new Router();
  final ChatModule chats;
  final StatusRoutes status;
  private final Rooms rooms;
  private final Clock clock;
  private final StaticFiles files;
  private final Layout layout;

  Pages(Config config, Rooms rooms, Optional<LocalMode> local, StaticFiles files, Clock clock) {
    this.rooms = rooms;
    this.clock = clock;
    this.files = files;
    Sidebar sidebar = new Sidebar(rooms.conversations, clock);
    layout = new Layout(files, account -> sidebar.of(account, null), rooms.models::isConnected);
    Predicate<String> isOpen =
        session ->
            local
                .map(one -> one.isOpen(session))
                .orElseGet(() -> rooms.accounts.sessions().isOpen(session));
    StreamLimits streams = new StreamLimits(config.bounds(), config.timings().streams());
    chats = chats(sidebar, streams, isOpen);
    status = new StatusRoutes(files, rooms.usage.storage()::trouble);
    Origins origins = config.origins();
    SettingsController settings = rooms.settings.controller(layout, SourceNormaliser::normalise);
    router
        .add(status)
        .add(chats.routes())
        .add(new SettingsRoutes(settings))
        .add(data(settings, origins))
        .add(rooms.models.routes(layout))
        .add(rooms.usage.routes(rooms.accounts, layout))
        .add(new DocsRoutes(layout, rooms.markdown))
        .add(rooms.accounts.routes(layout, origins, settings::refused))
        .add(
            local
                .map(one -> one.routes(files, origins))
                .orElseGet(() -> new AuditRoutes(rooms.audit, layout, clock)));
  }

  /// @param isOpen whether a session goes on, or the link by which somebody came in is still the
  ///   secret
  private ChatModule chats(Sidebar sidebar, StreamLimits streams, Predicate<String> isOpen) {
    MessageRenderer renderer = new MessageRenderer(rooms.markdown, rooms.generation.channels());
    return new ChatModule(
        rooms.generation,
        new ChatPages(
            layout, sidebar, rooms.models, rooms.usage.quota(), new Fragments(renderer, files)),
        new MessageRateLimit(rooms.usage.quota()),
        streams,
        isOpen);
  }

  private Routes data(SettingsController settings, Origins origins) {
    return new DataModule(
            rooms.database, rooms.settings.settings(), rooms.accounts, rooms.generation, clock)
        .routes(settings, origins, rooms.accounts.confirmed(layout, origins));
  }

  /// Ends the streams.
  @Override
  public void close() {
    chats.close();
  }
}
