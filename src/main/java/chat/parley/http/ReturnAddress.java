package chat.parley.http;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Where somebody was, and is led back to when they are let in.
public final class ReturnAddress {
  /// Of an address to come back to, in characters.
  static final int LONGEST = 2_000;

  /// Where they were: what was asked for, or the page whose form was sent.
  public static String back(Request request) {
    if (request.wants() == Request.Wants.PAGE && request.request().getMethod().equals("GET")) {
      return request.request().getHttpURI().getPathQuery();
    }
    String page = request.header("HX-Current-URL");
    return local(page == null ? request.header("Referer") : page);
  }

  /// Where a page of ours is, or the home page.
  public static String local(@Nullable String address) {
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
  public static String returnable(@Nullable String path) {
    return path != null
            && path.length() <= LONGEST
            && path.matches("/([^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*)?")
            && !path.startsWith("/sign-in")
        ? path
        : "/";
  }

  private ReturnAddress() {}
}
