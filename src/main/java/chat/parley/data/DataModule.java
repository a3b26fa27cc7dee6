package chat.parley.data;

import chat.parley.account.AccountModule;
import chat.parley.account.AccountSettings;
import chat.parley.account.SignInCookies;
import chat.parley.database.Database;
import chat.parley.generation.GenerationModule;
import chat.parley.http.Origins;
import chat.parley.http.Route;
import chat.parley.http.Routes;
import chat.parley.settings.SettingsController;
import java.time.Clock;
import java.util.function.UnaryOperator;

/// The parts of this room.
public final class DataModule {
  private final AccountSettings settings;
  private final AccountModule accounts;
  private final Export export;
  private final Deletion deletion;

  public DataModule(
      Database database,
      AccountSettings settings,
      AccountModule accounts,
      GenerationModule generation,
      Clock clock) {
    this.settings = settings;
    this.accounts = accounts;
    this.export = new Export(new ExportReader(database), settings, clock);
    this.deletion =
        new Deletion(
            database, generation.generations(), generation.workers(), generation.channels());
  }

  /// @param page shows what is wrong
  /// @param confirmed asks who it is first
  public Routes routes(
      SettingsController page, Origins origins, UnaryOperator<Route.Endpoint> confirmed) {
    return new DataRoutes(
        export,
        new DeletionController(deletion, settings, accounts, new SignInCookies(origins), page),
        confirmed);
  }
}
