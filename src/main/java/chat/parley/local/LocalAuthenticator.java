package chat.parley.local;

import chat.parley.http.Authenticator;
import chat.parley.http.LocalOnly;
import chat.parley.http.Permission;
import chat.parley.http.Response;
import chat.parley.http.Route;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.CurrentUser;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;

/// Who is let in in local mode, which belongs to one person: the user who runs Parley is inside, as
/// the system knows them by the connection; everybody else is who has opened the secret link.
///
/// A proxy that says nothing of itself looks like the computer's own browser in every header. What
/// it cannot help is to run as some user.
public final class LocalAuthenticator implements Authenticator {
  private static final String WHOSE = LocalAuthenticator.class.getName();

  private final LocalOnly localOnly;
  private final Optional<SocketOwners> sockets;
  private final LinkCookie link;
  private final LinkRequired linkRequired;

  /// @param sockets whose are looked up; nothing where everybody needs the link
  public LocalAuthenticator(
      LocalOnly localOnly,
      Optional<SocketOwners> sockets,
      LinkCookie link,
      LinkRequired linkRequired) {
    this.localOnly = localOnly;
    this.sockets = sockets;
    this.link = link;
    this.linkRequired = linkRequired;
  }

  @Override
  public void check(Request request) {
    localOnly.check(request);
  }

  @Override
  public Optional<CurrentUser> find(Request request, Permission access)
      throws InterruptedException {
    if (access == Permission.ANYONE) {
      return Optional.empty();
    }
    // Whoever brings the secret says how they want to be known.
    Optional<CurrentUser> brought = link.find(request);
    return brought.isPresent() || sockets.isEmpty() || !isOurs(request, sockets.get())
        ? brought
        : Optional.of(CurrentUser.LOCAL);
  }

  @Override
  public Response unauthenticated(Route route, chat.parley.http.Request request) {
    return linkRequired.answer(route, request);
  }

  @Override
  public Response withoutSecondFactor(Route route, chat.parley.http.Request request) {
    throw new IllegalStateException("nobody has a second factor in local mode");
  }

  /// Looked up once a connection: it does not change hands.
  private static boolean isOurs(Request request, SocketOwners sockets) throws InterruptedException {
    ConnectionMetaData connection = request.getConnectionMetaData();
    if (connection.getAttribute(WHOSE) instanceof SocketOwner known) {
      return known == SocketOwner.OURS;
    }
    EndPoint socket = connection.getConnection().getEndPoint();
    if (!(socket.getRemoteSocketAddress() instanceof InetSocketAddress client)
        || !(socket.getLocalSocketAddress() instanceof InetSocketAddress server)) {
      return false;
    }
    SocketOwner found = sockets.whose(client, server);
    if (found == SocketOwner.UNANSWERED) {
      throw new Problem(
          Code.UNAVAILABLE,
          "This computer did not say in time whose connection this is. Try again in a moment.");
    }
    connection.setAttribute(WHOSE, found);
    return found == SocketOwner.OURS;
  }
}
