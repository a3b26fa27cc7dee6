package chat.parley.usage;

import chat.parley.account.AccountModule;
import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.http.Routes;
import chat.parley.page.Layout;
import java.time.Clock;

/// The parts of this room, built in the order in which they need each other.
public final class UsageModule {
  private final LimitStore limits;
  private final StorageQuota storage;
  private final Quota quota;
  private final UsageReport report;
  private final Clock clock;

  /// @param usual what is allowed where nothing was decided
  /// @param room how much may be stored
  public UsageModule(
      Database database, AuditLog audit, Limits usual, StorageLimits room, Clock clock) {
    this.clock = clock;
    this.limits = new LimitStore(database, audit, usual);
    this.storage = new StorageQuota(database, limits, room);
    this.quota = new Quota(database, limits, storage, clock);
    this.report = new UsageReport(database);
  }

  public LimitStore limits() {
    return limits;
  }

  public StorageQuota storage() {
    return storage;
  }

  public Quota quota() {
    return quota;
  }

  public Routes routes(AccountModule accounts, Layout layout) {
    Routes use = new UsageRoutes(new UsageController(report, storage, layout, clock));
    Routes limited = new LimitsRoutes(new LimitsController(accounts.accounts(), limits, layout));
    return accounts.required() ? router -> router.add(use).add(limited) : use;
  }
}
