package chat.parley.generation;

import java.util.List;
import java.util.Locale;

/// Whether a model declines to make a title, in one of the languages in which models do. Pure.
///
/// Only by how it begins, and only by what no title begins with: "I can't sleep" is one, "I can't
/// help with that" is none.
final class DeclinedTitle {
  private static final List<String> BEGINNINGS =
      List.of(
          "i'm sorry, but",
          "i'm sorry, i ",
          "i'm sorry. i ",
          "i am sorry, but",
          "sorry, but i",
          "sorry, i can",
          "sorry, i am",
          "sorry, i'm",
          "i apologize, but",
          "i apologise, but",
          "as an ai",
          "unfortunately, i ",
          "i'm unable to ",
          "i am unable to ",
          "i'm not able to ",
          "i am not able to ",
          "lo siento, pero",
          "lo siento, no puedo",
          "je suis désolé, mais",
          "désolé, mais je",
          "désolé, je ne",
          "es tut mir leid, aber",
          "es tut mir leid, ich",
          "tut mir leid, aber",
          "tut mir leid, ich",
          "mi dispiace, ma",
          "mi dispiace, non posso",
          "desculpe, mas",
          "desculpe, não posso",
          "sinto muito, mas",
          "lamento, mas",
          "sorry, maar ik",
          "het spijt me, maar",
          "przykro mi, ale",
          "przepraszam, ale",
          "üzgünüm, ",
          "извините, но",
          "к сожалению, я",
          "对不起，",
          "抱歉，",
          "很抱歉，",
          "對不起，",
          "申し訳ありません",
          "申し訳ございません",
          "すみませんが",
          "죄송합니다");

  /// What is said that one cannot do.
  private static final List<String> CANNOT =
      List.of(
          "i can't ",
          "i cannot ",
          "i can not ",
          "i won't ",
          "i will not ",
          "no puedo ",
          "je ne peux pas ",
          "ich kann dir ",
          "ich kann ihnen ",
          "ich kann das ",
          "non posso ",
          "não posso ",
          "я не могу ",
          "我无法",
          "我不能",
          "我無法");

  /// What a model cannot do when it declines.
  private static final List<String> TASKS =
      List.of(
          "help",
          "assist",
          "provide",
          "fulfill",
          "fulfil",
          "comply",
          "create",
          "generate",
          "write a",
          "answer",
          "engage",
          "respond",
          "discuss",
          "be able",
          "do that",
          "ayudar",
          "proporcionar",
          "vous aider",
          "aider",
          "fournir",
          "nicht helfen",
          "dabei nicht",
          "nicht beantworten",
          "aiutar",
          "ajudar",
          "помочь",
          "помогать",
          "帮助",
          "协助",
          "提供",
          "回答",
          "協助");

  /// How far into a line the task stands.
  private static final int NEAR = 40;

  private DeclinedTitle() {}

  static boolean is(String line) {
    String said = line.toLowerCase(Locale.ROOT).replace('’', '\'').strip();
    if (BEGINNINGS.stream().anyMatch(said::startsWith)) {
      return true;
    }
    return CANNOT.stream()
        .filter(said::startsWith)
        .map(cannot ->
            said.substring(cannot.length(), Math.min(said.length(), cannot.length() + NEAR)))
        .anyMatch(rest -> TASKS.stream().anyMatch(rest::contains));
  }
}
