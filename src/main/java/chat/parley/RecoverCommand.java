package chat.parley;

import chat.parley.account.Passkeys;
import chat.parley.account.SecondFactors;
import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.model.Secrets;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Ids;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets somebody in again who has lost their second factor, and whom nobody else looks after: the
/// owner. Their password is asked for as before.
final class RecoverCommand {
  private final PrintWriter out;
  private final PrintWriter err;

  RecoverCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /// @param email of whom, or null for the owner
  /// @return the exit code
  int removeSecondFactor(Path data, @Nullable String email) {
    if (!Files.isRegularFile(data.resolve("parley.db"))) {
      return refuse(
          "There is no database in " + data + ". Name Parley's data directory with --data.");
    }
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(data)) {
      AuditLog audit = new AuditLog(database, clock);
      SecondFactors factors =
          new SecondFactors(
              database,
              audit,
              new SealedSafe(new Secrets(data, Optional.empty())),
              new Passkeys(database, audit, Ids::next, clock),
              clock);
      Account account = factors.removeAsAdministrator(email);
      out.println(
          account.title()
              + " signs in with the password alone now. Set up a second factor again in the settings.");
      return 0;
    } catch (Problem problem) {
      return refuse(problem.getMessage() + " Name the e-mail address that they sign in with.");
    } catch (Database.DirectoryInUse e) {
      return refuse(e.getMessage() + ". Stop it first.");
    } catch (Database.Unusable e) {
      return refuse(String.valueOf(e.getMessage()));
    }
  }

  private int refuse(String sentence) {
    err.println(sentence);
    return 1;
  }
}
