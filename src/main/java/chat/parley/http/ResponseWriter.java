package chat.parley.http;

import chat.parley.problem.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import gg.jte.models.runtime.JteModel;
import gg.jte.output.Utf8ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.jspecify.annotations.Nullable;

/// Writes replies and problems, each in the form that was asked for.
final class ResponseWriter {
  /// Smaller answers do not gain by compression.
  private static final int SMALLEST_COMPRESSED = 1400;

  private final ErrorPages errors;

  ResponseWriter(ErrorPages errors) {
    this.errors = errors;
  }

  void send(Request request, Response reply) {
    HttpFields.Mutable headers = request.response().getHeaders();
    switch (reply) {
      case Response.Html(int status, JteModel model) -> html(request, status, render(model));
      case Response.Markup(int status, String html) ->
          html(request, status, html.getBytes(StandardCharsets.UTF_8));
      case Response.Empty(Map<String, String> more) -> {
        more.forEach(headers::put);
        html(request, 200, new byte[0]);
      }
      case Response.SeeOther(String location) -> {
        headers.put(HttpHeader.LOCATION, location);
        write(request, 303, null, new byte[0]);
      }
      case Response.JsonBody(int status, Map<String, ?> body) ->
          write(request, status, "application/json", json(body));
      case Response.PlainBody(int status, String body) ->
          write(
              request, status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
      case Response.CsvFile(String filename, String table) -> {
        headers.put("Content-Disposition", "attachment; filename=\"" + filename + "\"");
        write(request, 200, "text/csv; charset=utf-8", table.getBytes(StandardCharsets.UTF_8));
      }
      case Response.OneEvent(ServerSentEvent event) -> {
        headers.put(HttpHeader.CACHE_CONTROL, "no-cache, no-transform");
        write(request, 200, "text/event-stream", event.bytes());
      }
      case Response.StaticFile(StaticFiles.LoadedFile entry, boolean forEver) ->
          file(request, entry, forEver);
      case Response.Head(String type) -> write(request, 200, type, new byte[0]);
      case Response.Streaming() -> {}
    }
  }

  void send(Request request, Problem problem) {
    retryAfter(request, problem);
    int status = problem.code().status();
    if (request.wants() == Request.Wants.FRAGMENT) {
      part(request, problem);
      return;
    }
    switch (request.wants()) {
      case JSON -> write(request, status, "application/problem+json", json(details(problem)));
      case TEXT -> send(request, new Response.PlainBody(status, problem.message() + "\n"));
      case PAGE, FRAGMENT ->
          html(request, status, render(errors.page(status, title(problem), problem.message())));
    }
  }

  /// For htmx: what is wrong with something that was sent stands beside its field; an address that
  /// shows nothing is loaded as a page of its own, which says why.
  private void part(Request request, Problem problem) {
    String place = problem.place();
    int status = problem.code().status();
    if (request.request().getMethod().equals("POST")) {
      html(
          request,
          status,
          render(errors.beside(place == null ? "composer-error" : place, problem.message())));
    } else {
      HttpURI asked = request.request().getHttpURI();
      request.response().getHeaders().put("HX-Redirect", asked.getPathQuery());
      html(request, status, new byte[0]);
    }
  }

  static void retryAfter(Request request, Problem problem) {
    Duration wait = problem.retryAfter();
    if (wait != null) {
      request
          .response()
          .getHeaders()
          .put(HttpHeader.RETRY_AFTER, String.valueOf(Math.max(1, wait.toSeconds())));
    }
  }

  /// RFC 9457.
  private static Map<String, Object> details(Problem problem) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("type", "about:blank");
    details.put("title", title(problem));
    details.put("status", problem.code().status());
    details.put("detail", problem.message());
    return details;
  }

  static String title(Problem problem) {
    return switch (problem.code()) {
      case MALFORMED -> "That could not be read";
      case UNAUTHENTICATED -> "Not let in yet";
      case FORBIDDEN -> "Not from here";
      case NOT_FOUND -> "Not found";
      case WRONG_METHOD -> "Not this way";
      case TOO_SLOW -> "Too slow";
      case TOO_LARGE -> "Too large";
      case UNSUPPORTED -> "Not in this form";
      case INVALID -> "That cannot be done";
      case TOO_MANY -> "Too many at once";
      case INTERNAL -> "Something went wrong";
      case UNAVAILABLE -> "Not right now";
      case NO_ROOM -> "No room";
    };
  }

  private static void file(Request request, StaticFiles.LoadedFile entry, boolean forEver) {
    HttpFields.Mutable headers = request.response().getHeaders();
    headers.put(
        HttpHeader.CACHE_CONTROL, forEver ? "public, max-age=31536000, immutable" : "no-store");
    headers.put(HttpHeader.VARY, "Accept-Encoding");
    byte[] gzipped = entry.gzipped();
    if (gzipped != null && request.acceptsGzip()) {
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
      write(request, 200, entry.type(), gzipped);
    } else {
      write(request, 200, entry.type(), entry.bytes());
    }
  }

  private static void html(Request request, int status, byte[] html) {
    HttpFields.Mutable headers = request.response().getHeaders();
    // The same address is a page or a part of one.
    headers.put(HttpHeader.VARY, "HX-Request, HX-Request-Type, Accept, Accept-Encoding");
    byte[] body = html;
    if (html.length >= SMALLEST_COMPRESSED && request.acceptsGzip()) {
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
      body = StaticFiles.gzip(html);
    }
    write(request, status, "text/html; charset=utf-8", body);
  }

  private static void write(Request request, int status, @Nullable String type, byte[] body) {
    HttpFields.Mutable headers = request.response().getHeaders();
    request.response().setStatus(status);
    if (type != null) {
      headers.put(HttpHeader.CONTENT_TYPE, type);
    }
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    request
        .response()
        .write(
            true,
            request.isHead() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body),
            request.callback());
  }

  static byte[] render(JteModel model) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    model.render(output);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(output.getContentLength());
    try {
      output.writeTo(bytes::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] json(Map<String, ?> body) {
    try {
      return Json.MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
