package chat.parley.model;

import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.provider.ConnectionCheck;
import chat.parley.templates.StaticTemplates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection: its page, and what is done there.
final class ConnectionController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final ModelModule models;
  private final Connections connections;
  private final Layout layout;

  ConnectionController(ModelModule models, Layout layout) {
    this.models = models;
    this.connections = models.connections();
    this.layout = layout;
  }

  Response page(Request request) {
    ConnectionForm form = ConnectionForm.of(found(request));
    return page(request, 200, form, FormMessage.saved(request), null);
  }

  private Connection found(Request request) {
    return connections
        .find(request.part("connection"))
        .orElseThrow(() -> Problem.notFound("There is no such connection."));
  }

  Response change(Request request) throws InterruptedException {
    String name = found(request).name();
    return request.submit(
        form -> {
          Reach reach = Reach.of(request.person().role());
          models
              .editor()
              .change(
                  request.user(),
                  ConnectionDraft.of(form, name, reach, models.registry().egress(reach)));
          return saved(name, "connection");
        },
        (form, problem) -> refused(request, ConnectionForm.of(form).named(name), problem));
  }

  private static Response saved(String name, String what) {
    return new Response.SeeOther("/connections/" + name + "?saved=" + what);
  }

  /// Says in one sentence what works, or what is wrong.
  Response check(Request request) throws InterruptedException {
    Connection connection = found(request);
    return request.submit(
        form -> {
          models.editor().checkTrial(request.user(), connection);
          ConnectionCheck check = checked(connection, form.given("model"));
          return page(request, 200, ConnectionForm.of(connection), FormMessage.NONE, check);
        },
        (_, problem) -> refused(request, ConnectionForm.of(connection), problem));
  }

  private ConnectionCheck checked(Connection connection, Optional<String> model)
      throws InterruptedException {
    Optional<String> locked = models.locked(connection);
    return locked.isPresent()
        ? new ConnectionCheck(false, locked.get(), null, List.of(), List.of())
        : models.registry().check(connection, model);
  }

  /// Asks for everything again from now on.
  Response forgetRefused(Request request) throws InterruptedException {
    Connection connection = found(request);
    return request.submit(
        _ -> {
          models.editor().forgetRefused(request.user(), connection.name());
          return saved(connection.name(), "connection");
        },
        (_, problem) -> refused(request, ConnectionForm.of(connection), problem));
  }

  /// Which of its models are in the menu, and what is known of them.
  Response decide(Request request) throws InterruptedException {
    Connection connection = found(request);
    return request.submit(
        form -> {
          models.editor().decide(request.user(), connection.name(), decided(form));
          return saved(connection.name(), "models#models");
        },
        (_, problem) -> refused(request, ConnectionForm.of(connection), problem));
  }

  private static Map<String, ModelSettings> decided(Form form) {
    Map<String, ModelSettings> decided = new LinkedHashMap<>();
    for (int i = 0; form.given("model-" + i).isPresent(); i++) {
      decided.put(
          form.value("model-" + i),
          new ModelSettings(
              form.given("on-" + i).isPresent(),
              form.given("title-" + i).map(String::strip).orElse(null),
              window(form.value("window-" + i)),
              price(form.value("prompt-" + i)),
              price(form.value("completion-" + i))));
    }
    return decided;
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

  Response delete(Request request) throws InterruptedException {
    Connection connection = found(request);
    return request.submit(
        _ -> {
          models.editor().delete(request.user(), connection.name());
          return new Response.SeeOther("/connections");
        },
        (_, problem) -> refused(request, ConnectionForm.of(connection), problem));
  }

  private Response refused(Request request, ConnectionForm form, Problem problem) {
    return page(request, problem.code().status(), form, FormMessage.of(problem), null);
  }

  private Response page(
      Request request,
      int status,
      ConnectionForm form,
      FormMessage message,
      @Nullable ConnectionCheck check) {
    Connection connection = found(request);
    return new Response.Html(
        status,
        TEMPLATES.modelConnection(
            layout.page(request, connection.name() + " · Parley"),
            layout.assets(),
            models.state(connection),
            connections.mayChange(request.person(), connection),
            form,
            models.catalogue().listed(connection.name()),
            models.catalogue().models().stream()
                .map(ModelRef::of)
                .filter(model -> !model.provider().equals(connection.name()))
                .filter(model -> !model.isBuiltIn())
                .toList(),
            connections.refused(connection.name()),
            check,
            message));
  }
}
