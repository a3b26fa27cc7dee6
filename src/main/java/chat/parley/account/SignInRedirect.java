package chat.parley.account;

import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.Router;
import chat.parley.problem.Problem;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What is said to those who are not let in: what to do about it, in the form that they asked for.
public interface SignInRedirect {
  /// Of an address to come back to, in characters.
  int LONGEST = 2_000;

  Response answer(Router.Route route, Request exchange);

  /// What is said to those who are let in and have no right to a page: it is not there.
  default Problem refuse(Request exchange) {
    return Problem.notFound("There is nothing at this address.");
  }

  /// Where they were: what was asked for, or the page whose form was sent.
  static String back(Request exchange) {
    if (exchange.wants() == Request.Wants.PAGE && exchange.request().getMethod().equals("GET")) {
      return exchange.request().getHttpURI().getPathQuery();
    }
    String page = exchange.header("HX-Current-URL");
    return local(page == null ? exchange.header("Referer") : page);
  }

  /// Where a page of ours is, or the home page.
  static String local(@Nullable String address) {
    if (address == null) {
      return "/";
    }
    try {
      URI uri = URI.create(address);
      String query = uri.getRawQuery();
      return returnable(uri.getRawPath() + (query == null ? "" : "?" + query));
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }

  /// An address of ours, or the home page: nobody is led to another site.
  static String returnable(@Nullable String path) {
    return path != null
            && path.length() <= LONGEST
            && path.matches("/([^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*)?")
            && !path.startsWith("/sign-in")
        ? path
        : "/";
  }
}
