package chat.parley.http;

import chat.parley.account.OidcController;
import chat.parley.account.PasskeySignInController;
import chat.parley.account.PasskeysController;
import chat.parley.account.PasswordResetController;
import chat.parley.account.PeopleController;
import chat.parley.account.Reauthentication;
import chat.parley.account.SecondFactorController;
import chat.parley.account.SecondFactorRuleController;
import chat.parley.account.SecondStepController;
import chat.parley.account.SignInController;
import chat.parley.account.SignOutController;
import chat.parley.audit.AuditController;
import chat.parley.chat.ChatController;
import chat.parley.chat.ChatListController;
import chat.parley.chat.MessagesController;
import chat.parley.chat.PlainController;
import chat.parley.chat.StreamsController;
import chat.parley.data.DeletionController;
import chat.parley.data.Export;
import chat.parley.docs.DocsController;
import chat.parley.local.LinkController;
import chat.parley.local.SecretLink;
import chat.parley.model.ConnectionsController;
import chat.parley.settings.SettingsController;
import chat.parley.usage.LimitsController;
import chat.parley.usage.UsageController;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.jspecify.annotations.Nullable;

/// The site map, a line a route.
public final class Router {
  private final PathMappings<Map<String, Route>> pages = new PathMappings<>();

  /// Answers the requests of one route.
  @FunctionalInterface
  public interface Page {
    Response answer(Request exchange) throws InterruptedException;
  }

  /// The pages that are only there where people sign in.
  public record Doors(
      SignInController signIn,
      SignOutController signOut,
      OidcController openId,
      PasswordResetController forgotten,
      Reauthentication confirmations,
      PeopleController people,
      LimitsController limits,
      AuditController log,
      Factors factors) {}

  /// The pages of second factors.
  public record Factors(
      SecondStepController step,
      SecondFactorController own,
      PasskeySignInController passkey,
      PasskeysController ownPasskeys,
      SecondFactorRuleController rule) {}

  /// The pages of what is one's own.
  ///
  /// @param link in local mode
  public record Own(
      SettingsController settings,
      Export export,
      DeletionController erasure,
      Optional<LinkController> link) {}

  /// A route.
  ///
  /// @param events whether it answers with events, in which all that it has to say must stand
  public record Route(Permission access, boolean events, Page page) {}

  public Router(
      ChatController pages,
      MessagesController letters,
      StreamsController streams,
      PlainController plainStreams,
      ChatListController chats,
      DocsController docs,
      Own own,
      ConnectionsController connections,
      UsageController use,
      Optional<Doors> doors) {
    at("/", get(Permission.SIGNED_IN, chats::home));
    at("/up", get(Permission.ANYONE, pages::up));
    at("/static/{version}/{name}", get(Permission.ANYONE, pages::file));
    at("/static/{version}/{folder}/{name}", get(Permission.ANYONE, pages::file));
    at("/static/{version}/{folder}/{sub}/{name}", get(Permission.ANYONE, pages::file));
    at("/static/{version}/{folder}/{sub}/{deep}/{name}", get(Permission.ANYONE, pages::file));
    at("/docs", get(Permission.SIGNED_IN, docs::index));
    at("/docs/{page}", get(Permission.SIGNED_IN, docs::page));
    at("/chats", get(Permission.SIGNED_IN, chats::older));
    at("/messages", post(Permission.SIGNED_IN, letters::begin));
    at("/chat/{id}", get(Permission.SIGNED_IN, pages::chat));
    at("/chat/{id}/messages", post(Permission.SIGNED_IN, letters::send));
    at("/chat/{id}/answers", post(Permission.SIGNED_IN, letters::answer));
    at("/chat/{id}/cancellation", post(Permission.SIGNED_IN, letters::stop));
    at("/chat/{id}/title", post(Permission.SIGNED_IN, chats::rename));
    at("/chat/{id}/deletion", post(Permission.SIGNED_IN, chats::delete));
    at("/chat/{id}/restoration", post(Permission.SIGNED_IN, chats::restore));
    at("/chat/{id}/text/{message}", get(Permission.SIGNED_IN, pages::text));
    at("/chat/{id}/growing/{message}", get(Permission.SIGNED_IN, plainStreams::growing));
    at("/chat/{id}/updates", events(Permission.SIGNED_IN, streams::updates));
    at("/sse/{id}", events(Permission.SIGNED_IN, streams::stream));
    at("/connections", form(Permission.STAFF, connections::list, connections::add));
    at("/connections/{connection}", form(Permission.STAFF, connections::one, connections::change));
    at("/connections/{connection}/trial", post(Permission.STAFF, connections::tryOut));
    at("/connections/{connection}/forgetting", post(Permission.STAFF, connections::forget));
    at("/connections/{connection}/models", post(Permission.STAFF, connections::decide));
    at("/connections/{connection}/deletion", post(Permission.STAFF, connections::delete));
    at("/default-model", post(Permission.STAFF, connections::setDefault));
    at("/allowed-addresses", post(Permission.STAFF, connections::allow));
    at("/settings", get(Permission.SIGNED_IN, own.settings()::page));
    at("/settings/chats", post(Permission.SIGNED_IN, own.settings()::prefer));
    at("/settings/export", get(Permission.SIGNED_IN, own.export()::download));
    at("/settings/chats/deletion", post(Permission.SIGNED_IN, own.erasure()::chats));
    Page everything = own.erasure()::everything;
    at(
        "/settings/everything/deletion",
        post(
            Permission.SIGNED_IN,
            doors.map(found -> found.confirmations().before(everything)).orElse(everything)));
    doors.ifPresent(found -> accounts(found, own.settings()));
    own.link()
        .ifPresent(link -> at(SecretLink.PATH + "{secret}", get(Permission.ANYONE, link::open)));
    at("/use", get(Permission.SIGNED_IN, use::page));
    at("/use.csv", get(Permission.SIGNED_IN, use::csv));
    doors.ifPresent(found -> oversight(found.limits(), found.log()));
  }

