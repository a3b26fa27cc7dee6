package chat.parley.data;

import chat.parley.chat.ChatJson;
import chat.parley.data.ExportReader.Chat;
import chat.parley.data.ExportReader.Item;
import chat.parley.data.ExportReader.Work;
import chat.parley.generation.Generation;
import chat.parley.generation.Generation.Outcome;
import chat.parley.http.Json;
import chat.parley.provider.Fault;
import chat.parley.user.Account;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that somebody has here as one JSON document, written as it comes.
final class ExportJson implements AutoCloseable {
  /// Of the document, raised when a program that reads it would have to know.
  private static final int VERSION = 1;

  private final JsonGenerator json;

  ExportJson(OutputStream out) throws IOException {
    json = Json.MAPPER.createGenerator(out);
    // The zip goes on after it.
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    json.useDefaultPrettyPrinter();
  }

  void begin(Account account, Map<String, String> settings, Instant now) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", VERSION);
    time("exported", now);
    json.writeObjectFieldStart("account");
    json.writeStringField("name", account.name());
    json.writeStringField("email", account.email());
    json.writeStringField("role", account.role().word());
    time("created", account.createdAt());
    json.writeEndObject();
    json.writeObjectFieldStart("settings");
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      json.writeStringField(setting.getKey(), setting.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("chats");
  }

  void begin(Chat chat) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", chat.id().value());
    json.writeStringField("title", chat.title());
    json.writeStringField("model", chat.provider() + "/" + chat.model());
    time("created", chat.createdAt());
    time("updated", chat.updatedAt());
    time("deleted", chat.deletedAt());
    json.writeArrayFieldStart("messages");
  }

  void write(Item item) throws IOException {
    json.writeStartObject();
    json.writeNumberField("number", item.message().number());
    number("parent", item.message().parent());
    json.writeStringField("role", item.message().role().name().toLowerCase(Locale.ROOT));
    json.writeStringField("text", item.written().text());
    time("created", item.message().createdAt());
    Work work = item.work();
    if (work != null) {
      write(item, work);
    }
    json.writeEndObject();
  }

  private void write(Item item, Work work) throws IOException {
    Generation generation = work.generation();
    json.writeStringField("reasoning", item.written().reasoning());
    json.writeStringField("model", generation.provider() + "/" + generation.model());
    json.writeStringField("state", ChatJson.state(generation));
    if (generation.state() instanceof Generation.Progress.Ended(Outcome.Failed(Fault fault))) {
      json.writeStringField("fault", ChatJson.word(fault.kind()));
      json.writeStringField("faultDetail", fault.detail());
    }
    json.writeBooleanField(
        "cutShort",
        generation.state() instanceof Generation.Progress.Ended(Outcome.Finished(boolean cut))
            && cut);
    json.writeNumberField("messagesLeftOut", generation.leftOut());
    number("promptTokens", work.promptTokens());
    number("completionTokens", work.completionTokens());
    time("started", generation.startedAt());
    time("firstText", generation.firstTextAt());
    time("ended", work.endedAt());
  }

  void endChat() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }

  void end() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }

  private void time(String name, @Nullable Instant instant) throws IOException {
    json.writeStringField(name, instant == null ? null : instant.toString());
  }

  private void number(String name, @Nullable Integer number) throws IOException {
    if (number == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, number);
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
