package chat.parley.http;

import chat.parley.conversation.ConversationId;
import chat.parley.conversation.OwnedConversations;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/// One request on its way to its answer.
///
/// @param caller who asks, or null where nobody is signed in
/// @param origin where the request comes from
/// @param path the parts of the path that the route names
/// @param body what may be read of its body
public record Request(
    org.eclipse.jetty.server.Request request,
    Response response,
    Callback callback,
    @Nullable CurrentUser caller,
    ForwardedHeaders.Origin origin,
    Map<String, String> path,
    RequestBody body) {
  /// Named, and not with the weight 0, which means "not this".
  private static final Pattern GZIP =
      Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))");

  private static final String FORM = "chat.parley.form";

  private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

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
  public Account person() {
    if (caller == null) {
      throw new IllegalStateException("nobody is signed in");
    }
    return caller.account();
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

  /// The conversation that the path names. What cannot be an id is not there.
  public ConversationId conversation() {
    String id = path.getOrDefault("id", "");
    if (!ID.matcher(id).matches()) {
      throw OwnedConversations.notThere();
    }
    return new ConversationId(id);
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

  /// The same, which is over only when the rest of its body has come.
  ///
  /// @param slow whether it has taken too long already
  Request afterRemainder(boolean slow) {
    return new Request(
        request, response, BodyDrain.taken(request, callback, slow), caller, origin, path, body);
  }

  /// What was sent: it is read once, and can be asked for again.
  public Form form() {
    if (request.getAttribute(FORM) instanceof Form read) {
      return read;
    }
    Form read = Form.read(this);
    request.setAttribute(FORM, read);
    return read;
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
