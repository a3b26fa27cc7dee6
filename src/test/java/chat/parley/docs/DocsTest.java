package chat.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DocsTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  /// A record of this project's making, not for people who run Parley.
  private static final Set<String> NOT_SHIPPED = Set.of("README.md", "origin-tests.md");

  private final Docs docs = Docs.shipped();

  @Test
  void the_index_lists_every_page() throws IOException {
    try (var files = Files.list(Path.of("docs"))) {
      var pages =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".md") && !NOT_SHIPPED.contains(name))
              .map(name -> name.replace(".md", ""))
              .toList();
      assertThat(docs.pages())
          .extracting(DocsPage::name)
          .containsExactlyInAnyOrderElementsOf(pages);
    }
  }

  @Test
  void every_link_leads_to_a_page_and_a_section_that_exist() {
    var places =
        docs.sections().stream().map(Section::url).collect(Collectors.toCollection(HashSet::new));
    docs.pages().forEach(page -> places.add("/docs/" + page.name()));
    places.add("/docs");
    var checked = new HashSet<String>();
    for (var page : docs.pages()) {
      for (var target : links(page.markdown())) {
        assertThat(target).as("a link of " + page.name()).startsWith("/docs");
        assertThat(places).as("where a link of " + page.name() + " leads").contains(target);
        checked.add(target);
      }
    }
    assertThat(checked).as("assumed: there are links").hasSizeGreaterThan(10);
  }

  @Test
  void headings_are_unique_within_a_page() {
    for (var page : docs.pages()) {
      assertThat(page.sections())
          .extracting(section -> Section.slug(section.heading()))
          .as(page.name())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void sections_fit_on_a_screen() {
    for (var section : docs.sections()) {
      assertThat(section.markdown().lines().count()).as(section.place()).isLessThan(45);
    }
  }

  @Test
  void pages_are_read_and_parsed_once_for_all_requests() {
    assertThat(Docs.shipped().find("limits").orElseThrow())
        .isSameAs(docs.find("limits").orElseThrow());
    assertThat(Docs.shipped().index()).isSameAs(docs.index());
  }

  @Test
  void every_page_has_a_title() {
    assertThat(docs.find("backups")).map(DocsPage::title).contains("Backups");
    assertThat(docs.index().title()).isEqualTo("Documentation");
    assertThat(docs.find("nothing")).isEmpty();
  }

  private static List<String> links(String markdown) {
    return LINK.matcher(markdown).results().map(link -> link.group(1)).toList();
  }
}
