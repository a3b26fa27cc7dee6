package chat.parley.chat;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.OwnedConversations;
import chat.parley.generation.AnswerRequest;
import chat.parley.generation.NewMessage;
import chat.parley.generation.Submissions;
import chat.parley.generation.Submissions.Submitted;
import chat.parley.generation.Transcript;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Request.Wants;
import chat.parley.http.Response;
import chat.parley.http.ResponseWriter;
import chat.parley.markdown.Source;
import chat.parley.model.ModelMenu;
import chat.parley.model.ModelRef;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.provider.Model;
import chat.parley.usage.MessageRateLimit;
import chat.parley.user.AccountId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What people send: messages, and what they want of answers.
final class MessagesController {
  private final Submissions submissions;
  private final ModelMenu choices;
  private final ChatPages pages;
  private final Transcript transcript;
  private final MessageRateLimit rate;

  public MessagesController(
      Submissions submissions, ChatPages pages, Transcript transcript, MessageRateLimit rate) {
    this.submissions = submissions;
    this.choices = pages.menu();
    this.pages = pages;
    this.transcript = transcript;
    this.rate = rate;
  }

  /// A message from the home page: a new chat.
  Response begin(Request exchange) {
    Form form = form(exchange);
    try {
      Optional<Model> named = choices.named(exchange.person(), form.value("model"));
      Model model = named.orElseGet(() -> choices.fallback(exchange.person()));
      NewMessage message = newMessage(form, named);
      // First: what fails after the message was accepted would say that it was not.
      named.ifPresent(chosen -> choices.remember(exchange.account(), chosen));
      Submitted sent =
          rate.count(
              exchange.person(),
              admission -> submissions.begin(exchange.account(), message, model, admission));
      return goTo(exchange, sent, Urls.chat(sent.conversation()));
    } catch (Problem problem) {
      return refused(
          exchange,
          problem,
          "composer-error",
          () -> pages.home(exchange, problem.code().status(), draft(form, problem)));
    }
  }

  /// A message in a chat, at the end of its branch or instead of an earlier one.
  Response send(Request exchange) {
    ConversationId id = ConversationId.named(exchange.part("id"));
    Form form = form(exchange);
    int edits = form.number("edits");
    int branch = form.number("branch");
    try {
      Conversation conversation = find(exchange, id);
      Optional<Model> named = choices.named(exchange.person(), form.value("model"));
      Model model =
          named
              .or(() -> choices.of(exchange.person(), model(conversation)))
              .orElseGet(() -> choices.fallback(exchange.person()));
      NewMessage message = newMessage(form, named);
      named.ifPresent(chosen -> choices.remember(exchange.account(), chosen));
      Submissions.MessagePlace place = new Submissions.MessagePlace(branch, edits);
      Submitted sent =
          rate.count(
              exchange.person(),
              admission ->
                  submissions.send(exchange.account(), id, message, model, place, admission));
      if (exchange.wants() == Wants.FRAGMENT && edits == 0) {
        return pages.composer(
            exchange, tip(exchange, id, sent.answer()), 200, Composers.ComposerInput.NOTHING);
      }
      return goTo(exchange, sent, Urls.branch(id, sent.answer()));
    } catch (Problem problem) {
      if (problem.code() == Code.NOT_FOUND && exchange.wants() != Wants.JSON) {
        return homeless(exchange, form, edits);
      }
      return refused(
          exchange,
          problem,
          errorPlace(edits),
          () ->
              pages.chat(
                  exchange,
                  branch(exchange, id, branch),
                  true,
                  problem.code().status(),
                  draft(form, problem)));
    }
  }

  /// Again, retry or continue.
  Response answer(Request exchange) {
    ConversationId id = ConversationId.named(exchange.part("id"));
    Form form = exchange.form();
    int message = form.number("message");
    Optional<Model> named = choices.named(exchange.person(), form.value("model"));
    if (named.isEmpty()) {
      choices.check(exchange.person(), model(find(exchange, id)));
    }
    if (form.value("action").equals("continue")) {
      transcript
          .message(exchange.account(), id, message)
          .map(TranscriptEntry::generation)
          .ifPresent(before ->
              choices.check(exchange.person(), new ModelRef(before.provider(), before.model())));
    }
    AnswerRequest request = new AnswerRequest(message, named.orElse(null), key(form));
    AccountId account = exchange.account();
    Submitted sent =
        rate.count(
            exchange.person(),
            admission ->
                switch (form.value("action")) {
                  case "again" -> submissions.again(account, id, request, admission);
                  case "retry" -> submissions.retry(account, id, request, admission);
                  case "continue" -> submissions.resume(account, id, request, admission);
                  default ->
                      throw Problem.invalid("The action must be one of again, retry and continue.");
                });
    if (exchange.wants() == Wants.FRAGMENT && sent.answer() == message) {
      return new Response.Empty(Map.of());
    }
    return goTo(exchange, sent, Urls.branch(id, sent.answer()));
  }

