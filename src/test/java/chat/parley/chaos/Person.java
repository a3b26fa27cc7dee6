package chat.parley.chaos;

import chat.parley.chaos.Ledger.Count;
import chat.parley.support.Visitor.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Someone who chats: sends, sends again what got no answer, presses Stop, Continue, Retry and
/// Again, and begins another chat after a while. To be used by one thread.
final class Person {
  private static final int QUESTIONS_IN_A_CHAT = 4;

  /// A page shows no more than 50 messages of a chat that is loaded, and all that have come since.
  private static final int LONGEST_CHAT = 24;

  /// What this person has in hand.
  ///
  /// @param chat its address, or null on the home page
  private record Letter(int question, String key, @Nullable String chat, int leaf) {}

  private final int number;
  private final Servers servers;
  private final Ledger ledger;
  private final Post post;
  private final Random random;
  private @Nullable Letter letter;
  private @Nullable Chat chat;
  private int questions;

  Person(int number, Servers servers, Ledger ledger, Random random) {
    this.number = number;
    this.servers = servers;
    this.ledger = ledger;
    this.post = new Post(servers, ledger, random);
    this.random = random;
  }

  /// Does the next thing that a person would do.
  void act(Readers readers) throws InterruptedException {
    if (letter != null) {
      deliver(letter, readers);
    } else if (chat == null) {
      letter = write(null, 0);
    } else {
      at(chat, readers);
    }
  }

  private void at(Chat here, Readers readers) throws InterruptedException {
    Chat.View view = here.view();
    if (view.answer() == 0) {
      return; // the page has not loaded yet
    }
    if (view.open()) {
      if (random.nextInt(150) == 0) {
        stop(here, view);
      } else if (random.nextInt(100) == 0) {
        letter = write(here.address(), view.answer());
      }
      return;
    }
    boolean whole = view.state().equals("finished");
    if ((questions % QUESTIONS_IN_A_CHAT == 0 && whole) || view.answer() > LONGEST_CHAT) {
      readers.leave(here);
      chat = null;
    } else if (random.nextInt(8) == 0) {
      press("again", here, view);
    } else if (whole || random.nextInt(6) == 0) {
      letter = write(here.address(), view.answer());
    } else {
      press(view.empty() ? "retry" : "continue", here, view);
    }
  }

  /// Nothing new: what is in hand is sent, and what broke off is continued.
  ///
  /// @return whether there is nothing left to do
  boolean settle(Readers readers) throws InterruptedException {
    if (letter != null) {
      deliver(letter, readers);
      return false;
    }
    if (chat == null) {
      return true;
    }
    Chat.View view = chat.view();
    if (view.answer() > 0 && !view.open() && !view.state().equals("finished")) {
      press(view.empty() ? "retry" : "continue", chat, view);
      return false;
    }
    return view.answer() > 0 && !view.open();
  }

  private Letter write(@Nullable String address, int leaf) {
    questions++;
    int question = number * 10_000 + questions;
    return new Letter(question, "key-" + question, address, leaf);
  }

  private void deliver(Letter sent, Readers readers) throws InterruptedException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("text", Numbered.question(sent.question()));
    form.put("key", sent.key());
    form.put("model", Model.NAME);
    form.put("branch", String.valueOf(sent.leaf()));
    String path = sent.chat() == null ? "/messages" : sent.chat() + "/messages";
    Optional<Reply> reply = post.send(path, form);
    if (reply.isEmpty()) {
      return; // once more, with the same key
    }
    if (reply.get().status() != 303) {
      ledger.violation(
          Ledger.Kind.OTHER, "303", path + " question " + sent.question(), "" + reply.get());
      return;
    }
    ledger.accepted(sent.question(), reply.get().location());
    letter = null;
    if (sent.chat() != null && chat != null) {
      chat.expect(reply.get().location());
    } else {
      chat = readers.open(reply.get().location(), random);
    }
  }

  private void stop(Chat here, Chat.View view) throws InterruptedException {
    Map<String, String> form = Map.of("message", String.valueOf(view.answer()));
    ask(here.address() + "/cancellation", form)
        .filter(reply -> reply.status() == 303)
        .ifPresent(_ -> ledger.count(Count.STOPS_PRESSED));
  }

  private void press(String action, Chat here, Chat.View view) throws InterruptedException {
    Ledger.Again others = ledger.agains(here.address(), view.question());
    if (!action.equals("continue")) {
      others.tried().incrementAndGet();
    }
    Map<String, String> form = Map.of("message", String.valueOf(view.answer()), "action", action);
    Reply reply = ask(here.address() + "/answers", form).orElse(null);
    if (reply == null || reply.status() != 303) {
      return; // died, or the page was behind: the next look shows
    }
    boolean beside = !reply.location().endsWith("=" + view.answer());
    if (action.equals("continue")) {
      ledger.count(Count.CONTINUED);
    } else if (beside) {
      others.accepted().incrementAndGet();
      ledger.count(Count.AGAIN);
      here.goTo(reply.location());
    }
    here.expect(reply.location());
  }

  private Optional<Reply> ask(String path, Map<String, String> form) throws InterruptedException {
    Optional<Reply> reply = servers.any(random).send(path, form);
    reply
        .filter(given -> given.status() >= 500)
        .ifPresent(given ->
            ledger.violation(Ledger.Kind.OTHER, "no fault of Parley's own", path, "" + given));
    return reply;
  }
}
