package chat.parley.audit;

import chat.parley.http.Exchange;
import chat.parley.http.Reply;
import chat.parley.page.Moments;
import chat.parley.page.Stage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Who did what: sign-ins, people, connections and limits. Never what people write.
public final class LogPages {
  private static final chat.parley.templates.StaticTemplates TEMPLATES =
      new chat.parley.templates.StaticTemplates();
  private static final int PAGE = 100;
  private static final int LONGEST_TEXT = 200;

  private final AuditLog audit;
  private final Stage stage;
  private final Moments moments;

  public LogPages(AuditLog audit, Stage stage, Moments moments) {
    this.audit = audit;
    this.stage = stage;
    this.moments = moments;
  }

  public Reply page(Exchange exchange) {
    String given = exchange.query("text").orElse("").strip();
    String text = given.substring(0, Math.min(given.length(), LONGEST_TEXT));
    List<AuditLog.Entry> found = audit.page(text, exchange.queryNumber("before"), PAGE + 1);
    List<AuditLog.Entry> shown = found.subList(0, Math.min(found.size(), PAGE));
    String older =
        found.size() > PAGE
            ? "/log?before="
                + shown.getLast().id()
                + (text.isEmpty() ? "" : "&text=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
            : null;
    LogView view = new LogView(shown.stream().map(this::entry).toList(), text, older);
    return new Reply.Html(
        200, TEMPLATES.settingsLog(stage.shell(exchange, "Log · Parley"), stage.assets(), view));
  }

  private LogView.Entry entry(AuditLog.Entry entry) {
    return new LogView.Entry(
        moments.minute(entry.at()),
        entry.actor().name(),
        entry.actor().isStranger(),
        (entry.action() + " " + entry.subject()).strip(),
        entry.actor().address(),
        Objects.requireNonNullElse(entry.actor().id(), ""),
        Objects.requireNonNullElse(entry.subjectId(), ""));
  }
}
