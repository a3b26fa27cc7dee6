package chat.parley.usage;

import chat.parley.model.Price;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/// Adds up what is used, inside the transactions that use it.
public final class UsageRecorder {
  private final BiFunction<String, String, Optional<Price>> prices;
  private final Clock clock;

  /// @param prices what a model of a provider costs, where somebody has said
  /// @param clock its zone decides where a day begins
  public UsageRecorder(BiFunction<String, String, Optional<Price>> prices, Clock clock) {
    this.prices = prices;
    this.clock = clock;
  }

  /// The tokens of one call of a model.
  ///
  /// @param estimated how many of both kinds its provider did not count
  public record Tokens(long prompt, long completion, long estimated) {
    public static final Tokens NONE = new Tokens(0, 0, 0);
  }

  /// A message was taken, for a model to answer.
  public void sent(Handle handle, AccountId account, String provider, String model) {
    add(handle, account, provider, model, 1, 0, Tokens.NONE);
  }

  /// An answer has come to its end.
  public void answered(
      Handle handle, AccountId account, String provider, String model, Tokens tokens) {
    add(handle, account, provider, model, 0, 1, tokens);
  }

  /// An answer goes on, and what it has taken so far is counted.
  public void took(Handle handle, AccountId account, String provider, String model, Tokens tokens) {
    add(handle, account, provider, model, 0, 0, tokens);
  }

  private void add(
      Handle handle,
      AccountId account,
      String provider,
      String model,
      int messages,
      int answers,
      Tokens tokens) {
    handle
        .createUpdate(
            """
            insert into use_by_day (account_id, day, provider, model, messages, answers, prompt_tokens,
              completion_tokens, estimated_tokens, cost)
            select id, :day, :provider, :model, :messages, :answers, :prompt, :completion, :estimated, :cost
            from account where id = :account
            on conflict (account_id, day, provider, model) do update set
              messages = use_by_day.messages + excluded.messages,
              answers = use_by_day.answers + excluded.answers,
              prompt_tokens = use_by_day.prompt_tokens + excluded.prompt_tokens,
              completion_tokens = use_by_day.completion_tokens + excluded.completion_tokens,
              estimated_tokens = use_by_day.estimated_tokens + excluded.estimated_tokens,
              cost = use_by_day.cost + excluded.cost
            """)
        .bind("account", account.value())
        .bind("day", LocalDate.now(clock).toString())
        .bind("provider", provider)
        .bind("model", model)
        .bind("messages", messages)
        .bind("answers", answers)
        .bind("prompt", tokens.prompt())
        .bind("completion", tokens.completion())
        .bind("estimated", tokens.estimated())
        .bind("cost", cost(provider, model, tokens))
        .execute();
  }

  /// In the money of the owner; 0 where nobody has said what it costs.
  private double cost(String provider, String model, Tokens tokens) {
    return prices
        .apply(provider, model)
        .map(price -> price.of(tokens.prompt(), tokens.completion()))
        .orElse(0.0);
  }
}
