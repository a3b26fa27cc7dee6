package chat.parley.page.gallery;

import chat.parley.chat.ChatView;
import chat.parley.chat.ComposerView;
import chat.parley.chat.HomeView;
import chat.parley.chat.MessageView;
import chat.parley.chat.MessageView.AnswerState;
import chat.parley.chat.MessageView.Branches;
import chat.parley.chat.MessageView.FaultView;
import chat.parley.chat.MessageView.StatusView;
import chat.parley.chat.MessageView.Thought;
import chat.parley.docs.DocsView;
import chat.parley.model.ModelChoice;
import chat.parley.page.Page;
import chat.parley.page.SidebarView;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import chat.parley.user.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the pages show here.
final class Samples {
  static final String CHAT = "0198c0de";
  private static final String MODEL = "qwen3:8b";
  private static final List<ModelChoice> MODELS =
      List.of(
          new ModelChoice("ollama/qwen3:8b", MODEL, "Ollama"),
          new ModelChoice("ollama/gemma3:27b", "gemma3:27b", "Ollama"),
          new ModelChoice("guide", "Guide", "Parley"));

  private static final Account ADA =
      new Account(new AccountId("ada"), "Ada", null, Role.OWNER, true, false, Instant.EPOCH, null);

  private Samples() {}

  static Page shell(String title, SidebarView sidebar, boolean modelConnected) {
    return new Page(
        title, new CurrentUser(ADA, "session", "127.0.0.1", true, false), modelConnected, sidebar);
  }

  static HomeView home() {
    return new HomeView(null, List.of());
  }

  static SidebarView sidebar(@Nullable String current) {
    return new SidebarView(groups(), current, null, "/?before=40");
  }

  static SidebarView sidebarAfterDeletion() {
    return new SidebarView(
        groups(),
        null,
        new SidebarView.DeletionUndo("gone", "Names for a grey cat who sleeps all day"),
        null);
  }

  static SidebarView emptySidebar() {
    return new SidebarView(List.of(), null, null, null);
  }

  private static List<SidebarView.SidebarGroup> groups() {
    return List.of(
        new SidebarView.SidebarGroup(
            "Today",
            List.of(
                new SidebarView.SidebarItem(CHAT, "Why is the sky blue?"),
                new SidebarView.SidebarItem("b", "A letter to the landlord about the heating"),
                new SidebarView.SidebarItem("c", "SQLite or PostgreSQL for a small team?"))),
        new SidebarView.SidebarGroup(
            "Yesterday",
            List.of(
                new SidebarView.SidebarItem("d", "Trip to Lisbon in March"),
                new SidebarView.SidebarItem("e", "Fix the off-by-one in the pager"))),
        new SidebarView.SidebarGroup(
            "Last 7 days",
            List.of(
                new SidebarView.SidebarItem("f", "Explain monads without category theory"),
                new SidebarView.SidebarItem("g", "Bread that rises in a cold kitchen"),
                new SidebarView.SidebarItem("h", "Compare three heat pumps"))));
  }

  static ComposerView homeComposer(List<ModelChoice> models) {
    return new ComposerView(
        "/messages", null, "", null, models, models.getFirst().value(), "k-1", 0, null, null);
  }

  static List<ModelChoice> models() {
    return MODELS;
  }

  static List<ModelChoice> guideOnly() {
    return List.of(new ModelChoice("guide", "Guide", "Parley"));
  }

  static ComposerView composer(
      String text, @Nullable String error, int branch, @Nullable Integer stoppable) {
    return new ComposerView(
        "/chat/" + CHAT + "/messages",
        CHAT,
        text,
        error,
        MODELS,
        "ollama/qwen3:8b",
        "k-2",
        branch,
        stoppable,
        null);
  }

  static ChatView chat(List<MessageView> messages, ComposerView composer) {
    return new ChatView(
        CHAT,
        "Why is the sky blue?",
        messages,
        null,
        null,
        "12.4.1.0",
        composer.stoppable(),
        composer);
  }

