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
public final class ResponseWriter {
  /// Smaller answers do not gain by compression.
  private static final int SMALLEST_COMPRESSED = 1400;

  private final ErrorPages errors;

  public ResponseWriter(ErrorPages errors) {
    this.errors = errors;
  }

  void send(Request exchange, Response reply) {
    HttpFields.Mutable headers = exchange.response().getHeaders();
    switch (reply) {
      case Response.Html(int status, JteModel model) -> html(exchange, status, render(model));
      case Response.Markup(int status, String html) ->
          html(exchange, status, html.getBytes(StandardCharsets.UTF_8));
      case Response.Done(Map<String, String> more) -> {
        more.forEach(headers::put);
        html(exchange, 200, new byte[0]);
      }
      case Response.SeeOther(String location) -> {
        headers.put(HttpHeader.LOCATION, location);
        write(exchange, 303, null, new byte[0]);
      }
      case Response.Json(int status, Map<String, ?> body) ->
          write(exchange, status, "application/json", json(body));
      case Response.Text(int status, String body) ->
          write(
              exchange, status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
      case Response.Csv(String filename, String table) -> {
        headers.put("Content-Disposition", "attachment; filename=\"" + filename + "\"");
        write(exchange, 200, "text/csv; charset=utf-8", table.getBytes(StandardCharsets.UTF_8));
      }
      case Response.Events(Event event) -> {
        headers.put(HttpHeader.CACHE_CONTROL, "no-cache, no-transform");
        write(exchange, 200, "text/event-stream", event.bytes());
      }
      case Response.File(StaticFiles.Entry entry, boolean forEver) ->
          file(exchange, entry, forEver);
      case Response.Head(String type) -> write(exchange, 200, type, new byte[0]);
      case Response.Taken() -> {}
    }
  }

  void send(Request exchange, Problem problem) {
    retryAfter(exchange, problem);
    int status = problem.code().status();
    if (exchange.wants() == Request.Wants.FRAGMENT) {
      part(exchange, problem);
      return;
    }
    switch (exchange.wants()) {
      case JSON -> write(exchange, status, "application/problem+json", json(details(problem)));
      case TEXT -> send(exchange, new Response.Text(status, problem.message() + "\n"));
      case PAGE, FRAGMENT ->
          html(exchange, status, render(errors.page(status, title(problem), problem.message())));
    }
  }

  /// For htmx: what is wrong with something that was sent stands beside its field; an address that
  /// shows nothing is loaded as a page of its own, which says why.
  private void part(Request exchange, Problem problem) {
    String place = problem.place();
    int status = problem.code().status();
    if (exchange.request().getMethod().equals("POST")) {
      html(
          exchange,
          status,
          render(errors.beside(place == null ? "composer-error" : place, problem.message())));
    } else {
      HttpURI asked = exchange.request().getHttpURI();
      exchange.response().getHeaders().put("HX-Redirect", asked.getPathQuery());
      html(exchange, status, new byte[0]);
    }
  }

  public static void retryAfter(Request exchange, Problem problem) {
    Duration wait = problem.retryAfter();
    if (wait != null) {
      exchange
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

  private static void file(Request exchange, StaticFiles.Entry entry, boolean forEver) {
    HttpFields.Mutable headers = exchange.response().getHeaders();
    headers.put(
        HttpHeader.CACHE_CONTROL, forEver ? "public, max-age=31536000, immutable" : "no-store");
    headers.put(HttpHeader.VARY, "Accept-Encoding");
    byte[] gzipped = entry.gzipped();
    if (gzipped != null && exchange.acceptsGzip()) {
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
      write(exchange, 200, entry.type(), gzipped);
    } else {
      write(exchange, 200, entry.type(), entry.bytes());
    }
  }

  private static void html(Request exchange, int status, byte[] html) {
    HttpFields.Mutable headers = exchange.response().getHeaders();
    // The same address is a page or a part of one.
    headers.put(HttpHeader.VARY, "HX-Request, HX-Request-Type, Accept, Accept-Encoding");
    byte[] body = html;
    if (html.length >= SMALLEST_COMPRESSED && exchange.acceptsGzip()) {
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
      body = StaticFiles.gzip(html);
    }
    write(exchange, status, "text/html; charset=utf-8", body);
  }

  private static void write(Request exchange, int status, @Nullable String type, byte[] body) {
    HttpFields.Mutable headers = exchange.response().getHeaders();
    exchange.response().setStatus(status);
    if (type != null) {
      headers.put(HttpHeader.CONTENT_TYPE, type);
    }
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    exchange
        .response()
        .write(
            true,
            exchange.isHead() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body),
            exchange.callback());
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
