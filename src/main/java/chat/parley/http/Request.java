package chat.parley.http;

import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/// One request on its way to its answer.
public final class Request {
  /// Named, and not with the weight 0, which means "not this".
  private static final Pattern GZIP =
      Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))");

  private final org.eclipse.jetty.server.Request request;
  private final org.eclipse.jetty.server.Response response;
  private final Callback callback;
  private final ForwardedHeaders.Origin origin;

  private @Nullable CurrentUser caller;
  private Map<String, String> path = Map.of();
  private RequestBody body = RequestBody.NONE;
  private @Nullable Form form;

  /// @param origin where it comes from
  Request(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback,
      ForwardedHeaders.Origin origin) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.origin = origin;
  }

  /// The same, once a route is found for it.
  ///
  /// @param caller who asks, or null where nobody is signed in
  /// @param path the parts of the path that the route names
  /// @param body what may be read of its body
  Request routed(@Nullable CurrentUser caller, Map<String, String> path, RequestBody body) {
    Request routed = new Request(request, response, callback, origin);
    routed.caller = caller;
    routed.path = path;
    routed.body = body;
    return routed;
  }

  public org.eclipse.jetty.server.Request request() {
    return request;
  }

  public org.eclipse.jetty.server.Response response() {
    return response;
  }

  public Callback callback() {
    return callback;
  }

  public ForwardedHeaders.Origin origin() {
    return origin;
  }

  /// Who asks, or null where nobody is signed in.
  public @Nullable CurrentUser caller() {
    return caller;
  }

  /// In what form the answer is wanted.
  public enum Wants {
    PAGE,
    FRAGMENT,
    JSON,
    TEXT
  }

  /// Whose what is asked for must be. Only for routes that admit nobody else.
  public AccountId account() {
    return person().id();
  }

  /// Who asks. Only for routes that admit nobody else.
  public CurrentUser user() {
    if (caller == null) {
      throw new IllegalStateException("nobody is signed in");
    }
    return caller;
  }

  public Account person() {
    return user().account();
  }

  /// Where it comes from: the address of the browser, also through a proxy that is trusted.
  public String address() {
    return origin.clientAddress();
  }

  RequestBody body() {
    return body;
  }

  Map<String, String> path() {
    return path;
  }

  /// A part of the path, by its name in the route.
  public String part(String name) {
    return path.getOrDefault(name, "");
  }

  /// Carries out what a form asks for. Where that is refused for what stands in a field, its page
  /// comes again, with the sentence at the field and everything that was entered. A program gets
  /// the refusal as it gets all others, and htmx the sentence alone, for a page that is still
  /// there.
  ///
  /// @param action returns what follows: mostly a look at where it shows
  /// @param again shows the form once more
  public Response submit(SubmittedForm action, RefusedForm again) throws InterruptedException {
    Form form = form();
    try {
      return action.carryOut(form);
    } catch (Problem problem) {
      if (problem.place() == null || wants() != Wants.PAGE) {
        throw problem;
      }
      ResponseWriter.retryAfter(this, problem);
      return again.show(form, problem);
    }
  }

  /// What a form asks for.
  @FunctionalInterface
  public interface SubmittedForm {
    /// @throws Problem with the place of a field, where what stands in it will not do
    Response carryOut(Form form) throws InterruptedException;
  }

  /// A page with a form that was refused.
  @FunctionalInterface
  public interface RefusedForm {
    Response show(Form form, Problem problem);
  }

  public Wants wants() {
    // htmx going back or forward asks for the full page.
    if ("true".equals(header("HX-Request")) && !"full".equals(header("HX-Request-Type"))) {
      return Wants.FRAGMENT;
    }
    String accept = Optional.ofNullable(header("Accept")).orElse("");
    if (accept.contains("text/html")) {
      return Wants.PAGE;
    }
    if (accept.contains("json") || sendsJson()) {
      return Wants.JSON;
    }
    return accept.contains("text/plain") ? Wants.TEXT : Wants.PAGE;
  }

  boolean sendsJson() {
    return Optional.ofNullable(header("Content-Type")).orElse("").startsWith("application/json");
  }

  public String header(String name) {
    return request.getHeaders().get(name);
  }

  public Optional<String> query(String name) {
    Fields query;
    try {
      query = org.eclipse.jetty.server.Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      throw broken("The address is broken: what stands behind its question mark cannot be read.");
    }
    return Optional.ofNullable(query.getValue(name));
  }

  /// A number in the path or in the query; 0 where it is missing or no number.
  public static int number(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  public int queryNumber(String name) {
    return query(name).map(Request::number).orElse(0);
  }

  /// The same before any route, which is over only when the rest of its body has come.
  ///
  /// @param slow whether it has taken too long already
  Request afterRemainder(boolean slow) {
    return new Request(request, response, BodyDrain.taken(request, callback, slow), origin);
  }

  /// What was sent: it is read once, and can be asked for again.
  public Form form() {
    Form read = form;
    if (read == null) {
      read = Form.read(this);
      form = read;
    }
    return read;
  }

  /// Whether it sends nothing, whatever its headers say.
  boolean isLook() {
    return isHead() || request.getMethod().equals("GET");
  }

  public boolean isHead() {
    return request.getMethod().equals("HEAD");
  }

  boolean acceptsGzip() {
    String accepted = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
    return accepted != null && GZIP.matcher(accepted).find();
  }

  public static Problem broken(String message) {
    return new Problem(Code.MALFORMED, message);
  }
}