  static ChatView longChat() {
    var messages = new ArrayList<MessageView>();
    messages.add(question(11, "Why is the sky blue?", null));
    messages.add(
        answer(
            12,
            AnswerState.FINISHED,
            Texts.SKY,
            "",
            new Branches(2, 3, "/chat/" + CHAT + "?branch=10", "/chat/" + CHAT + "?branch=14"),
            null,
            new Thought(4, "The user asks about Rayleigh scattering. Keep it short."),
            null,
            List.of("The oldest 12 messages were left out, since the model reads 8,192 tokens.")));
    messages.add(
        question(13, "And how would I plot that?\nPlease with a table of the wavelengths.", null));
    messages.add(
        answer(14, AnswerState.FINISHED, Texts.PLOT, "", null, null, null, null, List.of()));
    return new ChatView(
        CHAT,
        "Why is the sky blue?",
        messages,
        "/chat/" + CHAT + "?before=11",
        null,
        "40.14.1.0",
        null,
        composer("", null, 14, null));
  }

  static ChatView in(AnswerState state) {
    var question = question(3, "Write a small server that says hello.", null);
    return switch (state) {
      case QUEUED -> open(question, state, "", "", new StatusView("2nd in line", -1), null);
      case THINKING ->
          open(
              question,
              state,
              "",
              "",
              new StatusView("Waiting for the model", 75_000),
              new Thought(
                  -1, "The user wants a small server.\nThe JDK has one, so no library is needed."));
      case WRITING ->
          open(
              question,
              state,
              Texts.HELLO_BLOCKS,
              Texts.HELLO_TAIL,
              null,
              new Thought(12, "The JDK has one."));
      case FINISHED -> ended(question, state, Texts.PLOT, null);
      case STOPPED, INTERRUPTED -> ended(question, state, Texts.SKY_BEGUN, null);
      case FAILED ->
          ended(
              question,
              state,
              Texts.SKY_BEGUN,
              new FaultView(
                  "The model's server broke off in the middle of the answer. What came is kept; Retry asks again.",
                  "HTTP 200, then: java.net.SocketException: Connection reset\nafter 412 tokens, 8.1 s",
                  "broke-off"));
    };
  }

  static ChatView failedWithoutText() {
    return ended(
        question(3, "Hello?", null),
        AnswerState.FAILED,
        "",
        new FaultView(
            "The key was not accepted by api.example.com. Check OPENAI_API_KEY and start Parley again.",
            "",
            "wrong-key"));
  }

  static ChatView thinkingAlone() {
    return open(question(3, "Hello", null), AnswerState.THINKING, "", "", null, null);
  }

  static ChatView withError() {
    return chat(
        List.of(
            question(
                3, "Why is the sky blue?", new Branches(1, 2, null, "/chat/" + CHAT + "?branch=5")),
            answer(4, AnswerState.FINISHED, Texts.SKY, "", null, null, null, null, List.of())),
        composer(
            "This is the text that was too long, and it still stands here.",
            "A message may have 100,000 characters; this one has 103,512.",
            4,
            null));
  }

  private static ChatView open(
      MessageView question,
      AnswerState state,
      String blocks,
      String tail,
      @Nullable StatusView status,
      @Nullable Thought thought) {
    return chat(
        List.of(question, answer(4, state, blocks, tail, null, status, thought, null, List.of())),
        composer("", null, 4, 4));
  }

  private static ChatView ended(
      MessageView question, AnswerState state, String blocks, @Nullable FaultView fault) {
    return chat(
        List.of(question, answer(4, state, blocks, "", null, null, null, fault, List.of())),
        composer("", null, 4, null));
  }

  private static MessageView question(int number, String text, @Nullable Branches branches) {
    return new MessageView(
        CHAT,
        number,
        1,
        true,
        AnswerState.FINISHED,
        text,
        "",
        "",
        "",
        branches,
        null,
        null,
        null,
        List.of());
  }

  private static MessageView answer(
      int number,
      AnswerState state,
      String blocks,
      String tail,
      @Nullable Branches branches,
      @Nullable StatusView status,
      @Nullable Thought thought,
      @Nullable FaultView fault,
      List<String> notes) {
    return new MessageView(
        CHAT,
        number,
        1,
        false,
        state,
        blocks.isEmpty() ? "" : "source",
        blocks,
        tail,
        MODEL,
        branches,
        status,
        thought,
        fault,
        notes);
  }

  static DocsView docs() {
    return new DocsView(
        "connecting-a-model",
        Texts.DOCS,
        List.of(
            new DocsView.DocsLink("connecting-a-model", "Connecting a model"),
            new DocsView.DocsLink("self-hosting", "Self-hosting"),
            new DocsView.DocsLink("configuration", "Configuration"),
            new DocsView.DocsLink("shortcuts", "Shortcuts"),
            new DocsView.DocsLink("backups", "Backups")));
  }
}
