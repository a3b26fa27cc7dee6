package chat.parley.data;

import chat.parley.chat.ChatJson;
import chat.parley.conversation.Message;
import chat.parley.data.ExportReader.ExportedAnswer;
import chat.parley.data.ExportReader.ExportedChat;
import chat.parley.data.ExportReader.ExportedMessage;
import chat.parley.generation.Generation;
import chat.parley.generation.Generation.Outcome;
import chat.parley.http.Json;
import chat.parley.model.ModelRef;
import chat.parley.provider.Fault;
import chat.parley.user.Account;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

  void begin(ExportedChat chat) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", chat.id().value());
    json.writeStringField("title", chat.title());
    json.writeStringField("model", new ModelRef(chat.provider(), chat.model()).toString());
    time("created", chat.createdAt());
    time("updated", chat.updatedAt());
    time("deleted", chat.deletedAt());
    json.writeArrayFieldStart("messages");
  }

  void write(ExportedMessage exported) throws IOException {
    Message message = exported.message();
    ObjectNode node =
        Json.MAPPER
            .createObjectNode()
            .put("number", message.number())
            .put("parent", message.parent())
            .put("role", message.role().name().toLowerCase(Locale.ROOT))
            .put("text", exported.written().text())
            .put("created", message.createdAt().toString());
    ExportedAnswer answer = exported.work();
    if (answer != null) {
      node.put("reasoning", exported.written().reasoning());
      put(node, answer.generation());
      node.put("promptTokens", answer.promptTokens())
          .put("completionTokens", answer.completionTokens())
          .put("started", Objects.toString(answer.generation().startedAt(), null))
          .put("firstText", Objects.toString(answer.generation().firstTextAt(), null))
          .put("ended", Objects.toString(answer.endedAt(), null));
    }
    json.writeTree(node);
  }

  private static void put(ObjectNode node, Generation generation) {
    node.put("model", new ModelRef(generation.provider(), generation.model()).toString())
        .put("state", ChatJson.state(generation));
    if (generation.state() instanceof Generation.Progress.Ended(Outcome.Failed(Fault fault))) {
      node.put("fault", ChatJson.word(fault.kind())).put("faultDetail", fault.detail());
    }
    node.put(
            "cutShort",
            generation.state() instanceof Generation.Progress.Ended(Outcome.Finished(boolean cut))
                && cut)
        .put("messagesLeftOut", generation.leftOut());
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

  @Override
  public void close() throws IOException {
    json.close();
  }
}
