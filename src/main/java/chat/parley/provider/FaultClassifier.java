package chat.parley.provider;

import chat.parley.provider.Fault.Kind;

/// Names the kind of an error from its status and its words. Pure.
final class FaultClassifier {

  private static final int NONE = 0;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int PAYMENT = 402;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int NO_METHOD = 405;
  private static final int TIMED_OUT = 408;
  private static final int GONE = 410;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int SERVERS_OWN = 500;
  private static final int GATEWAY_TIMED_OUT = 504;

  /// What only a page has.
  private static final Phrases MARKUP =
      Phrases.of(
          """
          <html | <!doctype | <head | <body | <style
          """);

  private FaultClassifier() {}

  /// @param status 0 where there is none: an error within a stream, or in a body that came with 200
  /// @param said in small letters
  static Kind kind(int status, String said) {
    boolean isPage = MARKUP.anyIn(said);
    // What looks whether a person is there says so in the title and to browsers without scripts:
    // all else that counts of a page is what people see.
    boolean isBlocked = isBlocked(status, said, isPage);
    return kind(status, isPage ? HtmlText.words(said) : said, isPage, isBlocked);
  }

  private static Kind kind(int status, String said, boolean isPage, boolean isBlocked) {
    if (isTooLong(status, said, isPage)) {
      return Kind.CONTEXT_TOO_LONG;
    }
    if (ErrorPhrases.POLICY.anyIn(said)) {
      return Kind.REFUSED;
    }
    if (ErrorPhrases.REGION.anyIn(said)) {
      return Kind.NOT_SERVED_HERE;
    }
    if (status == PAYMENT || ErrorPhrases.CREDIT.anyIn(said)) {
      return Kind.CREDIT_USED_UP;
    }
    if (isOfTheModel(said)) {
      return Kind.UNKNOWN_MODEL;
    }
    if (isLoading(status, said)) {
      return Kind.LOADING;
    }
    if (isBlocked) {
      return Kind.BLOCKED;
    }
    if (status == UNAUTHORIZED || status == FORBIDDEN || ErrorPhrases.BAD_KEY.anyIn(said)) {
      return Kind.WRONG_KEY;
    }
    if (status == NOT_FOUND || status == GONE) {
      boolean named = !isPage && !ErrorPhrases.NO_PAGE.anyIn(said) && namesModel(said);
      return named ? Kind.UNKNOWN_MODEL : Kind.WRONG_ADDRESS;
    }
    if (status == NO_METHOD || (status < SERVERS_OWN && ErrorPhrases.NO_PAGE.anyIn(said))) {
      return Kind.WRONG_ADDRESS;
    }
    if (status == TOO_MANY || ErrorPhrases.RATE.anyIn(said)) {
      return Kind.RATE_LIMITED;
    }
    return byStatus(status, said);
  }

  private static Kind byStatus(int status, String said) {
    if (status == TOO_LARGE) {
      return Kind.CONTEXT_TOO_LONG;
    }
    if (status == TIMED_OUT || status == GATEWAY_TIMED_OUT) {
      return Kind.TIMED_OUT;
    }
    if (ErrorPhrases.TEMPLATE.anyIn(said)) {
      return Kind.DECLINED;
    }
    // Without a status it is a failure within a stream: the server's own, if it says no more.
    return status >= SERVERS_OWN || status == NONE ? Kind.UNAVAILABLE : Kind.DECLINED;
  }

  private static boolean isTooLong(int status, String said, boolean isPage) {
    if (status == UNAUTHORIZED) {
      return false;
    }
    boolean asksForLess = status == TOO_LARGE || status == TOO_MANY;
    if (wantsMoreThanALimit(said) || (asksForLess && said.contains("request too large"))) {
      return true;
    }
    if (status == TOO_MANY || ErrorPhrases.RATE.anyIn(said)) {
      return false;
    }
    if (ErrorPhrases.TOO_LONG.anyIn(said)) {
      return true;
    }
    // What stands before a server speaks of queues and connections in the same words.
    boolean may = status == NONE || (status >= BAD_REQUEST && status <= SERVERS_OWN);
    return may
        && !isPage
        && status != NOT_FOUND
        && status != FORBIDDEN
        && status != PAYMENT
        && ErrorPhrases.LENGTHS.anyIn(said)
        && ErrorPhrases.SIZES.anyIn(said)
        && !ErrorPhrases.OTHER_SIZES.anyIn(said)
        && (said.contains("too long") || said.chars().filter(Character::isDigit).count() > 3);
  }

  /// "Limit 6000, Requested 12000", or with colons: one request alone is more than a minute allows,
  /// so that waiting never helps.
  private static boolean wantsMoreThanALimit(String said) {
    long limit = numberAfter(said, "limit");
    long requested = numberAfter(said, "requested");
    return limit > 0 && requested > limit;
  }

  /// The first number that stands right behind a word.
  private static long numberAfter(String said, String word) {
    long number = 0;
    for (int at = said.indexOf(word); at >= 0 && number == 0; at = said.indexOf(word, at + 1)) {
      number = numberAt(said, at + word.length());
    }
    return number;
  }

  private static long numberAt(String said, int from) {
    long number = 0;
    for (int i = from; i < Math.min(said.length(), from + 15); i++) {
      char c = said.charAt(i);
      if (c >= '0' && c <= '9') {
        number = number * 10 + (c - '0');
      } else if (number == 0 ? c != ' ' && c != ':' : c != ',') {
        return number;
      }
    }
    return number;
  }

  /// Whether it says of the credit what cannot be said of a limit that passes.
  static boolean isSurelyOfCredit(String said) {
    return ErrorPhrases.CREDIT_CODES.anyIn(said);
  }

  private static boolean isOfTheModel(String said) {
    return ErrorPhrases.NO_MODEL.anyIn(said)
        || (namesModel(said)
            && ErrorPhrases.LACKS.anyIn(said)
            && !ErrorPhrases.NO_PAGE.anyIn(said));
  }

  /// Not as a part of an address, like `GET /v1/models`.
  private static boolean namesModel(String said) {
    String words = said.replace("/models", "");
    return words.contains("model") || words.contains("deployment");
  }

  private static boolean isLoading(int status, String said) {
    boolean may = status == NONE || status >= SERVERS_OWN || status == TOO_MANY || status == 425;
    return may && ErrorPhrases.LOADING.anyIn(said) && !ErrorPhrases.NOT_LOADING.anyIn(said);
  }

  private static boolean isBlocked(int status, String said, boolean isPage) {
    return (status == FORBIDDEN && (isPage || ErrorPhrases.WALL.anyIn(said)))
        || (isPage && ErrorPhrases.CHALLENGE.anyIn(said));
  }
}
