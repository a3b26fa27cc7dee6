package chat.parley.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Under what addresses the Parley that uses a data directory is found, for a command beside it.
public final class AddressFile {
  private static final String FILE = "parley.address";

  private final Path file;

  public AddressFile(Path directory) {
    this.file = directory.resolve(FILE);
  }

  /// @param addresses like `http://127.0.0.1:8080`
  public void write(List<String> addresses) throws IOException {
    Path part = Files.createTempFile(file.getParent(), ".address-", ".part");
    try {
      Files.write(part, addresses);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /// Empty where none is told of.
  public List<String> read() throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