  private void oversight(LimitsController limits, AuditController log) {
    at("/limits", get(Permission.STAFF, limits::list));
    at("/limits/{role}", post(Permission.STAFF, limits::decideRole));
    at("/people/{person}/limits", form(Permission.STAFF, limits::person, limits::decidePerson));
    at("/log", get(Permission.STAFF, log::page));
  }

  /// What is only there where people sign in.
  private void accounts(Doors doors, SettingsController settings) {
    SignInController signIn = doors.signIn();
    OidcController openId = doors.openId();
    PeopleController people = doors.people();
    Reauthentication sure = doors.confirmations();
    at("/sign-in", form(Permission.ANYONE, signIn::page, signIn::enter));
    at("/sign-out", post(Permission.SETTING_UP, doors.signOut()::leave));
    at("/sign-out/{provider}", get(Permission.ANYONE, doors.signOut()::goOn));
    at("/set-up", form(Permission.ANYONE, signIn::setUpPage, signIn::setUp));
    at("/sign-in/{provider}", get(Permission.ANYONE, openId::leave));
    at("/sign-in/{provider}/return", form(Permission.ANYONE, openId::arrive, openId::comeBack));
    at("/set-up/{provider}", post(Permission.ANYONE, openId::setUp));
    at("/forgotten", form(Permission.ANYONE, doors.forgotten()::page, doors.forgotten()::ask));
    at("/invitation/{token}", form(Permission.ANYONE, signIn::invitation, signIn::join));
    at("/reset/{token}", form(Permission.ANYONE, signIn::reset, signIn::choosePassword));
    at("/settings/name", post(Permission.SIGNED_IN, settings::rename));
    at("/settings/password", post(Permission.SIGNED_IN, settings::changePassword));
    at(
        "/settings/sessions/deletion",
        post(Permission.SIGNED_IN, sure.before(settings::endSessions)));
    at(
        "/settings/sessions/{session}/deletion",
        post(Permission.SIGNED_IN, sure.before(settings::endSession)));
    at("/settings/identities/{provider}", post(Permission.SIGNED_IN, sure.before(openId::link)));
    at("/settings/identities", post(Permission.SIGNED_IN, sure.before(openId::unlink)));
    at("/settings/confirmation/{provider}", post(Permission.SIGNED_IN, openId::confirm));
    factors(doors.factors());
    at("/second-factor-rule", post(Permission.STAFF, sure.before(doors.factors().rule()::decide)));
    at("/people", get(Permission.STAFF, people::list));
    at("/people/invitations", post(Permission.STAFF, sure.before(people::invite)));
    at("/people/invitations/{invitation}/deletion", post(Permission.STAFF, people::withdraw));
    at("/people/{person}/role", post(Permission.STAFF, sure.before(people::changeRole)));
    at("/people/{person}/sessions/deletion", post(Permission.STAFF, people::signOut));
    at("/people/{person}/disabling", post(Permission.STAFF, people::disable));
    at("/people/{person}/enabling", post(Permission.STAFF, people::enable));
    at("/people/{person}/reset", post(Permission.STAFF, sure.before(people::reset)));
    at(
        "/people/{person}/second-factor/deletion",
        post(Permission.STAFF, sure.before(people::removeFactors)));
  }

