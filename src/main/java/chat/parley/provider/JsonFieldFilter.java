package chat.parley.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Takes out of a long line of JSON, while it comes, the values of fields that no format reads:
/// some servers put whole pictures beside the text. What is left is the same JSON with nulls in it.
final class JsonFieldFilter {

  /// All the fields that lead to something that is read. Only long lines are condensed, so that a
  /// field which is missing here is missed in these alone.
  private static final Set<String> READ =
      Set.copyOf(
          Phrases.of(
                  """
                  blockReason | blockReasonMessage | cache_creation_input_tokens
                  cache_read_input_tokens | candidates | candidatesTokenCount | choices | code
                  completion_tokens | content | content_block | delta | detail | details | done
                  done_reason | error | eval_count | explanation | finishMessage | finishReason
                  finish_reason | index | input_tokens | message | metadata | object | output_tokens
                  parts | promptFeedback | promptTokenCount | prompt_eval_count | prompt_tokens | raw
                  reasoning | reasoning_content | reasoning_details | refusal | response | status
                  stop_details | stop_reason | summary | text | thinking | thought
                  thoughtsTokenCount | type | usage | usageMetadata
                  """)
              .all());

  private static final int LONGEST_NAME = 40;

  private final ByteArrayOutputStream out;
  private final ByteArrayOutputStream string = new ByteArrayOutputStream(LONGEST_NAME);
  private boolean inString;
  private boolean escaped;
  private int depth;
  private boolean skipping;
  private int skippedFrom;

  /// @param out where what is left goes
  JsonFieldFilter(ByteArrayOutputStream out) {
    this.out = out;
  }

  void take(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      take(bytes[i]);
    }
  }

  private void take(byte b) {
    if (inString) {
      takeInString(b);
      return;
    }
    switch (b) {
      case '"' -> {
        inString = true;
        string.reset();
      }
      case '{', '[' -> depth++;
      case '}', ']' -> {
        skipping &= depth > skippedFrom;
        depth--;
      }
      case ',' -> skipping &= depth > skippedFrom;
      default -> {}
    }
    if (!skipping) {
      out.write(b);
    }
    if (b == ':' && !skipping && string.size() > 0 && !isRead()) {
      out.writeBytes("null".getBytes(StandardCharsets.US_ASCII));
      skipping = true;
      skippedFrom = depth;
    }
  }

  private void takeInString(byte b) {
    if (escaped) {
      escaped = false;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inString = false;
    }
    if (inString && string.size() < LONGEST_NAME) {
      string.write(b);
    }
    if (!skipping) {
      out.write(b);
    }
  }

  private boolean isRead() {
    return READ.contains(string.toString(StandardCharsets.UTF_8));
  }
}
