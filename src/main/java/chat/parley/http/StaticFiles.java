package chat.parley.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The files below `static` on the class path, under an address with the hash of their content in
/// it, so that browsers may keep them for ever.
public final class StaticFiles implements Assets {
  private static final String PREFIX = "/static/";
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "woff2", "font/woff2",
          "png", "image/png");

  private final String hash;
  private final Map<String, LoadedFile> entries = new ConcurrentHashMap<>();

  /// @param type media type
  /// @param gzipped the same, compressed, or null where that gains nothing
  @SuppressWarnings("ArrayRecordComponent")
  public // written to sockets as they are
  record LoadedFile(String type, byte[] bytes, byte @Nullable [] gzipped) {}

  public StaticFiles() {
    this.hash = ContentHash.of("static");
  }

  @Override
  public String version() {
    return hash;
  }

  @Override
  public String url(String name) {
    return PREFIX + hash + "/" + name;
  }

  /// Finds a file by its path.
  Optional<LoadedFile> find(String name) {
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot + 1);
    if (name.contains("..") || !TYPES.containsKey(extension)) {
      return Optional.empty();
    }
    LoadedFile known = entries.get(name);
    if (known == null) {
      known = read("static/" + name).map(bytes -> entry(extension, bytes)).orElse(null);
      if (known != null) {
        entries.put(name, known);
      }
    }
    return Optional.ofNullable(known);
  }

  private static LoadedFile entry(String extension, byte[] bytes) {
    boolean compressed = List.of("woff2", "png").contains(extension);
    return new LoadedFile(
        TYPES.getOrDefault(extension, "application/octet-stream"),
        bytes,
        compressed ? null : gzip(bytes));
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Optional<byte[]> read(String resource) {
    try (InputStream in = StaticFiles.class.getResourceAsStream("/" + resource)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
