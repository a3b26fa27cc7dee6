package chat.parley.provider;

import chat.parley.problem.StorageFault;

/// Faults in the words of a person.
public final class FaultMessages {
  /// Of what a server said, within a sentence of ours.
  private static final int LONGEST_QUOTE = 400;

  private FaultMessages() {}

  /// What happened, in one short sentence.
  public static String reason(Fault.Kind kind) {
    return switch (kind) {
      case WRONG_KEY -> "The model's server did not accept the key.";
      case UNKNOWN_MODEL -> "The server does not have this model.";
      case RATE_LIMITED -> "The model's server is taking no more requests right now.";
      case CREDIT_USED_UP -> "The credit at the model's server is used up.";
      case DECLINED -> "The model's server refused the request.";
      case NOT_SERVED_HERE -> "The model's server does not serve this country.";
      case BLOCKED -> "Something in front of the model's server lets nobody through.";
      case WRONG_ADDRESS -> "The address of the model's server is wrong: nothing answers there.";
      case LOADING -> "The model was still being loaded.";
      case CONTEXT_TOO_LONG -> "The chat is too long for this model.";
      case REFUSED -> "The model's server refused to answer this.";
      case UNREACHABLE -> "The model's server cannot be reached.";
      case OUT_OF_REACH -> "Parley may not call the address of this model's server.";
      case TIMED_OUT -> "The model was silent for too long.";
      case BROKE_OFF -> "The connection to the model broke off.";
      case UNAVAILABLE -> "The model's server has a problem of its own.";
      case GARBLED -> "The model's server sent something that is no answer.";
      case CRASHED -> "Parley stopped while this answer was being written.";
      case NOT_STORED -> "Parley could not store this answer while it was being written.";
      case USED_UP -> "What you may use was used up before this answer began.";
    };
  }

  /// What an answer waits for while it cannot be stored, in a few words.
  public static String waiting(StorageFault.StorageFaultKind kind) {
    return switch (kind) {
      case FULL -> "Waits for room: the disk is full";
      case LOCKED -> "Waits for another program that has locked the database";
      case READ_ONLY -> "Waits until the database can be written again: it is read-only";
      case FAILING, UNOPENABLE, DAMAGED -> "Waits until the database can be written again";
    };
  }

  /// What happened, with the server's own words where they say more, and what to do about it.
  public static String sentence(Fault fault) {
    return switch (fault.kind()) {
      case DECLINED ->
          "The model's server refused the request: “%s” %s"
              .formatted(shortened(fault.detail()), wayOn(fault.kind()));
      case RATE_LIMITED, UNAVAILABLE, LOADING, CREDIT_USED_UP -> {
        String again = again(fault.detail());
        yield reason(fault.kind()) + " " + (again.isEmpty() ? wayOn(fault.kind()) : again);
      }
      default -> reason(fault.kind()) + " " + wayOn(fault.kind());
    };
  }

  private static String shortened(String detail) {
    String said = withoutStatus(detail.strip());
    return said.length() > LONGEST_QUOTE ? said.substring(0, LONGEST_QUOTE - 1) + "…" : said;
  }

  private static String withoutStatus(String said) {
    boolean has = said.length() > 4 && said.charAt(3) == ' ';
    return has && said.chars().limit(3).allMatch(c -> c >= '0' && c <= '9')
        ? said.substring(4)
        : said;
  }

  /// When to come back, where the server has said so.
  private static String again(String detail) {
    int end = detail.indexOf(". ");
    return detail.startsWith(Fault.AGAIN) && end > 0
        ? "It takes requests again at " + detail.substring(Fault.AGAIN.length(), end + 1)
        : "";
  }

  /// What to do about it, in one short sentence.
  static String wayOn(Fault.Kind kind) {
    return switch (kind) {
      case WRONG_KEY ->
          "Enter a valid key under Connections, or ask whoever runs this Parley, and press Retry.";
      case UNKNOWN_MODEL -> "Choose another model below, or press Retry when the server has it.";
      case RATE_LIMITED -> "Wait a little and press Retry.";
      case CREDIT_USED_UP -> "Pay for more there, or choose another model.";
      case DECLINED -> "Choose another model, or press Retry when it takes this.";
      case NOT_SERVED_HERE -> "Choose another model.";
      case BLOCKED -> "See whether the address is that of an API, or choose another model.";
      case WRONG_ADDRESS -> "Look at the address under Connections, then press Retry.";
      case LOADING -> "Press Retry: it may be ready by then.";
      case CONTEXT_TOO_LONG -> "Write a shorter message, or start a new chat.";
      case REFUSED -> "Say it in other words, or choose another model.";
      case UNREACHABLE ->
          "See that it is running, and at the address under Connections, then press Retry.";
      case OUT_OF_REACH -> "Choose another model, or ask the owner to allow the address.";
      case NOT_STORED -> "When Parley can store again, press Retry.";
      case USED_UP -> "Press Retry when there is room again.";
      case TIMED_OUT, BROKE_OFF, UNAVAILABLE, GARBLED, CRASHED -> "Press Retry.";
    };
  }
}
