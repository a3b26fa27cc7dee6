package chat.parley.support;

import static chat.parley.support.Wire.quoted;

import java.io.IOException;

/// Anthropic's Messages API, event by event as its documentation shows them.
public final class AnthropicWords implements Words {

  @Override
  public void begin(Wire wire) throws IOException {
    wire.stream();
    wire.event(
        "message_start",
        """
        {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
        "content":[],"model":"m","stop_reason":null,"stop_sequence":null,"usage":\
        {"input_tokens":4,"cache_creation_input_tokens":1,"cache_read_input_tokens":2,\
        "output_tokens":1}}}\
        """);
    wire.event(
        "content_block_start",
        """
        {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\
        """);
    keepAlive(wire);
  }

  @Override
  public void text(Wire wire, String text) throws IOException {
    delta(wire, "{\"type\":\"text_delta\",\"text\":" + quoted(text) + "}");
  }

  @Override
  public void reasoning(Wire wire, String reasoning) throws IOException {
    delta(wire, "{\"type\":\"thinking_delta\",\"thinking\":" + quoted(reasoning) + "}");
    delta(wire, "{\"type\":\"signature_delta\",\"signature\":\"EqQBCgIYAhIM1gbc\"}");
  }

  private static void delta(Wire wire, String delta) throws IOException {
    wire.event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}");
  }

  @Override
  public void keepAlive(Wire wire) throws IOException {
    wire.event("ping", "{\"type\": \"ping\"}");
  }

  @Override
  public void finish(Wire wire, boolean cutShort) throws IOException {
    stop(wire, cutShort ? "max_tokens" : "end_turn");
  }

  public void stop(Wire wire, String reason) throws IOException {
    wire.event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
    wire.event(
        "message_delta",
        """
        {"type":"message_delta","delta":{"stop_reason":%s,"stop_sequence":null},\
        "usage":{"output_tokens":2}}\
        """
            .formatted(quoted(reason)));
    wire.event("message_stop", "{\"type\":\"message_stop\"}");
  }

  @Override
  public void overloaded(Wire wire) throws IOException {
    wire.event(
        "error",
        """
        {"type":"error","error":{"details":null,"type":"overloaded_error",\
        "message":"Overloaded"},"request_id":"req_1"}\
        """);
  }

  /// A refusal, as every one looks.
  public static Script refusal(int status, String type, String message, String... headers) {
    String body =
        "{\"type\":\"error\",\"error\":{\"type\":%s,\"message\":%s},\"request_id\":\"req_1\"}"
            .formatted(quoted(type), quoted(message));
    return Scripts.refusal(status, body, headers);
  }
}
