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
import chat.parley.markdown.SourceNormaliser;
import chat.parley.model.ModelMenu;
import chat.parley.model.ModelRef;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.provider.Model;
import chat.parley.usage.MessageRateLimit;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What people send: messages, and what they want of answers.
final class MessagesController {
  private final Submissions submissions;
  private final ModelMenu menu;
  private final ChatPages pages;
  private final Transcript transcript;
  private final MessageRateLimit rate;

  MessagesController(
      Submissions submissions, ChatPages pages, Transcript transcript, MessageRateLimit rate) {
    this.submissions = submissions;
    this.menu = pages.menu();
    this.pages = pages;
    this.transcript = transcript;
    this.rate = rate;
  }

  /// A message from the home page: a new chat.
  Response begin(Request request) throws InterruptedException {
    Account account = request.user().account();
    return request.submit(
        form ->
            at(
                request,
                "composer-error",
                () -> {
                  Optional<Model> named = menu.named(account, form.value("model"));
                  Model model = named.orElseGet(() -> menu.fallback(account));
                  NewMessage message = newMessage(form, named);
                  // First: what fails after the message was accepted would say that it was not.
                  named.ifPresent(chosen -> menu.remember(account.id(), chosen));
                  Submitted sent =
                      rate.count(
                          account,
                          admission -> submissions.begin(account.id(), message, model, admission));
                  return goTo(request, sent, Urls.chat(sent.conversation()));
                }),
        (form, problem) -> pages.home(request, problem.code().status(), input(form, problem)));
  }

  /// A message in a chat, at the end of its branch or instead of an earlier one.
  Response send(Request request) throws InterruptedException {
    ConversationId id = ConversationId.named(request.part("id"));
    return request.submit(
        form -> {
          int edits = form.number("edits");
          return at(
              request,
              edits == 0 ? "composer-error" : "edit-error-" + edits,
              () -> send(request, id, form, edits));
        },
        (form, problem) ->
            problem.code() == Code.NOT_FOUND
                ? pages.home(request, problem.code().status(), input(form, problem))
                : pages.chat(
                    request,
                    transcript
                        .end(request.account(), id, form.number("branch"))
                        .orElseThrow(OwnedConversations::notThere),
                    true,
                    problem.code().status(),
                    input(form, problem)));
  }

  private Response send(Request request, ConversationId id, Form form, int edits) {
    Account account = request.user().account();
    Conversation conversation = tip(request, id, 0).conversation();
    Optional<Model> named = menu.named(account, form.value("model"));
    Model model =
        named
            .or(() -> menu.of(account, Composers.model(conversation)))
            .orElseGet(() -> menu.fallback(account));
    NewMessage message = newMessage(form, named);
    named.ifPresent(chosen -> menu.remember(account.id(), chosen));
    Submissions.MessagePlace place = new Submissions.MessagePlace(form.number("branch"), edits);
    Submitted sent =
        rate.count(
            account,
            admission -> submissions.send(account.id(), id, message, model, place, admission));
    if (request.wants() == Wants.FRAGMENT && edits == 0) {
      return pages.composer(
          request, tip(request, id, sent.answer()), 200, Composers.ComposerInput.NOTHING);
    }
    return goTo(request, sent, Urls.branch(id, sent.answer()));
  }

  /// Again, retry or continue.
  Response answer(Request request) {
    ConversationId id = ConversationId.named(request.part("id"));
    Form form = request.form();
    int message = form.number("message");
    Optional<Model> named = menu.named(request.user().account(), form.value("model"));
    if (named.isEmpty()) {
      menu.check(request.user().account(), Composers.model(tip(request, id, 0).conversation()));
    }
    if (form.value("action").equals("continue")) {
      transcript
          .message(request.account(), id, message)
          .map(TranscriptEntry::generation)
          .ifPresent(before ->
              menu.check(
                  request.user().account(), new ModelRef(before.provider(), before.model())));
    }
    AnswerRequest wanted = new AnswerRequest(message, named.orElse(null), key(form));
    AccountId account = request.account();
    Submitted sent =
        rate.count(
            request.user().account(),
            admission ->
                switch (form.value("action")) {
                  case "again" -> submissions.again(account, id, wanted, admission);
                  case "retry" -> submissions.retry(account, id, wanted, admission);
                  case "continue" -> submissions.resume(account, id, wanted, admission);
                  default ->
                      throw Problem.invalid("The action must be one of again, retry and continue.");
                });
    if (request.wants() == Wants.FRAGMENT && sent.answer() == message) {
      return new Response.Empty(Map.of());
    }
    return goTo(request, sent, Urls.branch(id, sent.answer()));
  }

  Response stop(Request request) {
    ConversationId id = ConversationId.named(request.part("id"));
    int message = request.form().number("message");
    Integer stoppable =
        message > 0 ? Integer.valueOf(message) : Fragments.stoppable(tip(request, id, 0));
    if (stoppable != null) {
      submissions.stop(request.account(), id, stoppable);
    }
    return switch (request.wants()) {
      case FRAGMENT -> new Response.Empty(Map.of());
      case JSON -> new Response.JsonBody(200, Map.of("url", Urls.chat(id)));
      case PAGE, TEXT ->
          new Response.SeeOther(message > 0 ? Urls.branch(id, message) : Urls.chat(id));
    };
  }

  private Response goTo(Request request, Submitted sent, String address) {
    return switch (request.wants()) {
      case FRAGMENT -> goTo(address);
      case JSON -> {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("chat", sent.conversation().value());
        body.put("message", sent.message());
        body.put("answer", sent.answer());
        body.put("url", Urls.chat(sent.conversation()));
        request.response().getHeaders().put("Location", Urls.chat(sent.conversation()));
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
        SourceNormaliser.normalise(form.value("text")).stripTrailing(),
        named.orElse(null),
        key(form));
  }

  private static @Nullable String key(Form form) {
    return form.given("key").orElse(null);
  }

  private static Composers.ComposerInput input(Form form, Problem problem) {
    return new Composers.ComposerInput(
        form.value("text"), problem.message(), form.given("model").orElse(null));
  }

  /// Says at its field what is wrong with what was entered, which stays there. A chat that was
  /// deleted while a message to it was written is not there any more: with script the text stays
  /// where it is, without it stands in the field of a new chat.
  private static Response at(Request request, String place, Supplier<Response> work) {
    try {
      return work.get();
    } catch (Problem problem) {
      throw switch (problem.code()) {
        case INVALID, TOO_MANY, UNAVAILABLE, NO_ROOM -> problem.at(place);
        case NOT_FOUND -> request.wants() == Wants.JSON ? problem : gone().at(place);
        default -> problem;
      };
    }
  }

  private static Problem gone() {
    return Problem.notFound(
        "This chat is not there any more: it was deleted, perhaps on another device. Your text is kept.");
  }

  private Branch tip(Request request, ConversationId id, int through) {
    return transcript.tip(request.account(), id, through).orElseThrow(OwnedConversations::notThere);
  }
}
