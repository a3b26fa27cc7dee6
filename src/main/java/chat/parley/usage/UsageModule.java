package chat.parley.usage;

import chat.parley.account.AccountModule;
import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.http.Routes;
import chat.parley.model.Connections;
import chat.parley.page.Layout;
import java.time.Clock;

/// The parts of this room, built in the order in which they need each other.
public final class UsageModule {
  private final LimitStore limits;
  private final StorageQuota storage;
  private final Quota quota;
  private final UsageReport report;
  private final ConcurrencyLimits concurrency;
  private final UsageRecorder recorder;
  private final Clock clock;

  public UsageModule(
      Database database, AuditLog audit, Connections connections, UsageConfig config, Clock clock) {
    this.clock = clock;
    this.limits = new LimitStore(database, audit, config.usual());
    this.concurrency = new ConcurrencyLimits(config.concurrency(), connections, limits);
    this.recorder = new UsageRecorder(connections::price, clock);
    this.storage = new StorageQuota(database, limits, config.storage());
    this.quota = new Quota(database, limits, storage, clock);
    this.report = new UsageReport(database);
  }

  LimitStore limits() {
    return limits;
  }

  public StorageQuota storage() {
    return storage;
  }

  public Quota quota() {
    return quota;
  }

  public ConcurrencyLimits concurrency() {
    return concurrency;
  }

  public UsageRecorder recorder() {
    return recorder;
  }

  public Routes routes(AccountModule accounts, Layout layout) {
    Routes use = new UsageRoutes(new UsageController(report, storage, layout, clock));
    Routes limited = new LimitsRoutes(new LimitsController(accounts.accounts(), limits, layout));
    return accounts.required() ? router -> router.add(use).add(limited) : use;
  }
}
