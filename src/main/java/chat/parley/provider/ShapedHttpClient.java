package chat.parley.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;

/// Changes what LangChain4j asks before it goes out: the address, where it is not just the base
/// with an endpoint behind it, and fields that a server does not take.
final class ShapedHttpClient implements HttpClient {

  private final HttpClient client;
  private final String url;
  private final boolean withStreamOptions;

  /// @param url of the endpoint that answers
  ShapedHttpClient(HttpClient client, String url, boolean withStreamOptions) {
    this.client = client;
    this.url = url;
    this.withStreamOptions = withStreamOptions;
  }

  /// For a model's builder.
  HttpClientBuilder builder(HttpClientBuilder usual) {
    ShapedHttpClient shaped = this;
    return new HttpClientBuilder() {
      @Override
      public Duration connectTimeout() {
        return usual.connectTimeout();
      }

      @Override
      public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
      }

      @Override
      public Duration readTimeout() {
        return usual.readTimeout();
      }

      @Override
      public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
      }

      @Override
      public HttpClient build() {
        return shaped;
      }
    };
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    return client.execute(shaped(request));
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    client.execute(shaped(request), parser, listener);
  }

  private HttpRequest shaped(HttpRequest request) {
    String body = request.body();
    HttpRequest.Builder shaped =
        HttpRequest.builder().method(request.method()).url(url).headers(request.headers());
    return body == null ? shaped.build() : shaped.body(withoutRefused(body)).build();
  }

  private String withoutRefused(String body) {
    ObjectNode root =
        withStreamOptions
            ? null
            : (ObjectNode)
                StreamPiece.object(body).filter(ObjectNode.class::isInstance).orElse(null);
    if (root == null) {
      return body;
    }
    root.remove("stream_options");
    return root.toString();
  }
}
