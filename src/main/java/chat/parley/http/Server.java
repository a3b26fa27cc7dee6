package chat.parley.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/// Listens, and hands each request to the dispatcher.
public final class Server implements AutoCloseable {
  /// Answers that wait in the kernel for a reader that does not read are memory that nobody sees:
  /// without a bound up to 4 MB each. Bytes.
  static final int SEND_BUFFER = 64 * 1024;

  /// Connections that wait to be accepted. Readers who come back all at once must find room: whom
  /// the kernel turns away tries again only after 1, 2, 4 ... seconds. The kernel has a bound of
  /// its own (`net.core.somaxconn`, usually 4,096).
  private static final int BACKLOG = 16 * 1024;

  private static final int LARGEST_HEADERS = 16 * 1024;

  private final ServerConfig config;
  private final org.eclipse.jetty.server.Server server;
  private final ConnectionLimits connections;
  private final ServerConnector connector;
  private final @Nullable CertificateReloader certificates;

  /// Starts to serve.
  ///
  /// @throws PortInUse when something else listens there
  /// @throws TlsFiles.Unusable when the files for TLS do not serve
  public Server(
      ServerConfig config, Router router, Authenticator authenticator, ErrorPages errors) {
    this.config = config;
    this.server = new org.eclipse.jetty.server.Server(threads());
    this.connections = new ConnectionLimits(config.limits(), this::isExempt);
    ForwardedHeaders forwarded = new ForwardedHeaders(config.trustedProxies());
    HttpConfiguration http = http();
    if (config.tls().isPresent() || !config.trustedProxies().isEmpty()) {
      http.addCustomizer(new StrictTransport(forwarded));
    }
    ResponseWriter responses = new ResponseWriter(errors);
    Handler dispatcher =
        new Dispatcher(
            router,
            responses,
            authenticator,
            new AdmissionHandler(forwarded, connections, config.limits()));
    if (config.tls().isPresent()) {
      SslContextFactory.Server context = Protocols.context();
      this.certificates =
          new CertificateReloader(config.tls().get(), context, config.certificates());
      this.connector =
          new ReservingConnector(server, connections, true, Protocols.overTls(http, context));
      server.setHandler(new HttpsOnly(dispatcher));
    } else {
      this.certificates = null;
      this.connector = new ReservingConnector(server, connections, false, Protocols.inClear(http));
      server.setHandler(dispatcher);
    }
    server.setErrorHandler(new ErrorPage(responses));
    listen();
  }

  /// Whose connections are not counted by their address: proxies speak for others, whose requests
  /// are counted. So does what stands on this computer where an address is named at which a proxy
  /// serves Parley; and one person alone may have any number.
  private boolean isExempt(InetAddress from) {
    return config.onePerson()
        || (config.isProxied() && from.isLoopbackAddress())
        || config.trustedProxies().stream().anyMatch(range -> range.contains(from));
  }

  /// The port that it listens on.
  public int port() {
    return connector.getLocalPort();
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(8, 4);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request").factory()));
    return threads;
  }

  static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(LARGEST_HEADERS);
    // What Jetty would keep of each connection's headers, to parse the next request of it a little
    // faster, takes up to 100 KB for as long as a stream is open.
    http.setHeaderCacheSize(0);
    http.addCustomizer(new Http2HostHeader());
    return http;
  }

  private void listen() {
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setAcceptedSendBufferSize(SEND_BUFFER);
    connector.setAcceptQueueSize(BACKLOG);
    connector.setReuseAddress(true);
    server.addConnector(connector);
    try {
      server.start();
    } catch (IOException e) {
      if (e.getCause() instanceof BindException || e instanceof BindException) {
        throw new PortInUse(config.port());
      }
      throw new IllegalStateException(e);
    } catch (Exception e) {
      throw new IllegalStateException("The HTTP server did not start", e);
    }
    if (certificates != null) {
      certificates.start();
    }
  }

  @Override
  public void close() {
    if (certificates != null) {
      certificates.close();
    }
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The HTTP server did not stop", e);
    }
    connections.close();
  }

  /// Something else listens on the port.
  public static final class PortInUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int port;

    PortInUse(int port) {
      super("Port " + port + " is in use");
      this.port = port;
    }

    public int port() {
      return port;
    }
  }
}
