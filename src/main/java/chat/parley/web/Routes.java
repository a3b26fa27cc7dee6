package chat.parley.web;

import chat.parley.local.SecretLink;
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
final class Routes {
  private final PathMappings<Map<String, Route>> pages = new PathMappings<>();

  /// Answers the requests of one route.
  @FunctionalInterface
  interface Page {
    Reply answer(Exchange exchange) throws InterruptedException;
  }

  /// The pages that are only there where people sign in.
  record Doors(
      SignInPages signIn,
      SignOutPages signOut,
      OpenIdPages openId,
      ForgottenPages forgotten,
      Confirmations confirmations,
      PeoplePages people,
      LimitPages limits,
      LogPages log,
      Factors factors) {}

  /// The pages of second factors.
  record Factors(
      SecondStepPages step,
      FactorPages own,
      PasskeyPages passkey,
      OwnPasskeys ownPasskeys,
      RulePages rule) {}

  /// The pages of what is one's own.
  ///
  /// @param link in local mode
  record Own(
      SettingsPages settings, Export export, ErasurePages erasure, Optional<LinkPages> link) {}

  /// A route.
  ///
  /// @param events whether it answers with events, in which all that it has to say must stand
  record Route(Access access, boolean events, Page page) {}

  Routes(
      Pages pages,
      Letters letters,
      Streams streams,
      PlainStreams plainStreams,
      Chats chats,
      DocsController docs,
      Own own,
      ConnectionPages connections,
      UsePages use,
      Optional<Doors> doors) {
    at("/", get(Access.SIGNED_IN, chats::home));
    at("/up", get(Access.ANYONE, pages::up));
    at("/static/{version}/{name}", get(Access.ANYONE, pages::file));
    at("/static/{version}/{folder}/{name}", get(Access.ANYONE, pages::file));
    at("/static/{version}/{folder}/{sub}/{name}", get(Access.ANYONE, pages::file));
    at("/static/{version}/{folder}/{sub}/{deep}/{name}", get(Access.ANYONE, pages::file));
    at("/docs", get(Access.SIGNED_IN, docs::index));
    at("/docs/{page}", get(Access.SIGNED_IN, docs::page));
    at("/chats", get(Access.SIGNED_IN, chats::older));
    at("/messages", post(Access.SIGNED_IN, letters::begin));
    at("/chat/{id}", get(Access.SIGNED_IN, pages::chat));
    at("/chat/{id}/messages", post(Access.SIGNED_IN, letters::send));
    at("/chat/{id}/answers", post(Access.SIGNED_IN, letters::answer));
    at("/chat/{id}/cancellation", post(Access.SIGNED_IN, letters::stop));
    at("/chat/{id}/title", post(Access.SIGNED_IN, chats::rename));
    at("/chat/{id}/deletion", post(Access.SIGNED_IN, chats::delete));
    at("/chat/{id}/restoration", post(Access.SIGNED_IN, chats::restore));
    at("/chat/{id}/text/{message}", get(Access.SIGNED_IN, pages::text));
    at("/chat/{id}/growing/{message}", get(Access.SIGNED_IN, plainStreams::growing));
    at("/chat/{id}/updates", events(Access.SIGNED_IN, streams::updates));
    at("/sse/{id}", events(Access.SIGNED_IN, streams::stream));
    at("/connections", form(Access.STAFF, connections::list, connections::add));
    at("/connections/{connection}", form(Access.STAFF, connections::one, connections::change));
    at("/connections/{connection}/trial", post(Access.STAFF, connections::tryOut));
    at("/connections/{connection}/forgetting", post(Access.STAFF, connections::forget));
    at("/connections/{connection}/models", post(Access.STAFF, connections::decide));
    at("/connections/{connection}/deletion", post(Access.STAFF, connections::delete));
    at("/default-model", post(Access.STAFF, connections::setDefault));
    at("/allowed-addresses", post(Access.STAFF, connections::allow));
    at("/settings", get(Access.SIGNED_IN, own.settings()::page));
    at("/settings/chats", post(Access.SIGNED_IN, own.settings()::prefer));
    at("/settings/export", get(Access.SIGNED_IN, own.export()::download));
    at("/settings/chats/deletion", post(Access.SIGNED_IN, own.erasure()::chats));
    Page everything = own.erasure()::everything;
    at(
        "/settings/everything/deletion",
        post(
            Access.SIGNED_IN,
            doors.map(found -> found.confirmations().before(everything)).orElse(everything)));
    doors.ifPresent(found -> accounts(found, own.settings()));
    own.link().ifPresent(link -> at(SecretLink.PATH + "{secret}", get(Access.ANYONE, link::open)));
    at("/use", get(Access.SIGNED_IN, use::page));
    at("/use.csv", get(Access.SIGNED_IN, use::csv));
    doors.ifPresent(found -> oversight(found.limits(), found.log()));
  }

  private void oversight(LimitPages limits, LogPages log) {
    at("/limits", get(Access.STAFF, limits::list));
    at("/limits/{role}", post(Access.STAFF, limits::decideRole));
    at("/people/{person}/limits", form(Access.STAFF, limits::person, limits::decidePerson));
    at("/log", get(Access.STAFF, log::page));
  }

