package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.account.AccountSettings;
import chat.parley.database.Database;
import chat.parley.support.DataFile;
import chat.parley.user.AccountId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The model that an account chose outlives the process, and is its own.
class ChosenModelsTest {
  private static final AccountId ROBIN = new AccountId("robin");

  @TempDir private Path data;

  @Test
  void the_last_choice_counts_and_is_there_when_the_database_is_opened_again() {
    try (Database database = Database.open(data)) {
      ChosenModels chosen = chosen(database);
      assertThat(chosen.of(AccountId.LOCAL)).isEmpty();
      chosen.choose(AccountId.LOCAL, new ModelRef("openai", "small"));
      chosen.choose(AccountId.LOCAL, new ModelRef("openai", "vendor/large"));
    }
    try (Database database = Database.open(data)) {
      assertThat(chosen(database).of(AccountId.LOCAL))
          .as("a model's name may have slashes")
          .contains(new ModelRef("openai", "vendor/large"));
    }
  }

  @Test
  void each_account_chooses_for_itself() {
    try (Database database = Database.open(data)) {
      new DataFile(data).give("robin");
      ChosenModels chosen = chosen(database);
      chosen.choose(ROBIN, new ModelRef("openai", "theirs"));
      assertThat(chosen.of(AccountId.LOCAL)).isEmpty();
      assertThat(chosen.of(ROBIN)).contains(new ModelRef("openai", "theirs"));
    }
  }

  private static ChosenModels chosen(Database database) {
    return new ChosenModels(database, new AccountSettings(database));
  }
}
