package chat.parley.web;

import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What is said to those who are not signed in: where to sign in, in the form that they asked for.
final class Strangers {
  /// Of an address to come back to, in characters.
  private static final int LONGEST = 2_000;

  private final BooleanSupplier isSetUp;

  /// @param isSetUp whether anybody can sign in yet
  Strangers(BooleanSupplier isSetUp) {
    this.isSetUp = isSetUp;
  }

  Reply answer(Routes.Route route, Exchange exchange) {
    if (route.events()) {
      return new Reply.Events(Stream.SESSION_EXPIRED);
    }
    return switch (exchange.wants()) {
      case JSON, TEXT -> throw new Problem(Code.UNAUTHENTICATED, "Sign in first, at /sign-in.");
      case FRAGMENT -> new Reply.Done(Map.of("HX-Redirect", door(back(exchange))));
      case PAGE -> new Reply.SeeOther(door(back(exchange)));
    };
  }

  private String door(String back) {
    if (!isSetUp.getAsBoolean()) {
      return "/set-up";
    }
    return back.equals("/")
        ? "/sign-in"
        : "/sign-in?to=" + URLEncoder.encode(back, StandardCharsets.UTF_8);
  }

  /// Where they were: what was asked for, or the page whose form was sent.
  private static String back(Exchange exchange) {
    if (exchange.wants() == Exchange.Wants.PAGE && exchange.request().getMethod().equals("GET")) {
      return exchange.request().getHttpURI().getPathQuery();
    }
    String page = exchange.header("HX-Current-URL");
    return local(page == null ? exchange.header("Referer") : page);
  }

  private static String local(@Nullable String address) {
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
