package chat.parley.data;

import chat.parley.account.AccountSettings;
import chat.parley.data.ExportReader.ExportedChat;
import chat.parley.data.ExportReader.ExportedMessage;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that somebody has here, as a zip that is made while it is sent: each chat as a Markdown file
/// to read, and `chats.json` with everything.
///
/// It is written on the request's own thread, which waits while the reader takes nothing, and holds
/// one message at a time.
final class Export {
  private static final String TYPE = "application/zip";

  private static final Logger log = LoggerFactory.getLogger(Export.class);

  private final ExportReader reader;
  private final AccountSettings settings;
  private final Clock clock;

  /// @param clock its zone decides on which day a chat began
  Export(ExportReader reader, AccountSettings settings, Clock clock) {
    this.reader = reader;
    this.settings = settings;
    this.clock = clock;
  }

  Response download(Request request) {
    if (request.isHead()) {
      return new Response.Head(TYPE);
    }
    Instant now = clock.instant();
    HttpFields.Mutable headers = request.response().getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, TYPE);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store, no-transform");
    headers.put("X-Accel-Buffering", "no");
    headers.put(
        HttpHeader.CONTENT_DISPOSITION,
        "attachment; filename=\"parley-" + now.atZone(clock.getZone()).toLocalDate() + ".zip\"");
    request.response().setStatus(200);
    // Not closed where it fails: that would make a whole zip out of a half.
    ZipOutputStream zip =
        new ZipOutputStream(
            Content.Sink.asOutputStream(request.response()), StandardCharsets.UTF_8);
    try {
      write(zip, request.person(), now);
      zip.close();
      request.callback().succeeded();
    } catch (IOException | Problem e) {
      // The reader has left; or the database cannot be read, of which its log tells.
      request.callback().failed(e);
    } catch (RuntimeException e) {
      log.error("export failed", e);
      request.callback().failed(e);
    }
    return new Response.Streaming();
  }

  private void write(ZipOutputStream zip, Account account, Instant now) throws IOException {
    Optional<ExportedChat> chat = reader.next(account.id(), "");
    while (chat.isPresent()) {
      begin(zip, "chats/" + ChatFile.title(chat.get(), clock.getZone()), chat.get().updatedAt());
      writeChat(zip, account, chat.get());
      zip.closeEntry();
      chat = reader.next(account.id(), chat.get().id().value());
    }
    begin(zip, "chats.json", now);
    writeJson(zip, account, now);
    zip.closeEntry();
  }

  private static void begin(ZipOutputStream zip, String name, Instant time) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(FileTime.from(time));
    zip.putNextEntry(entry);
  }

  private void writeChat(ZipOutputStream zip, Account account, ExportedChat chat)
      throws IOException {
    Writer out = new OutputStreamWriter(zip, StandardCharsets.UTF_8);
    ChatFile file = new ChatFile(out, clock.getZone());
    List<Integer> newest = reader.newestBranch(chat);
    Set<Integer> shown = new HashSet<>(newest);
    file.head(chat);
    int last = 0;
    int others = 0;
    for (Optional<ExportedMessage> item = reader.next(account.id(), chat.id(), last);
        item.isPresent();
        item = reader.next(account.id(), chat.id(), last)) {
      last = item.get().message().number();
      if (newest.isEmpty() || shown.contains(last) || last > newest.getLast()) {
        file.write(item.get());
      } else {
        others++;
      }
    }
    file.foot(others);
    out.flush();
  }

  private void writeJson(ZipOutputStream zip, Account account, Instant now) throws IOException {
    try (ExportJson json = new ExportJson(zip)) {
      json.begin(account, settings.of(account.id()), now);
      Optional<ExportedChat> chat = reader.next(account.id(), "");
      while (chat.isPresent()) {
        json.begin(chat.get());
        int last = 0;
        for (Optional<ExportedMessage> item = reader.next(account.id(), chat.get().id(), last);
            item.isPresent();
            item = reader.next(account.id(), chat.get().id(), last)) {
          json.write(item.get());
          last = item.get().message().number();
        }
        json.endChat();
        chat = reader.next(account.id(), chat.get().id().value());
      }
      json.end();
    }
  }
}
