package chat.parley;

import chat.parley.database.Database;
import chat.parley.local.AddressFile;
import chat.parley.local.SecretLink;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Prints the secret link of local mode, also while Parley runs.
final class LinkCommand {
  private final PrintWriter out;
  private final PrintWriter err;

  LinkCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /// @param renew whether a new one is made, and the old one is good no more
  /// @return the exit code
  int show(Path data, boolean renew) {
    try {
      if (!Files.isDirectory(data)) {
        return refuse(
            "There is no directory " + data + ". Name Parley's data directory with --data.");
      }
      SecretLink link = new SecretLink(data);
      if (renew) {
        link.renew();
        err.println("There is a new link. Who came in by the old one is out.");
      }
      List<String> addresses =
          Database.isInUse(data) ? new AddressFile(data).read() : List.<String>of();
      if (addresses.isEmpty()) {
        return refuse(
            "No Parley in local mode runs on "
                + data
                + ". Start it, or name its data directory with --data.");
      }
      SecretLink.LinkSecret secret = link.readOrMake();
      addresses.forEach(address -> out.println(address + secret.path()));
      return 0;
    } catch (AccessDeniedException e) {
      return refuse(
          e.getFile() + " is only for the user who runs Parley. Say bin/parley link as that user.");
    } catch (IOException e) {
      return refuse(
          "The link cannot be read: " + e.getMessage() + ". Ask as the user who runs Parley.");
    }
  }

  private int refuse(String sentence) {
    err.println(sentence);
    return 1;
  }
}
