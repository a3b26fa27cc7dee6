package chat.parley.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// One hash over the content of all files in a folder of the class path.
///
/// In a jar it is made of the checksums that the jar's directory has already, so that a start reads
/// no file for it.
final class ContentHash {
  private static final int BYTES = 6;

  private ContentHash() {}

  static String of(String folder) {
    URL url = ContentHash.class.getResource("/" + folder);
    if (url == null) {
      throw new IllegalStateException("There is no folder " + folder + " on the class path");
    }
    try {
      return hash(url.getProtocol().equals("jar") ? inJar(url) : inDirectory(Path.of(url.toURI())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> inJar(URL url) throws IOException {
    JarURLConnection connection = (JarURLConnection) url.openConnection();
    String prefix = connection.getEntryName();
    return connection.getJarFile().stream()
        .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
        .map(entry -> entry.getName().substring(prefix.length()) + " " + entry.getCrc())
        .toList();
  }

  private static List<String> inDirectory(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "/" + directory.relativize(file) + " " + checksum(file))
          .toList();
    }
  }

  private static long checksum(Path file) {
    CRC32 crc = new CRC32();
    try {
      crc.update(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return crc.getValue();
  }

  private static String hash(List<String> lines) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    lines.stream().sorted().forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }
}
