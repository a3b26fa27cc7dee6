package chat.parley.provider;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// One of the ways in which models mark reasoning within their text.
///
/// @param opens before the reasoning
/// @param closes behind it
/// @param answers before the answer, where that has a tag of its own
/// @param ends behind the answer, to be dropped
record ReasoningTags(
    List<TagPattern> opens,
    List<TagPattern> closes,
    List<TagPattern> answers,
    List<TagPattern> ends) {

  private static final String MESSAGE = "" + TagPattern.MORE + "<|message|>";
  private static final String ASSISTANT = "<|start|>assistant" + TagPattern.MORE;
  private static final String FINAL = "<|channel|>" + TagPattern.SPACE + "final" + MESSAGE;

  /// gpt-oss: every message says on which channel it is.
  private static final ReasoningTags HARMONY =
      of(
          List.of(
              "<|channel|>" + TagPattern.SPACE + "analysis" + MESSAGE,
              "<|channel|>" + TagPattern.SPACE + "commentary" + MESSAGE,
              ASSISTANT + "<|channel|>" + TagPattern.SPACE + "analysis" + MESSAGE,
              ASSISTANT + "<|channel|>" + TagPattern.SPACE + "commentary" + MESSAGE),
          List.of("<|end|>", FINAL, ASSISTANT + FINAL, "<|end|>" + ASSISTANT + FINAL, "<|return|>"),
          List.of(FINAL, ASSISTANT + FINAL),
          List.of("<|end|>", "<|return|>"));

  /// The same where the server has dropped the signs and kept the words between them.
  private static final ReasoningTags BARE_HARMONY =
      of(List.of(), List.of("assistantfinal"), List.of(), List.of());

  private static final String BARE_ANALYSIS = "analysis";

  /// One family: some models close with another name than they opened with.
  private static final List<ReasoningTags> TAGS =
      Stream.of(
              "think",
              "thinking",
              "thought",
              "thoughts",
              "reason",
              "reasoning",
              "seed:think",
              "antml:thinking",
              "antthinking",
              "scratchpad")
          .map(ReasoningTags::tag)
          .toList();

  static final List<ReasoningTags> ALL =
      Stream.of(
              TAGS.stream(),
              Stream.of(
                  // Magistral, Kimi, Gemma, Sky-T1, Command A, Granite.
                  of(List.of("[think]"), List.of("[/think]"), List.of(), List.of()),
                  of(List.of("◁think▷"), List.of("◁/think▷"), List.of(), List.of()),
                  of(List.of("<|think|>"), List.of("<|/think|>"), List.of(), List.of()),
                  of(
                      List.of("<|channel>thought", "<|channel>analysis"),
                      List.of("<channel|>"),
                      List.of("<|channel>final", "<|channel>response"),
                      List.of("<channel|>", "<turn|>")),
                  of(
                      List.of("<|begin_of_thought|>"),
                      List.of("<|end_of_thought|>"),
                      List.of("<|begin_of_solution|>"),
                      List.of("<|end_of_solution|>")),
                  of(
                      List.of("<|start_thinking|>"),
                      List.of("<|end_thinking|>"),
                      List.of("<|start_response|>", "<|start_text|>"),
                      List.of("<|end_response|>", "<|end_text|>"))),
              Stream.of(HARMONY))
          .flatMap(tags -> tags)
          .toList();

  /// What some put around the answer behind their reasoning (Hunyuan, Ernie, R1-Zero). By itself it
  /// may be what was asked for.
  private static final ReasoningTags WRAPPED =
      of(
          List.of(),
          List.of(),
          List.of("<answer>", "<response>"),
          List.of("</answer>", "</response>"));

  /// What may stand at the end of reasoning that has no beginning.
  private static final List<ReasoningTags> CLOSING_ALONE =
      ALL.stream()
          .map(tags ->
              new ReasoningTags(
                  tags.opens(),
                  tags.closes().stream().filter(close -> !HARMONY.ends().contains(close)).toList(),
                  tags.answers(),
                  tags.ends()))
          .toList();

  /// A tag that was found.
  ///
  /// @param length in the text
  record FoundTag(ReasoningTags tags, int length) {
    /// The text ends before it is decided.
    boolean isOpen() {
      return length == TagPattern.PERHAPS;
    }

    static boolean isOpen(Optional<FoundTag> found) {
      return found.isPresent() && found.get().isOpen();
    }
  }

  private static ReasoningTags tag(String name) {
    String space = "" + TagPattern.SPACE;
    return of(
        List.of("<" + space + name + TagPattern.MORE + ">"),
        List.of("<" + space + "/" + space + name + space + ">"),
        List.of(),
        List.of());
  }

  private static ReasoningTags of(
      List<String> opens, List<String> closes, List<String> answers, List<String> ends) {
    return new ReasoningTags(tags(opens), tags(closes), tags(answers), tags(ends));
  }

  private static List<TagPattern> tags(List<String> signs) {
    return signs.stream().map(TagPattern::new).toList();
  }

  /// The beginning of reasoning there.
  static Optional<FoundTag> opening(CharSequence text, int from) {
    Optional<FoundTag> bare = bareAnalysis(text, from);
    return bare.isPresent() ? bare : found(ALL, ReasoningTags::opens, text, from);
  }

  /// The beginning of an answer there that is marked itself.
  static Optional<FoundTag> answer(CharSequence text, int from) {
    return found(ALL, ReasoningTags::answers, text, from);
  }

  /// The beginning of an answer there that reasoning came before.
  static Optional<FoundTag> wrapped(CharSequence text, int from) {
    return found(List.of(WRAPPED), ReasoningTags::answers, text, from);
  }

  /// The end of reasoning there whose beginning was never marked.
  static Optional<FoundTag> closing(CharSequence text, int from) {
    return found(CLOSING_ALONE, ReasoningTags::closes, text, from);
  }

  /// The beginning of reasoning there whose tags are no words.
  static Optional<FoundTag> signed(CharSequence text, int from) {
    return found(ALL, ReasoningTags::opens, text, from);
  }

  /// The end of any kind's answer there.
  static Optional<FoundTag> ending(CharSequence text, int from) {
    return found(ALL, ReasoningTags::ends, text, from);
  }

  /// The end of this kind's reasoning there.
  Optional<FoundTag> close(CharSequence text, int from) {
    return found(List.of(this), ReasoningTags::closes, text, from);
  }

  /// The end of this kind's reasoning there, or of one of its family.
  Optional<FoundTag> closeOfAny(CharSequence text, int from) {
    boolean tag = text.charAt(from) == '<' && TAGS.contains(this);
    return tag ? found(TAGS, ReasoningTags::closes, text, from) : close(text, from);
  }

  /// The beginning there of a tag of the same family.
  Optional<FoundTag> kin(CharSequence text, int from) {
    boolean tag = text.charAt(from) == '<' && TAGS.contains(this);
    return tag ? found(TAGS, ReasoningTags::opens, text, from) : Optional.empty();
  }

  /// The end of this kind's answer there.
  Optional<FoundTag> end(CharSequence text, int from) {
    return found(List.of(this), ReasoningTags::ends, text, from);
  }

  /// `analysisThe user asks`: no word of prose is joined so.
  private static Optional<FoundTag> bareAnalysis(CharSequence text, int from) {
    int length = BARE_ANALYSIS.length();
    String seen = text.subSequence(from, Math.min(text.length(), from + length)).toString();
    if (!BARE_ANALYSIS.startsWith(seen)) {
      return Optional.empty();
    }
    if (from + length >= text.length()) {
      return Optional.of(new FoundTag(BARE_HARMONY, TagPattern.PERHAPS));
    }
    return Character.isUpperCase(text.charAt(from + length))
        ? Optional.of(new FoundTag(BARE_HARMONY, length))
        : Optional.empty();
  }

  private static Optional<FoundTag> found(
      List<ReasoningTags> all,
      Function<ReasoningTags, List<TagPattern>> which,
      CharSequence text,
      int from) {
    FoundTag best = null;
    for (ReasoningTags tags : all) {
      for (TagPattern tag : which.apply(tags)) {
        int length = tag.at(text, from);
        if (length == TagPattern.PERHAPS) {
          return Optional.of(new FoundTag(tags, TagPattern.PERHAPS));
        }
        if (length > 0 && (best == null || length > best.length())) {
          best = new FoundTag(tags, length);
        }
      }
    }
    return Optional.ofNullable(best);
  }
}
