package chat.parley.account;

import java.text.Normalizer;

/// What people call themselves, so that it reads as what it is wherever it stands.
final class DisplayNames {
  private static final String SIGNS_OF_ADDRESSES = ".!#$%&'*+/=?^_`{|}~-";

  private DisplayNames() {}

  /// A name without what cannot be seen: line breaks, and signs that turn the direction of what
  /// stands around them. Two that join letters are part of some scripts and stay.
  static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    name.codePoints()
        .map(sign -> isBreak(sign) ? ' ' : sign)
        .filter(sign -> !isUnseen(sign))
        .filter(
            sign -> sign != ' ' || (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' '))
        .forEach(plain::appendCodePoint);
    return plain.toString().strip();
  }

  private static boolean isBreak(int sign) {
    int type = Character.getType(sign);
    return Character.isWhitespace(sign)
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SPACE_SEPARATOR;
  }

  private static boolean isUnseen(int sign) {
    return switch (Character.getType(sign)) {
      case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
          true;
      case Character.FORMAT -> sign != 0x200C && sign != 0x200D;
      default -> false;
    };
  }

  /// Whether it could be taken for an address, however wide its @ is.
  static boolean looksLikeAnAddress(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC).contains("@");
  }

  /// Letters and digits of any script, and the signs that addresses have without quotes.
  static boolean isAddress(String text) {
    int at = text.indexOf('@');
    return at > 0
        && at < text.length() - 1
        && text.codePoints().filter(sign -> sign == '@').count() == 1
        && text.codePoints()
            .allMatch(sign ->
                sign == '@'
                    || Character.isLetterOrDigit(sign)
                    || Character.getType(sign) == Character.NON_SPACING_MARK
                    || Character.getType(sign) == Character.COMBINING_SPACING_MARK
                    || SIGNS_OF_ADDRESSES.indexOf(sign) >= 0)
        && !looksLikeAnAddress(text.replace("@", ""));
  }
}