  Response stop(Request exchange) {
    ConversationId id = ConversationId.named(exchange.part("id"));
    int message = exchange.form().number("message");
    Integer stoppable =
        message > 0 ? Integer.valueOf(message) : Fragments.stoppable(tip(exchange, id, 0));
    if (stoppable != null) {
      submissions.stop(exchange.account(), id, stoppable);
    }
    return switch (exchange.wants()) {
      case FRAGMENT -> new Response.Empty(Map.of());
      case JSON -> new Response.JsonBody(200, Map.of("url", Urls.chat(id)));
      case PAGE, TEXT ->
          new Response.SeeOther(message > 0 ? Urls.branch(id, message) : Urls.chat(id));
    };
  }

  private Response goTo(Request exchange, Submitted sent, String address) {
    return switch (exchange.wants()) {
      case FRAGMENT -> goTo(address);
      case JSON -> {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("chat", sent.conversation().value());
        body.put("message", sent.message());
        body.put("answer", sent.answer());
        body.put("url", Urls.chat(sent.conversation()));
        exchange.response().getHeaders().put("Location", Urls.chat(sent.conversation()));
        yield new Response.JsonBody(201, body);
      }
      case PAGE, TEXT -> new Response.SeeOther(address);
    };
  }

  /// Lets htmx go to a page of ours without loading the whole document.
  static Response goTo(String address) {
    return new Response.Empty(
        Map.of(
            "HX-Location",
            "{\"path\":\""
                + address
                + "\",\"target\":\"#page\",\"swap\":\"outerHTML transition:true\"}"));
  }

  private static NewMessage newMessage(Form form, Optional<Model> named) {
    return new NewMessage(
        Source.normalise(form.value("text")).stripTrailing(), named.orElse(null), key(form));
  }

  private static @Nullable String key(Form form) {
    return form.given("key").orElse(null);
  }

  private static Composers.ComposerInput draft(Form form, Problem problem) {
    return new Composers.ComposerInput(
        form.value("text"), problem.message(), form.given("model").orElse(null));
  }

  /// Reads the form. One that is too large never arrives: what is wrong stands at the field, and
  /// the field stays.
  private static Form form(Request exchange) {
    try {
      return exchange.form();
    } catch (Problem problem) {
      throw problem.at("composer-error");
    }
  }

  /// What is wrong, at the field where it is wrong; what stands in the field stays there.
  private static Response refused(
      Request exchange, Problem problem, String place, Supplier<Response> page) {
    boolean keepsTheText =
        switch (problem.code()) {
          case INVALID, TOO_MANY, UNAVAILABLE, NO_ROOM -> true;
          default -> false;
        };
    if (keepsTheText && exchange.wants() == Wants.PAGE) {
      ResponseWriter.retryAfter(exchange, problem);
      return page.get();
    }
    throw problem.at(place);
  }

  /// A message to a chat that was deleted while it was written. Without script the text stands in
  /// the field of a new chat; with it, it stays where it is.
  private Response homeless(Request exchange, Form form, int edits) {
    Problem gone =
        Problem.notFound(
            "This chat is not there any more: it was deleted, perhaps on another device. Your text is kept.");
    if (exchange.wants() == Wants.PAGE) {
      return pages.home(exchange, gone.code().status(), draft(form, gone));
    }
    throw gone.at(errorPlace(edits));
  }

  private static String errorPlace(int edits) {
    return edits == 0 ? "composer-error" : "edit-error-" + edits;
  }

  private Conversation find(Request exchange, ConversationId id) {
    return tip(exchange, id, 0).conversation();
  }

  private Branch tip(Request exchange, ConversationId id, int through) {
    return transcript
        .tip(exchange.account(), id, through)
        .orElseThrow(OwnedConversations::notThere);
  }

  private Branch branch(Request exchange, ConversationId id, int through) {
    return transcript
        .end(exchange.account(), id, through)
        .orElseThrow(OwnedConversations::notThere);
  }

  private static ModelRef model(Conversation conversation) {
    return new ModelRef(conversation.provider(), conversation.model());
  }
}
