package chat.parley.http;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks now and then whether the certificate's files have changed: new connections then get the
/// new one, and those that are open go on.
///
/// Files that do not serve change nothing but the log: who has a working certificate keeps it.
final class CertificateReloader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CertificateReloader.class);

  private final TlsFiles tls;
  private final SslContextFactory.Server context;
  private final Duration betweenLooks;
  private final Thread thread;

  /// What was last taken or refused.
  private String known;

  private String seen;
  private volatile boolean closed;

  /// Gives the context what the files hold now.
  ///
  /// @throws Tls.Unusable when they do not serve
  CertificateReloader(TlsFiles tls, SslContextFactory.Server context, Duration betweenLooks) {
    this.tls = tls;
    this.context = context;
    this.betweenLooks = betweenLooks;
    this.known = PemFiles.contents(tls);
    this.seen = known;
    PemFiles files = PemFiles.read(tls);
    files.hand(context);
    tell("certificate was read", files);
    this.thread = Thread.ofVirtual().name("certificate").unstarted(this::watch);
  }

  void start() {
    thread.start();
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(betweenLooks.toNanos());
      if (!closed) {
        look();
      }
    }
  }

  /// The two files are written one after the other: only what stays for a while is taken.
  private void look() {
    String now = PemFiles.contents(tls);
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(known)) {
      known = now;
      renew();
    }
  }

  private void renew() {
    try {
      PemFiles files = PemFiles.read(tls);
      context.reload(files::hand);
      tell("certificate was renewed", files);
    } catch (TlsFiles.UnusableTlsFiles e) {
      log.warn("certificate was not renewed, the old one is kept reason=\"{}\"", e.getMessage());
    } catch (Exception e) {
      log.error("certificate was not renewed, the old one is kept", e);
    }
  }

  private static void tell(String what, PemFiles files) {
    X509Certificate own = files.chain().getFirst();
    log.info("{} until={}", what, own.getNotAfter().toInstant());
    try {
      own.checkValidity();
    } catch (CertificateException e) {
      log.warn("certificate is not valid now, and browsers will refuse it: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
