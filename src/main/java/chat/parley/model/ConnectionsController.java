package chat.parley.model;

import chat.parley.egress.AddressRange;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.provider.Provider;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.CurrentUser;
import chat.parley.user.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Which models answer: all connections, for those who look after them. A key that was entered
/// never comes back to a page.
final class ConnectionsController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final ModelModule models;
  private final Connections connections;
  private final Layout layout;

  ConnectionsController(ModelModule models, Layout layout) {
    this.models = models;
    this.connections = models.connections();
    this.layout = layout;
  }

  Response list(Request request) {
    return list(request, 200, ConnectionForm.EMPTY, FormMessage.saved(request));
  }

  /// Adds one: by the form, or by a click on what was found.
  Response add(Request request) throws InterruptedException {
    return request.submit(
        form -> {
          String name = models.editor().add(request.user(), draft(request.user(), form));
          return new Response.SeeOther(
              form.value("to").equals("/") ? "/" : "/connections/" + name + "?saved=connection");
        },
        (form, problem) ->
            list(
                request,
                problem.code().status(),
                ConnectionForm.of(form),
                FormMessage.of(problem)));
  }

  private ConnectionDraft draft(CurrentUser by, Form form) {
    String usual = ConnectionForm.protocol(form).name().toLowerCase(Locale.ROOT);
    Reach reach = Reach.of(by.account().role());
    return ConnectionDraft.of(
        form,
        form.given("name").orElseGet(() -> connections.free(by.account(), usual)),
        reach,
        models.registry().egress(reach));
  }

  Response setDefault(Request request) throws InterruptedException {
    return request.submit(
        form -> {
          String model = form.value("model").strip();
          if (!isThere(model)) {
            throw Problem.invalid("There is no such model: choose one from the list.")
                .at("default-error");
          }
          models.editor().setDefaultModel(request.user(), model);
          return new Response.SeeOther("/connections?saved=default");
        },
        (_, problem) -> again(request, problem));
  }

  private boolean isThere(String model) {
    return model.isEmpty()
        || model.equals(connections.defaultModel().orElse(""))
        || models.catalogue().models().stream()
            .anyMatch(one -> model.equals(ModelRef.of(one).toString()));
  }

  /// Where admins may connect to, beside public addresses: for the owner to say.
  Response allow(Request request) throws InterruptedException {
    return request.submit(
        form -> {
          List<String> ranges =
              Stream.of(form.value("ranges").strip().split("[\\s,]+", -1))
                  .filter(range -> !range.isEmpty())
                  .toList();
          ranges.forEach(ConnectionsController::checkRange);
          models.editor().allow(request.user(), ranges);
          return new Response.SeeOther("/connections?saved=ranges");
        },
        (_, problem) -> again(request, problem));
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

  private Response again(Request request, Problem problem) {
    return list(request, problem.code().status(), ConnectionForm.EMPTY, FormMessage.of(problem));
  }

  private Response list(Request request, int status, ConnectionForm form, FormMessage message) {
    CurrentUser user = request.user();
    boolean decides = user.account().role() == Role.OWNER && user.signedIn();
    return new Response.Html(
        status,
        TEMPLATES.modelConnections(
            layout.page(request, "Connections · Parley"),
            layout.assets(),
            connections.all().stream().map(models::state).toList(),
            models.catalogue().names().stream()
                .filter(name -> connections.find(name).isEmpty() && !name.equals(Provider.BUILT_IN))
                .toList(),
            models.offers().open(user.account()),
            models.catalogue().models().stream()
                .map(ModelRef::of)
                .filter(model -> !model.isBuiltIn())
                .toList(),
            connections.defaultModel().orElse(""),
            decides ? String.join(" ", connections.allowedRanges()) : null,
            form,
            message));
  }
}
