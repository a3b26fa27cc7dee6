package chat.parley.audit;

import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.DateFormats;
import chat.parley.page.Layout;
import chat.parley.templates.StaticTemplates;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Who did what: sign-ins, people, connections and limits. Never what people write.
final class AuditController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();
  private static final int PAGE = 100;
  private static final int LONGEST_TEXT = 200;

  private final AuditLog audit;
  private final Layout layout;
  private final DateFormats dates;

  AuditController(AuditLog audit, Layout layout, DateFormats dates) {
    this.audit = audit;
    this.layout = layout;
    this.dates = dates;
  }

  Response page(Request request) {
    String given = request.query("text").orElse("").strip();
    String text = given.substring(0, Math.min(given.length(), LONGEST_TEXT));
    List<AuditLog.AuditEntry> found = audit.page(text, request.queryNumber("before"), PAGE + 1);
    List<AuditLog.AuditEntry> shown = found.subList(0, Math.min(found.size(), PAGE));
    String older =
        found.size() > PAGE
            ? "/log?before="
                + shown.getLast().id()
                + (text.isEmpty() ? "" : "&text=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
            : null;
    return new Response.Html(
        200,
        TEMPLATES.auditLog(
            layout.page(request, "Log · Parley"), layout.assets(), shown, text, older, dates));
  }
}
