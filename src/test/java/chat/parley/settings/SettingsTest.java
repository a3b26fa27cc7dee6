package chat.parley.settings;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.database.Database;
import chat.parley.settings.Settings.Chosen;
import chat.parley.support.DataFile;
import chat.parley.user.AccountId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an account chose outlives the process, and is its own.
class SettingsTest {
  private static final AccountId ROBIN = new AccountId("robin");

  @TempDir private Path data;

  @Test
  void the_last_choice_counts_and_is_there_when_the_database_is_opened_again() {
    try (Database database = Database.open(data)) {
      Settings settings = new Settings(database);
      assertThat(settings.model(AccountId.LOCAL)).isEmpty();
      settings.choose(AccountId.LOCAL, new Chosen("openai", "small"));
      settings.choose(AccountId.LOCAL, new Chosen("openai", "vendor/large"));
    }
    try (Database database = Database.open(data)) {
      assertThat(new Settings(database).model(AccountId.LOCAL))
          .as("a model's name may have slashes")
          .contains(new Chosen("openai", "vendor/large"));
    }
  }

  @Test
  void each_account_chooses_for_itself() {
    try (Database database = Database.open(data)) {
      new DataFile(data).give("robin");
      Settings settings = new Settings(database);
      settings.choose(ROBIN, new Chosen("openai", "theirs"));
      assertThat(settings.model(AccountId.LOCAL)).isEmpty();
      assertThat(settings.model(ROBIN)).contains(new Chosen("openai", "theirs"));
    }
  }
}
