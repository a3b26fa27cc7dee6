package chat.parley.proxies;

import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import java.nio.file.Path;
import java.util.Map;

/// A Parley behind a proxy, and someone who uses it through there.
final class Behind implements AutoCloseable {
  private final ScriptedProvider model = new ScriptedProvider("scripted", true);
  private final ReverseProxy proxy;
  private final Visitor visitor;
  private TestApp parley;

  /// Starts a proxy.
  @FunctionalInterface
  interface Starting {
    /// @param port of the proxy
    /// @param parley its port
    ReverseProxy start(int port, int parley);
  }

  Behind(Starting starting) {
    int port = ReverseProxy.freePort();
    this.parley =
        TestApp.startBehind(ReverseProxy.url(port), TestApp.temporaryDirectory(), 0, model);
    this.proxy = starting.start(port, parley.port());
    this.visitor = new Visitor(proxy.uri("/"));
    try {
      visitor.openLink(parley);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  ScriptedProvider model() {
    return model;
  }

  ReverseProxy proxy() {
    return proxy;
  }

  /// Parley without the proxy.
  TestApp parley() {
    return parley;
  }

  Visitor visitor() {
    return visitor;
  }

  /// Begins a chat through the proxy.
  String begin(String text) throws InterruptedException {
    return visitor
        .post("/messages", Map.of("text", text))
        .orElseThrow(() -> new AssertionError("The proxy does not answer"));
  }

  /// Ends Parley and starts it again, while the proxy stays.
  void restart(Runnable meanwhile) {
    int port = parley.port();
    Path data = parley.data();
    parley.close();
    meanwhile.run();
    parley = TestApp.startBehind(ReverseProxy.url(proxy.port()), data, port, model);
  }

  @Override
  public void close() {
    proxy.close();
    parley.close();
  }
}