  private void factors(Factors factors) {
    SecondFactorController own = factors.own();
    at("/second-factor", form(Permission.ANYONE, factors.step()::page, factors.step()::enter));
    at("/settings/second-factor", get(Permission.SETTING_UP, own::page));
    at("/settings/second-factor/proof", post(Permission.SETTING_UP, own::prove));
    at("/settings/second-factor/app", post(Permission.SETTING_UP, own::prepareApp));
    at("/settings/second-factor/app/confirmation", post(Permission.SETTING_UP, own::confirmApp));
    at("/settings/second-factor/app/deletion", post(Permission.SETTING_UP, own::removeApp));
    at("/settings/second-factor/codes", post(Permission.SETTING_UP, own::renewCodes));
    at("/passkey", post(Permission.ANYONE, factors.passkey()::use));
    at("/passkey/challenge", post(Permission.ANYONE, factors.passkey()::challenge));
    PasskeysController passkeys = factors.ownPasskeys();
    at("/settings/passkeys", post(Permission.SETTING_UP, passkeys::add));
    at("/settings/passkeys/challenge", post(Permission.SETTING_UP, passkeys::challenge));
    at("/settings/passkeys/{passkey}/name", post(Permission.SETTING_UP, passkeys::rename));
    at("/settings/passkeys/{passkey}/deletion", post(Permission.SETTING_UP, passkeys::remove));
  }

  /// What a path leads to.
  sealed interface Match {
    record Found(Route route, Map<String, String> parts) implements Match {}

    /// @param allowed the methods that there are, for the `Allow` header
    record WrongMethod(String allowed) implements Match {}

    record Nothing() implements Match {}
  }

  Match find(String method, String path) {
    MatchedResource<Map<String, Route>> matched = pages.getMatched(path);
    if (matched == null) {
      return new Match.Nothing();
    }
    Map<String, Route> methods = matched.getResource();
    @Nullable Route route = methods.get(method.equals("HEAD") ? "GET" : method);
    if (route == null) {
      List<String> allowed = new ArrayList<>(new TreeSet<>(methods.keySet()));
      if (allowed.contains("GET")) {
        allowed.add("HEAD");
      }
      return new Match.WrongMethod(String.join(", ", allowed));
    }
    UriTemplatePathSpec spec = (UriTemplatePathSpec) matched.getPathSpec();
    return new Match.Found(route, spec.getPathParams(path));
  }

  /// Every route, like `GET /chat/{id}`.
  public List<String> all() {
    return pages
        .streamResources()
        .flatMap(route ->
            route.getResource().keySet().stream()
                .map(method -> method + " " + route.getPathSpec().getDeclaration()))
        .sorted()
        .toList();
  }

  /// The routes that events come from, like `/sse/{id}`.
  public Set<String> eventSources() {
    return pages
        .streamResources()
        .filter(route -> route.getResource().values().stream().anyMatch(Route::events))
        .map(route -> route.getPathSpec().getDeclaration())
        .collect(Collectors.toSet());
  }

  /// Who may ask for each route, by what {@link #all} calls it.
  public Map<String, Permission> access() {
    Map<String, Permission> access = new TreeMap<>();
    pages
        .streamResources()
        .forEach(route ->
            route
                .getResource()
                .forEach((method, found) ->
                    access.put(
                        method + " " + route.getPathSpec().getDeclaration(), found.access())));
    return access;
  }

  private void at(String path, Map<String, Route> methods) {
    pages.put(new UriTemplatePathSpec(path), methods);
  }

  private static Map<String, Route> get(Permission access, Page page) {
    return Map.of("GET", new Route(access, false, page));
  }

  private static Map<String, Route> events(Permission access, Page page) {
    return Map.of("GET", new Route(access, true, page));
  }

  private static Map<String, Route> post(Permission access, Page page) {
    return Map.of("POST", new Route(access, false, page));
  }

  /// A page and the form on it.
  private static Map<String, Route> form(Permission access, Page page, Page sent) {
    return Map.of("GET", new Route(access, false, page), "POST", new Route(access, false, sent));
  }
}
