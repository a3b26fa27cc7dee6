package chat.parley.provider;

/// Carries a fault out of the reading of a response to whoever asked.
final class FaultException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  FaultException(Fault fault) {
    // An expected outcome: a stack trace would be paid for and never read.
    super(fault.kind() + ": " + fault.detail(), null, false, false);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
