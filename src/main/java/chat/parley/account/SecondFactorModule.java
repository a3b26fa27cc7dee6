package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.user.Ids;
import java.time.Clock;

/// What is stored of second factors.
final class SecondFactorModule {
  private final Passkeys passkeys;
  private final SecondFactors factors;
  private final SecondFactorRule rule;
  private final Challenges challenges;

  SecondFactorModule(Database database, AuditLog audit, SecretBox secrets, Clock clock) {
    this.passkeys = new Passkeys(database, audit, Ids::next, clock);
    this.factors = new SecondFactors(database, audit, secrets, passkeys, clock);
    this.rule = new SecondFactorRule(database, factors, audit);
    this.challenges = new Challenges(database, clock);
  }

  Passkeys passkeys() {
    return passkeys;
  }

  SecondFactors factors() {
    return factors;
  }

  SecondFactorRule rule() {
    return rule;
  }

  Challenges challenges() {
    return challenges;
  }
}