  /// What is only there where people sign in.
  private void accounts(Doors doors, SettingsPages settings) {
    SignInPages signIn = doors.signIn();
    OpenIdPages openId = doors.openId();
    PeoplePages people = doors.people();
    Confirmations sure = doors.confirmations();
    at("/sign-in", form(Access.ANYONE, signIn::page, signIn::enter));
    at("/sign-out", post(Access.SETTING_UP, doors.signOut()::leave));
    at("/sign-out/{provider}", get(Access.ANYONE, doors.signOut()::goOn));
    at("/set-up", form(Access.ANYONE, signIn::setUpPage, signIn::setUp));
    at("/sign-in/{provider}", get(Access.ANYONE, openId::leave));
    at("/sign-in/{provider}/return", form(Access.ANYONE, openId::arrive, openId::comeBack));
    at("/set-up/{provider}", post(Access.ANYONE, openId::setUp));
    at("/forgotten", form(Access.ANYONE, doors.forgotten()::page, doors.forgotten()::ask));
    at("/invitation/{token}", form(Access.ANYONE, signIn::invitation, signIn::join));
    at("/reset/{token}", form(Access.ANYONE, signIn::reset, signIn::choosePassword));
    at("/settings/name", post(Access.SIGNED_IN, settings::rename));
    at("/settings/password", post(Access.SIGNED_IN, settings::changePassword));
    at("/settings/sessions/deletion", post(Access.SIGNED_IN, sure.before(settings::endSessions)));
    at(
        "/settings/sessions/{session}/deletion",
        post(Access.SIGNED_IN, sure.before(settings::endSession)));
    at("/settings/identities/{provider}", post(Access.SIGNED_IN, sure.before(openId::link)));
    at("/settings/identities", post(Access.SIGNED_IN, sure.before(openId::unlink)));
    at("/settings/confirmation/{provider}", post(Access.SIGNED_IN, openId::confirm));
    factors(doors.factors());
    at("/second-factor-rule", post(Access.STAFF, sure.before(doors.factors().rule()::decide)));
    at("/people", get(Access.STAFF, people::list));
    at("/people/invitations", post(Access.STAFF, sure.before(people::invite)));
    at("/people/invitations/{invitation}/deletion", post(Access.STAFF, people::withdraw));
    at("/people/{person}/role", post(Access.STAFF, sure.before(people::changeRole)));
    at("/people/{person}/sessions/deletion", post(Access.STAFF, people::signOut));
    at("/people/{person}/disabling", post(Access.STAFF, people::disable));
    at("/people/{person}/enabling", post(Access.STAFF, people::enable));
    at("/people/{person}/reset", post(Access.STAFF, sure.before(people::reset)));
    at(
        "/people/{person}/second-factor/deletion",
        post(Access.STAFF, sure.before(people::removeFactors)));
  }

  private void factors(Factors factors) {
    FactorPages own = factors.own();
    at("/second-factor", form(Access.ANYONE, factors.step()::page, factors.step()::enter));
    at("/settings/second-factor", get(Access.SETTING_UP, own::page));
    at("/settings/second-factor/proof", post(Access.SETTING_UP, own::prove));
    at("/settings/second-factor/app", post(Access.SETTING_UP, own::prepareApp));
    at("/settings/second-factor/app/confirmation", post(Access.SETTING_UP, own::confirmApp));
    at("/settings/second-factor/app/deletion", post(Access.SETTING_UP, own::removeApp));
    at("/settings/second-factor/codes", post(Access.SETTING_UP, own::renewCodes));
    at("/passkey", post(Access.ANYONE, factors.passkey()::use));
    at("/passkey/challenge", post(Access.ANYONE, factors.passkey()::challenge));
    OwnPasskeys passkeys = factors.ownPasskeys();
    at("/settings/passkeys", post(Access.SETTING_UP, passkeys::add));
    at("/settings/passkeys/challenge", post(Access.SETTING_UP, passkeys::challenge));
    at("/settings/passkeys/{passkey}/name", post(Access.SETTING_UP, passkeys::rename));
    at("/settings/passkeys/{passkey}/deletion", post(Access.SETTING_UP, passkeys::remove));
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
  List<String> all() {
    return pages
        .streamResources()
        .flatMap(route ->
            route.getResource().keySet().stream()
                .map(method -> method + " " + route.getPathSpec().getDeclaration()))
        .sorted()
        .toList();
  }

  /// The routes that events come from, like `/sse/{id}`.
  Set<String> eventSources() {
    return pages
        .streamResources()
        .filter(route -> route.getResource().values().stream().anyMatch(Route::events))
        .map(route -> route.getPathSpec().getDeclaration())
        .collect(Collectors.toSet());
  }

  /// Who may ask for each route, by what {@link #all} calls it.
  Map<String, Access> access() {
    Map<String, Access> access = new TreeMap<>();
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

  private static Map<String, Route> get(Access access, Page page) {
    return Map.of("GET", new Route(access, false, page));
  }

  private static Map<String, Route> events(Access access, Page page) {
    return Map.of("GET", new Route(access, true, page));
  }

  private static Map<String, Route> post(Access access, Page page) {
    return Map.of("POST", new Route(access, false, page));
  }

  /// A page and the form on it.
  private static Map<String, Route> form(Access access, Page page, Page sent) {
    return Map.of("GET", new Route(access, false, page), "POST", new Route(access, false, sent));
  }
}
