package chat.parley.http;

import chat.parley.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether Parley is up, and the files that pages need: what there is without any feature.
public final class StatusRoutes implements Routes {
  private final StaticFiles files;
  private final Supplier<Optional<String>> trouble;
  private volatile boolean stopping;

  /// @param trouble what is the matter while pages are served all the same
  public StatusRoutes(StaticFiles files, Supplier<Optional<String>> trouble) {
    this.files = files;
    this.trouble = trouble;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/up", Permission.ANYONE, this::up)
        .get("/static/{version}/{name}", Permission.ANYONE, this::file)
        .get("/static/{version}/{folder}/{name}", Permission.ANYONE, this::file)
        .get("/static/{version}/{folder}/{sub}/{name}", Permission.ANYONE, this::file)
        .get("/static/{version}/{folder}/{sub}/{deep}/{name}", Permission.ANYONE, this::file);
  }

  /// Says to those who ask whether Parley is up that it is about to stop.
  public void stopping() {
    stopping = true;
  }

  private Response up(Request request) {
    return stopping
        ? new Response.PlainBody(503, "stopping\n")
        : new Response.PlainBody(200, "ok\n" + trouble.get().map(what -> what + "\n").orElse(""));
  }

  private Response file(Request request) {
    Map<String, String> path = request.path();
    String name =
        String.join(
            "/",
            List.of("folder", "sub", "deep", "name").stream()
                .map(part -> path.getOrDefault(part, ""))
                .filter(part -> !part.isEmpty())
                .toList());
    // A page from before an update that needs one more script gets today's, which it must not keep.
    boolean current = files.version().equals(path.getOrDefault("version", ""));
    return files
        .find(name)
        .<Response>map(file -> new Response.StaticFile(file, current))
        .orElseThrow(() -> Problem.notFound("There is no such file."));
  }
}
