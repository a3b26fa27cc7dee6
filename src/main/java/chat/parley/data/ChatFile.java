package chat.parley.data;

import chat.parley.conversation.Conversations;
import chat.parley.conversation.MessageRole;
import chat.parley.data.ExportReader.ExportedAnswer;
import chat.parley.data.ExportReader.ExportedChat;
import chat.parley.data.ExportReader.ExportedMessage;
import chat.parley.generation.Generation;
import chat.parley.generation.Generation.Outcome;
import chat.parley.model.ModelMenu;
import chat.parley.provider.FaultMessages;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A chat as a Markdown file for people to read: its newest branch.
final class ChatFile {
  /// Of the title within a file's name, in bytes: with the date and the id before and after it,
  /// that stays below what any file system takes.
  private static final int LONGEST_TITLE = 80;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private final Writer out;
  private final ZoneId zone;

  ChatFile(Writer out, ZoneId zone) {
    this.out = out;
    this.zone = zone;
  }

  /// `DATE-title-ID.md`, with nothing in it that any system gives a meaning to: letters, digits and
  /// hyphens. The date before it makes it no device of Windows; the id makes it the only one.
  static String title(ExportedChat chat, ZoneId zone) {
    String words =
        Normalizer.normalize(chat.title(), Normalizer.Form.NFC)
            .replaceAll("[^\\p{L}\\p{N}\\p{M}]+", "-")
            .replaceAll("^[-\\p{M}]+", "");
    StringBuilder title = new StringBuilder();
    int room = LONGEST_TITLE;
    for (int c : words.codePoints().toArray()) {
      room -= Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
      if (room < 0) {
        break;
      }
      title.appendCodePoint(c);
    }
    String shortened = title.toString().replaceAll("-+$", "");
    return "%s-%s-%s.md"
        .formatted(
            chat.createdAt().atZone(zone).toLocalDate(),
            shortened.isEmpty() ? "chat" : shortened,
            chat.id().value());
  }

  void head(ExportedChat chat) throws IOException {
    out.write("# " + chat.title() + "\n\n");
    out.write("Begun " + time(chat.createdAt()) + ", last used " + time(chat.updatedAt()) + ".\n");
    Instant deleted = chat.deletedAt();
    if (deleted != null) {
      Instant until = deleted.plus(Conversations.KEPT_AFTER_DELETION).truncatedTo(ChronoUnit.DAYS);
      out.write("Deleted " + time(deleted) + "; can be brought back until " + day(until) + ".\n");
    }
  }

  void write(ExportedMessage item) throws IOException {
    ExportedAnswer work = item.work();
    String name =
        item.message().role() == MessageRole.USER || work == null
            ? "You"
            : ModelMenu.label(work.generation().provider(), work.generation().model());
    out.write("\n## " + name + ", " + time(item.message().createdAt()) + "\n\n");
    String text = item.written().text();
    out.write(text);
    if (!text.endsWith("\n")) {
      out.write('\n');
    }
    String ending = ending(work == null ? null : work.generation());
    if (!ending.isEmpty()) {
      out.write("\n*" + ending + "*\n");
    }
  }

  /// @param others how many messages stand on other branches
  void foot(int others) throws IOException {
    if (others > 0) {
      out.write(
          String.format(
              Locale.ENGLISH,
              "\n---\n\n*%d more %s on other branches: chats.json has all of them.*\n",
              others,
              others == 1 ? "message" : "messages"));
    }
  }

  private static String ending(@Nullable Generation generation) {
    if (generation == null) {
      return "";
    }
    return switch (generation.state()) {
      case Generation.Progress.Queued() -> "Waits to be written.";
      case Generation.Progress.Running() -> "Was being written at that moment.";
      case Generation.Progress.Ended(Outcome.Finished(boolean cutShort)) ->
          cutShort ? "Cut short: it met the length limit." : "";
      case Generation.Progress.Ended(Outcome.Stopped()) -> "Stopped.";
      case Generation.Progress.Ended(Outcome.Interrupted()) -> "Interrupted.";
      case Generation.Progress.Ended(Outcome.Failed(var fault)) ->
          "Failed: " + FaultMessages.reason(fault.kind());
    };
  }

  private String time(Instant instant) {
    return TIME.format(instant.atZone(zone));
  }

  private String day(Instant instant) {
    return instant.atZone(zone).toLocalDate().toString();
  }
}
