package chat.parley.chaos;

import chat.parley.chaos.Ledger.Count;
import chat.parley.chaos.Ledger.Kind;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// What is printed at the end.
record Table(Ledger ledger, Audit audit, Duration start, long seed, Duration time) {

  void print() {
    System.out.println();
    row("messages accepted", ledger.accepted().size(), sent());
    row("answers finished", outcome("finished"), "at the end of the run");
    row("answers interrupted", outcome("interrupted"), "with all that was seen of them");
    row(
        "answers failed",
        audit.outcomes().entrySet().stream()
            .filter(outcome -> outcome.getKey().startsWith("failed"))
            .mapToLong(Map.Entry::getValue)
            .sum(),
        "the model broke off "
            + outcome("failed BROKE_OFF")
            + ", three ends of Parley "
            + outcome("failed CRASHED"));
    row("answers stopped", outcome("stopped"), "Stop pressed " + of(Count.STOPS_PRESSED));
    row("continued", of(Count.CONTINUED), "asked again " + of(Count.AGAIN));
    row("start, ms", start.toMillis(), "on average");
    row(
        "kills",
        of(Count.KILLS),
        "with " + Fate.IN_FLIGHT + " or more answers in flight " + of(Count.KILLS_IN_FLIGHT));
    row(
        "stops",
        of(Count.PAUSES) + of(Count.TAKEOVERS),
        "longer than a lease " + of(Count.TAKEOVERS));
    row("drains", of(Count.DRAINS), "SIGTERM, exit code 0");
    row("cuts", of(Count.CUTS), "of streams and polls");
    row("bytes checked", of(Count.BYTES), "");
    for (Kind kind : Kind.values()) {
      row(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), ledger.violations(kind), "");
    }
    System.out.printf(
        "%nseed %d, %d s: %s%n",
        seed, time.toSeconds(), ledger.clean() ? "nothing lost" : "BROKEN");
  }

  private String sent() {
    return "sent twice or into the dark " + of(Count.SENT_TWICE);
  }

  private long outcome(String name) {
    return audit.outcomes().getOrDefault(name, 0);
  }

  private long of(Count count) {
    return ledger.counted(count);
  }

  private static void row(String name, long figure, String remark) {
    System.out.printf(Locale.ROOT, "%-22s %,12d  %s%n", name, figure, remark);
  }
}
