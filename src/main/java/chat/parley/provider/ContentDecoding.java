package chat.parley.provider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// A body as it was before it was packed. Parley asks for none that is, and some servers and
/// proxies pack all the same, or say that they did where they did not: so the first bytes count
/// more than the header.
final class ContentDecoding {

  /// What there is no way to unpack here.
  private static final Set<String> FOREIGN = Set.of("br", "zstd", "compress", "x-compress");

  private static final int GZIP_1 = 0x1F;
  private static final int GZIP_2 = 0x8B;

  private ContentDecoding() {}

  /// @param coding what the response's header says, or null
  static InputStream of(InputStream packed, @Nullable String coding) throws IOException {
    String named = coding == null ? "" : coding.strip().toLowerCase(Locale.ROOT);
    if (FOREIGN.contains(named)) {
      String said = "The server packed what it said as " + named + ", which nobody asked for.";
      return new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8));
    }
    PushbackInputStream in = new PushbackInputStream(packed, 2);
    int first = in.read();
    if (first < 0) {
      return in;
    }
    int second = in.read();
    if (second >= 0) {
      in.unread(second);
    }
    in.unread(first);
    if (first == GZIP_1 && second == GZIP_2) {
      return new GZIPInputStream(in);
    }
    if (named.contains("deflate")) {
      return inflated(in, first, second);
    }
    return in;
  }

  /// With the header that the standard wants, without it as some servers send it, or not packed.
  private static InputStream inflated(InputStream in, int first, int second) {
    if ((first & 0x0F) == 8 && (first * 256 + second) % 31 == 0) {
      return new InflaterInputStream(in);
    }
    boolean readable = Character.isWhitespace(first) || "{[<:de".indexOf(first) >= 0;
    return readable ? in : new InflaterInputStream(in, new Inflater(true));
  }
}
