package chat.parley.markdown;

import java.util.List;
import org.owasp.html.AttributePolicy;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/// The second filter: exactly the elements and attributes that the renderer writes, nothing else.
///
/// No `id`, no `style`, no event handler, no `hx-*`, no `<template>`: a fault in the renderer may
/// cost looks, not safety.
final class Allowlist {
  private static final AttributePolicy LINK =
      (element, attribute, address) -> LinkDestination.isAllowed(address) ? address : null;
  private static final AttributePolicy OWN_IMAGE =
      (element, attribute, address) -> LinkDestination.isOwnImage(address) ? address : null;
  private static final AttributePolicy FOREIGN_IMAGE =
      (element, attribute, address) -> LinkDestination.isForeignImage(address) ? address : null;

  private static final AttributePolicy LANGUAGE =
      (element, attribute, word) -> isWord(word) ? word : null;
  private static final AttributePolicy CODE_CLASS =
      (element, attribute, word) -> word.startsWith("language-") && isWord(word) ? word : null;
  private static final AttributePolicy NUMBER =
      (element, attribute, number) -> isNumber(number) ? number : null;

  private static final PolicyFactory POLICY =
      new HtmlPolicyBuilder()
          .allowElements("p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "blockquote")
          .allowElements("em", "strong", "del", "ul", "ol", "li", "pre", "code", "div")
          .allowElements("table", "thead", "tbody", "tr", "th", "td")
          .allowWithoutAttributes("span")
          .allowElements("a", "img", "span")
          .allowUrlProtocols("http", "https", "mailto")
          .allowAttributes("href")
          .matching(LINK)
          .onElements("a")
          .allowAttributes("rel")
          .matching(false, "noopener noreferrer nofollow")
          .onElements("a")
          .allowAttributes("target")
          .matching(false, "_blank")
          .onElements("a")
          .allowAttributes("src")
          .matching(OWN_IMAGE)
          .onElements("img")
          .allowAttributes("alt")
          .onElements("img")
          .allowAttributes("title")
          .onElements("a", "img")
          .allowAttributes("data-image-src")
          .matching(FOREIGN_IMAGE)
          .onElements("a", "span")
          .allowAttributes("class")
          .matching(false, "image-link")
          .onElements("a")
          .allowAttributes("class")
          .matching(false, "image-link", "math", "code-end")
          .onElements("span")
          .allowAttributes("data-display")
          .matching(false, "true", "false")
          .onElements("span")
          .allowAttributes("class")
          .matching(false, "table-scroll")
          .onElements("div")
          .allowAttributes("class")
          .matching(false, "code")
          .onElements("pre")
          .allowAttributes("data-language")
          .matching(LANGUAGE)
          .onElements("pre")
          .allowAttributes("class")
          .matching(CODE_CLASS)
          .onElements("code")
          .allowAttributes("start")
          .matching(NUMBER)
          .onElements("ol")
          .allowAttributes("align")
          .matching(false, "left", "right", "center")
          .onElements("th", "td")
          .allowAttributes("type")
          .matching(false, "checkbox")
          .onElements("input")
          .allowElements(Allowlist::named, "input")
          .allowAttributes("checked", "disabled")
          .matching(false, "")
          .onElements("input")
          .toFactory();

  private Allowlist() {}

  private static boolean isWord(String value) {
    return !value.isEmpty() && value.chars().noneMatch(Character::isWhitespace);
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty()
        && value.length() <= 9
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// The box of a task has no text of its own that a screen reader could say.
  private static String named(String element, List<String> attributes) {
    attributes.add("aria-label");
    attributes.add(attributes.contains("checked") ? "done" : "not done");
    return element;
  }

  static String apply(String html) {
    // The sanitizer parts "{{" with a comment, for template engines that run in the page. None does
    // here.
    return POLICY.sanitize(html).replace("{<!-- -->{", "{{");
  }
}
