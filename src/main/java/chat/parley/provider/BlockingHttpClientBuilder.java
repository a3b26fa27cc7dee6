package chat.parley.provider;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Duration;

/// Hands LangChain4j a client that is already there. The time-outs that LangChain4j sets are not
/// used: one for each read cannot tell a slow first token from a stream gone silent.
final class BlockingHttpClientBuilder implements HttpClientBuilder {

  private final BlockingHttpClient client;
  private final Timeouts timeouts;

  BlockingHttpClientBuilder(BlockingHttpClient client, Timeouts timeouts) {
    this.client = client;
    this.timeouts = timeouts;
  }

  @Override
  public Duration connectTimeout() {
    return timeouts.connect();
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return timeouts.betweenTokens();
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }

  @Override
  public HttpClient build() {
    return client;
  }
}
