package chat.parley.docs;

import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.markdown.Markdown;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parley's own docs, as pages.
final class DocsController {
  private static final Pattern HEADING = Pattern.compile("<h([1-4])>(.*?)</h\\1>");
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Layout layout;
  private final Markdown markdown;

  DocsController(Layout layout, Markdown markdown) {
    this.layout = layout;
    this.markdown = markdown;
  }

  Response index(Request request) {
    return show(request, Docs.shipped().index());
  }

  Response page(Request request) {
    DocsPage page =
        Docs.shipped()
            .find(request.part("page"))
            .orElseThrow(() -> Problem.notFound("The docs have no such page."));
    return show(request, page);
  }

  private Response show(Request request, DocsPage page) {
    DocsView view =
        new DocsView(
            page.name(),
            withAnchors(markdown.render(page.markdown())),
            Docs.shipped().pages().stream()
                .map(listed -> new DocsView.DocsLink(listed.name(), listed.title()))
                .toList());
    return new Response.Html(
        200,
        TEMPLATES.docsFull(
            layout.page(request, page.title() + " · Parley"), layout.assets(), view));
  }

  /// Gives headings the ids that links into the docs name.
  static String withAnchors(String html) {
    return HEADING
        .matcher(html)
        .replaceAll(heading ->
            Matcher.quoteReplacement(
                "<h%s id=\"%s\">%s</h%s>"
                    .formatted(
                        heading.group(1),
                        Section.slug(TAG.matcher(heading.group(2)).replaceAll("")),
                        heading.group(2),
                        heading.group(1))));
  }
}
