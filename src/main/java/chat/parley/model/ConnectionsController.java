package chat.parley.model;

import chat.parley.egress.AddressRange;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.model.ConnectionSettings.Limit;
import chat.parley.model.ConnectionSettings.OfModel;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.page.Page;
import chat.parley.problem.Problem;
import chat.parley.provider.CircuitBreaker;
import chat.parley.provider.Connection;
import chat.parley.provider.ConnectionCheck;
import chat.parley.provider.Fault;
import chat.parley.provider.Model;
import chat.parley.provider.Protocol;
import chat.parley.provider.Provider;
import chat.parley.provider.Timeouts;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import chat.parley.user.Role;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which models answer: the connections, for those who look after them. A key that was entered
/// never comes back to a page.
public final class ConnectionsController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Connections connections;
  private final ProviderRegistry switchboard;
  private final ModelCatalogue providers;
  private final LocalServerOffers offers;
  private final Layout layout;
  private final Clock clock;

  public ConnectionsController(
      Connections connections,
      ProviderRegistry registry,
      ModelCatalogue catalogue,
      LocalServerOffers offers,
      Layout layout,
      Clock clock) {
    this.connections = connections;
    this.switchboard = registry;
    this.providers = catalogue;
    this.offers = offers;
    this.layout = layout;
    this.clock = clock;
  }

  public Response list(Request exchange) {
    return list(exchange, 200, ConnectionForm.EMPTY, saved(exchange));
  }

  private static FormMessage saved(Request exchange) {
    return exchange
        .query("saved")
        .map(what -> new FormMessage(what + "-saved", "Saved."))
        .orElse(FormMessage.NONE);
  }

  /// Adds one: by the form, or by a click on what was found.
  public Response add(Request exchange) {
    Form form = exchange.form();
    try {
      Connections.Entry entry = entry(exchange, form, form.value("name"));
      String name = connections.add(exchange.user(), entry);
      return new Response.SeeOther(
          form.value("to").equals("/") ? "/" : "/connections/" + name + "?saved=connection");
    } catch (Problem problem) {
      return refused(
          problem,
          notice -> list(exchange, problem.code().status(), ConnectionForm.of(form), notice));
    }
  }

  public Response one(Request exchange) {
    return one(exchange, 200, ConnectionForm.of(found(exchange)), saved(exchange), null);
  }

  public Response change(Request exchange) {
    Form form = exchange.form();
    String name = found(exchange).name();
    try {
      connections.change(exchange.user(), name, entry(exchange, form, name));
      return new Response.SeeOther("/connections/" + name + "?saved=connection");
    } catch (Problem problem) {
      return refused(
          problem,
          notice ->
              one(
                  exchange,
                  problem.code().status(),
                  ConnectionForm.of(form).named(name),
                  notice,
                  null));
    }
  }

  /// Says in one sentence what works, or what is wrong.
  public Response tryOut(Request exchange) throws InterruptedException {
    ConnectionSettings settings = found(exchange);
    try {
      connections.checkTrial(exchange.user(), settings);
    } catch (Problem problem) {
      return refused(
          problem,
          notice ->
              one(exchange, problem.code().status(), ConnectionForm.of(settings), notice, null));
    }
    Optional<Secrets.Opened> opened = connections.key(settings);
    Optional<String> trouble = opened.flatMap(Secrets.Opened::trouble);
    if (trouble.isPresent()) {
      return one(
          exchange,
          200,
          ConnectionForm.of(settings),
          FormMessage.NONE,
          new ConnectionView.Result(false, trouble.get(), List.of(), ""));
    }
    ConnectionCheck trial =
        switchboard.tryOut(
            new Connection(
                settings.name(),
                settings.protocol(),
                settings.url(),
                opened.flatMap(ConnectionsController::clear),
                switchboard.reach(settings.reach())),
            Optional.of(exchange.form().value("model")).filter(model -> !model.isBlank()),
            Timeouts.TRYING);
    Fault fault = trial.fault();
    return one(
        exchange,
        200,
        ConnectionForm.of(settings),
        FormMessage.NONE,
        new ConnectionView.Result(
            trial.works(),
            trial.sentence(),
            trial.findings(),
            fault == null ? "" : fault.detail()));
  }

  /// Asks for everything again from now on.
  public Response forget(Request exchange) {
    ConnectionSettings settings = found(exchange);
    try {
      connections.forgetOmissions(exchange.user(), settings.name());
      return new Response.SeeOther("/connections/" + settings.name() + "?saved=connection");
    } catch (Problem problem) {
      return refused(
          problem,
          notice ->
              one(exchange, problem.code().status(), ConnectionForm.of(settings), notice, null));
    }
  }

  private static Optional<String> clear(Secrets.Opened opened) {
    return opened instanceof Secrets.Opened.Clear(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /// Which of its models are in the menu, and what is known of them.
  public Response decide(Request exchange) {
    Form form = exchange.form();
    ConnectionSettings settings = found(exchange);
    try {
      Map<String, OfModel> decided = new LinkedHashMap<>();
      for (int i = 0; form.given("model-" + i).isPresent(); i++) {
        decided.put(
            form.value("model-" + i),
            new OfModel(
                form.given("on-" + i).isPresent(),
                form.given("title-" + i).map(String::strip).orElse(null),
                window(form.value("window-" + i)),
                price(form.value("prompt-" + i)),
                price(form.value("completion-" + i))));
      }
      connections.decide(exchange.user(), settings.name(), decided);
      return new Response.SeeOther("/connections/" + settings.name() + "?saved=models#models");
    } catch (Problem problem) {
      return refused(
          problem,
          notice ->
              one(exchange, problem.code().status(), ConnectionForm.of(settings), notice, null));
    }
  }

  private static @Nullable Integer window(String text) {
    if (text.isBlank()) {
      return null;
    }
    int tokens = Request.number(text.strip());
    if (tokens < 256 || tokens > 100_000_000) {
      throw Problem.invalid("A context window is a whole number of tokens, from 256 on.")
          .at("models-error");
    }
    return tokens;
  }

  private static @Nullable Double price(String text) {
    if (text.isBlank()) {
      return null;
    }
    try {
      double price = Double.parseDouble(text.strip().replace(',', '.'));
      if (price >= 0 && price < 1_000_000) {
        return price;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problem.invalid("A price is a number, like 0.15: what a million tokens cost.")
        .at("models-error");
  }

  public Response delete(Request exchange) {
    ConnectionSettings settings = found(exchange);
    try {
      connections.delete(exchange.user(), settings.name());
      return new Response.SeeOther("/connections");
    } catch (Problem problem) {
      return refused(
          problem,
          notice ->
              one(exchange, problem.code().status(), ConnectionForm.of(settings), notice, null));
    }
  }

  public Response setDefault(Request exchange) {
    String model = exchange.form().value("model").strip();
    boolean there =
        model.isEmpty()
            || model.equals(connections.defaultModel().orElse(""))
            || providers.models().stream()
                .anyMatch(one -> model.equals(one.provider() + "/" + one.name()));
    if (!there) {
      Problem refused =
          Problem.invalid("There is no such model: choose one from the list.").at("default-error");
      return list(exchange, refused.code().status(), ConnectionForm.EMPTY, FormMessage.of(refused));
    }
    connections.setDefaultModel(exchange.user(), model);
    return new Response.SeeOther("/connections?saved=default");
  }

  /// Where admins may connect to, beside public addresses: for the owner to say.
  public Response allow(Request exchange) {
    Form form = exchange.form();
    try {
      List<String> ranges = new ArrayList<>();
      for (String range : form.value("ranges").strip().split("[\\s,]+", -1)) {
        if (!range.isEmpty()) {
          checkRange(range);
          ranges.add(range);
        }
      }
      connections.allow(exchange.user(), ranges);
      return new Response.SeeOther("/connections?saved=ranges");
    } catch (Problem problem) {
      return refused(
          problem, notice -> list(exchange, problem.code().status(), ConnectionForm.EMPTY, notice));
    }
  }

  private static void checkRange(String range) {
    try {
      AddressRange.parse(range);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(
              "“%s” is no address or range: write it like 192.168.1.0/24.".formatted(range))
          .at("ranges-error");
    }
  }

  private Connections.Entry entry(Request exchange, Form form, String name) {
    Protocol protocol = ConnectionForm.protocol(form);
    String url = form.given("url").map(String::strip).orElse(protocol.usualUrl());
    String key = form.value("key").strip();
    Connection connection;
    Limit limit = exchange.person().role() == Role.OWNER ? Limit.ANYWHERE : Limit.PUBLIC;
    try {
      connection = new Connection("x", protocol, url, Optional.of(key), switchboard.reach(limit));
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(e.getMessage() + ".")
          .at(String.valueOf(e.getMessage()).startsWith("A key") ? "key-error" : "url-error");
    }
    connection
        .egress()
        .refusal(connection.baseUrl())
        .ifPresent(fault -> {
          throw Problem.invalid(fault.detail()).at("url-error");
        });
    return new Connections.Entry(
        name.isBlank()
            ? connections.free(exchange.person(), protocol.name().toLowerCase(Locale.ROOT))
            : name,
        protocol,
        connection.baseUrl(),
        key,
        !form.value("enabled").equals("off"),
        ConnectionForm.audience(form),
        Request.number(form.value("at-once")),
        form.value("fallback"),
        form.value("typed"));
  }

  private interface Shown {
    Response with(FormMessage notice);
  }

  private static Response refused(Problem problem, Shown page) {
    if (problem.place() == null) {
      throw problem;
    }
    return page.with(FormMessage.of(problem));
  }

  private ConnectionSettings found(Request exchange) {
    return connections
        .find(exchange.path().getOrDefault("connection", ""))
        .orElseThrow(() -> Problem.notFound("There is no such connection."));
  }

  private Response list(Request exchange, int status, ConnectionForm form, FormMessage notice) {
    Account me = exchange.person();
    List<ConnectionView.Line> lines = connections.all().stream().map(this::line).toList();
    List<String> fixed =
        providers.names().stream()
            .filter(name -> connections.find(name).isEmpty() && !name.equals(Provider.BUILT_IN))
            .toList();
    ConnectionsView view =
        new ConnectionsView(
            lines,
            fixed,
            offers.open(me),
            connections.defaultModel().orElse(""),
            providers.models().stream()
                .map(model -> model.provider() + "/" + model.name())
                .filter(model -> !model.startsWith(Provider.BUILT_IN + "/"))
                .toList(),
            me.role() == Role.OWNER && Page.Viewer.of(exchange).signedIn()
                ? String.join(" ", connections.allowedRanges())
                : null,
            form,
            notice);
    return new Response.Html(
        status,
        TEMPLATES.settingsConnections(
            layout.page(exchange, "Connections · Parley"), layout.assets(), view));
  }

  private ConnectionView.Line line(ConnectionSettings one) {
    return new ConnectionView.Line(
        one.name(), one.protocol().title(), one.url(), state(one), works(one));
  }

  private boolean works(ConnectionSettings one) {
    return one.enabled()
        && !providers.listed(one.name()).isEmpty()
        && switchboard
            .breaker(one.name())
            .filter(b -> b instanceof CircuitBreaker.Closed)
            .isPresent();
  }

  /// How it stands, in one sentence.
  private String state(ConnectionSettings one) {
    if (!one.enabled()) {
      return "Switched off";
    }
    Optional<String> locked = connections.key(one).flatMap(Secrets.Opened::trouble);
    if (locked.isPresent()) {
      return locked.get();
    }
    Optional<String> left =
        switchboard
            .breaker(one.name())
            .flatMap(breaker -> breaker.refusal(clock.instant()))
            .map(Fault::detail);
    if (left.isPresent()) {
      return left.get();
    }
    int models = providers.listed(one.name()).size();
    Optional<Fault> trouble = providers.trouble(one.name());
    if (trouble.filter(ConnectionsController::isOnlyUnlisted).isPresent()) {
      return one.typed().isEmpty()
          ? "Something answers, and lists no models: check the address, or enter their names"
          : String.format(Locale.ENGLISH, "Lists no models; %d entered by name", models);
    }
    return trouble
        .map(fault -> chat.parley.provider.FaultMessages.reason(fault.kind()))
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

  private Response one(
      Request exchange,
      int status,
      ConnectionForm form,
      FormMessage notice,
      ConnectionView.@Nullable Result result) {
    ConnectionSettings settings = found(exchange);
    List<ConnectionView.OfModel> models =
        providers.listed(settings.name()).stream().map(model -> ofModel(settings, model)).toList();
    List<String> others =
        providers.models().stream()
            .filter(model -> !model.provider().equals(settings.name()))
            .map(model -> model.provider() + "/" + model.name())
            .filter(model -> !model.startsWith(Provider.BUILT_IN + "/"))
            .toList();
    List<String> refused =
        connections.omissions(settings.name()).stream()
            .map(found -> found.model() + " " + found.feature().sentence() + ".")
            .toList();
    ConnectionView view =
        new ConnectionView(
            line(settings),
            connections.mayChange(exchange.person(), settings),
            form,
            models,
            others,
            refused,
            result,
            notice);
    return new Response.Html(
        status,
        TEMPLATES.settingsConnection(
            layout.page(exchange, settings.name() + " · Parley"), layout.assets(), view));
  }

  private static ConnectionView.OfModel ofModel(ConnectionSettings settings, Model model) {
    OfModel decided = settings.models().get(model.name());
    return new ConnectionView.OfModel(
        model.name(),
        decided == null || decided.enabled(),
        text(decided == null ? null : decided.title()),
        text(decided == null ? null : decided.contextWindow()),
        text(model.contextWindow()),
        text(decided == null ? null : decided.promptPrice()),
        text(decided == null ? null : decided.completionPrice()));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
