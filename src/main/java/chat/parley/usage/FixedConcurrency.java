package chat.parley.usage;

/// How many answers are written at the same time where nothing else was decided.
///
/// @param answers in all
/// @param perAccount for one account; 0 = as many as in all
/// @param perProvider from one provider; 0 = as many as in all
public record FixedConcurrency(int answers, int perAccount, int perProvider) {
  public FixedConcurrency {
    if (answers < 1 || perAccount < 0 || perProvider < 0) {
      throw new IllegalArgumentException(
          "answers must be at least 1, the limits of an account and of a provider at least 0");
    }
  }

  int ofAccount() {
    return perAccount == 0 ? answers : perAccount;
  }

  int ofProvider() {
    return perProvider == 0 ? answers : perProvider;
  }
}
