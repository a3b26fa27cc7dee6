package chat.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DocsPageTest {
  private static final DocsPage TEA =
      DocsPage.of(
          "tea",
          """
          # Tea

          A drink. See [below](#green-tea).

          ## Green tea

          [//]: # (asked: matcha, sencha)

          ```sh
          # not a heading
          pour --at 80
          ```

          ### How long?

          Two minutes, or [as coffee](coffee.md#filter), or [all drinks](README.md).
          """);

  @Test
  void it_is_cut_at_its_headings_but_not_at_comments_in_code() {
    assertThat(TEA.sections())
        .extracting(Section::place)
        .containsExactly("tea#tea", "tea#green-tea", "tea#how-long");
    assertThat(TEA.sections().get(1))
        .isEqualTo(
            new Section(
                "tea",
                "Tea",
                "Green tea",
                "matcha, sencha",
                "```sh\n# not a heading\npour --at 80\n```"));
  }

  @Test
  void links_between_files_become_addresses_of_pages() {
    assertThat(TEA.markdown())
        .contains("[below](/docs/tea#green-tea)")
        .contains("[as coffee](/docs/coffee#filter)")
        .contains("[all drinks](/docs)");
  }

  @Test
  void the_words_that_people_ask_by_are_not_shown() {
    assertThat(TEA.markdown()).doesNotContain("matcha").contains("## Green tea");
  }

  @Test
  void slugs_are_those_of_the_headings_on_github() {
    assertThat(Section.slug("Context window")).isEqualTo("context-window");
    assertThat(Section.slug("llama.cpp")).isEqualTo("llamacpp");
    assertThat(Section.slug("What's `--port` for?")).isEqualTo("whats---port-for");
    assertThat(Section.slug("Über 1,000 Antworten")).isEqualTo("über-1000-antworten");
  }
}
