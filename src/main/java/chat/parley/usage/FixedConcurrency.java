package chat.parley.usage;

/// The same for all accounts and providers.
///
/// @param answers in all
/// @param perAccount for one account; 0 = as many as in all
/// @param perProvider from one provider; 0 = as many as in all
public record FixedConcurrency(int answers, int perAccount, int perProvider)
    implements Concurrency {
  public FixedConcurrency {
    if (answers < 1 || perAccount < 0 || perProvider < 0) {
      throw new IllegalArgumentException(
          "answers must be at least 1, the limits of an account and of a provider at least 0");
    }
  }

  @Override
  public int ofAccount(String account) {
    return perAccount == 0 ? answers : perAccount;
  }

  @Override
  public int ofProvider(String provider) {
    return perProvider == 0 ? answers : perProvider;
  }
}
