package chat.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Questions in the words of somebody new to Parley, and the section that answers each.
final class GuideAnswersTest {
  private static final String QUESTIONS =
      """
      How do I connect a model? -> connecting-a-model#how-to-connect-a-model
      can i use this with ollama -> connecting-a-model#ollama
      how to set up LM Studio -> connecting-a-model#lm-studio
      where do I put my OpenAI API key -> connecting-a-model#openai
      I have llama.cpp running, how do I hook it up? -> connecting-a-model#llamacpp
      does it work with openrouter -> connecting-a-model#openrouter
      my ollama is on another computer in my network -> connecting-a-model#a-model-on-another-computer
      how can I switch to a different model -> connecting-a-model#choose-or-switch-the-model
      what is the context window? -> connecting-a-model#context-window
      why does the model forget what I said at the beginning -> connecting-a-model#context-window
      keyboard shortcuts -> keyboard-shortcuts#all-shortcuts
      which hotkeys are there? -> keyboard-shortcuts#all-shortcuts
      how do I type a new line without sending -> keyboard-shortcuts#write-several-lines
      how do i make a backup of my chats -> backups#make-a-backup
      how can I restore a bakcup -> backups#restore-a-backup
      I got a new laptop, how do I move everything over? -> backups#move-to-another-computer
      export a conversation -> backups#export-a-chat-as-text
      how do I change the port -> configuration#change-the-port
      list of all configuration options -> configuration#list-of-all-settings
      it says port 8080 is already in use -> troubleshooting#the-port-is-taken
      run parley as a systemd service -> self-hosting#run-it-as-a-service-with-systemd
      can I run it behind nginx -> self-hosting#reverse-proxies
      how do I open parley on my phone -> self-hosting#use-it-from-another-computer-or-phone
      why can't I use 0.0.0.0 as the host -> self-hosting#why-another-address-is-refused
      is there a docker image -> self-hosting#docker-and-containers
      what happens if I reload the page while it is answering -> how-answers-work#close-the-tab-or-reload
      how do I stop a running answer -> how-answers-work#stop-an-answer
      does parley send telemetry somewhere -> privacy-and-security#what-leaves-your-computer
      how long can a message be -> limits#message-length
      the api says 429 too many reqeusts -> errors#rate-limit-too-many-requests
      """;

  /// Those that it was tuned with.
  private static final String MORE_QUESTIONS =
      """
      where are my conversations saved on disk -> privacy-and-security#where-chats-are-stored
      is there a dark theme -> getting-started#dark-mode
      How do I get rid of a chat I don't want any more? -> getting-started#rename-or-delete-a-chat
      what do I need to install before I can run it -> getting-started#what-you-need
      Model does not respond, it just times out -> errors#timed-out
      answers are super slow on my machine -> troubleshooting#answers-are-slow
      what happens to a half written answer when the server crashes -> how-answers-work#when-the-server-stops-or-crashes
      can several people log in with their own password -> privacy-and-security#passwords-and-accounts
      I'd like a second opinion, can it regenerate the response? -> how-answers-work#another-answer-with-again
      does it work if I turn javascript off -> how-answers-work#without-javascript
      ask a question from a shell script -> api-with-curl#ask-a-question-from-the-terminal
      how to upgrade to the latest version -> getting-started#update-to-a-newer-version
      invalid api key error 401 -> errors#wrong-key
      vllm server adress -> connecting-a-model#vllm
      how much memory does it need -> self-hosting#memory
      my internet went down for a minute, will I miss part of the text? -> how-answers-work#offline-and-reconnecting
      it keeps saying the conversation is too long for the model -> errors#context-too-long
      can I attach a PDF -> getting-started#what-parley-does-not-do-yet
      I made a typo in my prompt, can I fix it and resend? -> how-answers-work#edit-a-message
      how do I make it come up again after the computer reboots -> self-hosting#run-it-as-a-service-with-systemd
      can the people who run parley read what I write -> privacy-and-security#what-leaves-your-computer
      what button makes a new chat on the keyboard -> keyboard-shortcuts#all-shortcuts
      i want the data to live on my second hard drive -> configuration#change-the-data-directory
      all my old chats have disapeared after I started it from a different folder -> troubleshooting#my-chats-are-gone
      connection refused when talking to the model -> errors#cannot-reach-the-model
      is it possible to use claude -> connecting-a-model#claude-and-gemini
      I sent two questions quickly, what happens with the second one? -> how-answers-work#waiting-in-line
      does it cost anything -> getting-started#what-it-costs
      the reply was cut off in the middle of a sentence -> troubleshooting#answers-stop-in-the-middle
      set the default model for new chats -> settings#default-model
      My GPU box is in the basement, can parley talk to it from here? -> connecting-a-model#a-model-on-another-computer
      what does the little dot animation mean -> how-answers-work#streaming
      pictures in the answer are not displayed -> how-answers-work#formatting-of-answers
      will I lose the message I was writing if I reload by accident -> how-answers-work#drafts
      which environment variables does it understand -> configuration#list-of-all-settings
      my database seems corrupted -> backups#check-a-database
      how do I see what went wrong on the server, is there a logfile -> self-hosting#logs
      can I connect with my ChatGPT Plus account -> connecting-a-model#openai
      can the model run commands on my machine -> privacy-and-security#what-models-can-do
      it answers only with documentation and not with my model -> troubleshooting#only-guide-answers
      how do I uninstall this -> getting-started#remove-parley
      what is the maximum number of answers at the same time -> limits#answers-at-once
      Is there an endpoint for monitoring whether it is alive -> self-hosting#health-check
      how to give a chat another name -> getting-started#rename-or-delete-a-chat
      javac missing, it says it can't find java -> troubleshooting#java-is-not-found
      """;

  /// Written after everything was settled. Nothing is to be tuned with these: they tell how it does
  /// with what it has never seen.
  private static final String HELD_OUT =
      """
      I closed my laptop while it was answering, is the answer lost? -> how-answers-work#close-the-tab-or-reload
      where do i see which version of an answer I'm looking at, there are arrows 1 / 2 -> how-answers-work#another-answer-with-again
      does parley phone home -> privacy-and-security#what-leaves-your-computer
      how do I schedule a nightly copy of the database -> backups#automatic-backups-every-night
      is windows supported -> getting-started#what-you-need
      OPENAI_BASE_URL for lm studio -> connecting-a-model#lm-studio
      what does 'interrupted' mean under an answer -> how-answers-work#continue-an-interrupted-answer
      can I use it with a screen reader -> keyboard-shortcuts#use-parley-by-keyboard-and-with-a-screen-reader
      the model name I chose is not found -> errors#unknown-model
      i'd like parley to use at most 1 GB of RAM -> self-hosting#memory
      can my wife have her own account -> privacy-and-security#passwords-and-accounts
      how do I wipe everything -> privacy-and-security#delete-your-data
      copy button does nothing -> troubleshooting#copying-does-not-work
      can parley search the web -> getting-started#what-parley-does-not-do-yet
      what is server sent events used for and how can my script subscribe to a chat -> api-with-curl#follow-the-changes-of-a-chat
      """;

  private static final String ABOUT_OTHER_THINGS =
      """
      What will the weather be like tomorrow in Hamburg?
      Give me a recipe for banana bread
      What is the capital of France?
      write a poem about love
      who won the football match last night?
      How tall is Mount Everest?
      translate good morning into Spanish
      Write a Python function that sorts a list
      what should I cook for dinner tonight
      Who is the president of the United States?
      explain quantum entanglement to a child
      best exercises for back pain
      how do I change a flat tire
      what is 17 times 23
      Tell me a joke
      What is the meaning of life?
      Summarize the plot of Hamlet
      how many calories are in an apple
      Plan a three day trip to Rome
      what time is it in Tokyo
      give me some names for my new cat
      Why is the sky blue?
      fix this sentence: he go to school
      what is the difference between TCP and UDP
      draft an email to my landlord about the heating
      """;

  private static final String HELD_OUT_ABOUT_OTHER_THINGS =
      """
      When did the second world war end?
      recommend a good book about gardening
      convert 10 miles to kilometers
      how do plants make oxygen
      what should I name my daughter
      how to tie a tie
      who painted the Mona Lisa
      is it going to rain this weekend
      """;

  private static DocsIndex index;

  @BeforeAll
  static void open() {
    index = new DocsIndex(() -> Docs.shipped().sections());
  }

  @AfterAll
  static void close() {
    index.close();
  }

  @Test
  void a_newcomers_questions_find_their_sections() throws Exception {
    var found = ask("Thirty questions", QUESTIONS);
    assertThat(found.asked()).isEqualTo(30);
    assertThat(found.first()).isGreaterThanOrEqualTo(27);
  }

  @Test
  void questions_in_other_words_find_theirs() throws Exception {
    assertThat(ask("More questions", MORE_QUESTIONS).first()).isGreaterThanOrEqualTo(40);
  }

  @Test
  void questions_that_it_has_never_seen_mostly_find_theirs() throws Exception {
    var found = ask("Held out", HELD_OUT);
    assertThat(found.first()).isGreaterThanOrEqualTo(10);
  }

  @Test
  void what_has_nothing_to_do_with_parley_finds_nothing() throws Exception {
    for (var question : ABOUT_OTHER_THINGS.lines().toList()) {
      assertThat(places(question)).as(question).isEmpty();
    }
  }

  @Test
  void what_has_nothing_to_do_with_parley_in_words_never_seen_mostly_finds_nothing()
      throws Exception {
    var mistaken = new ArrayList<String>();
    for (var question : HELD_OUT_ABOUT_OTHER_THINGS.lines().toList()) {
      if (!places(question).isEmpty()) {
        mistaken.add(question + " " + places(question));
      }
    }
    System.out.println("Held out, about other things, but found: " + mistaken);
    assertThat(mistaken).hasSizeLessThanOrEqualTo(1);
  }

  /// @param first how many found their section first
  /// @param shown how many found it among those that an answer quotes or links
  private record Found(int asked, int first, int shown) {}

  private static Found ask(String name, String questions) throws InterruptedException {
    int first = 0;
    int shown = 0;
    var missed = new ArrayList<String>();
    var lines = questions.lines().toList();
    for (var line : lines) {
      var parts = line.split(" -> ", -1);
      var places = places(parts[0]);
      first += !places.isEmpty() && places.getFirst().equals(parts[1]) ? 1 : 0;
      shown += places.contains(parts[1]) ? 1 : 0;
      if (places.isEmpty() || !places.getFirst().equals(parts[1])) {
        missed.add("  %s%n    found %s".formatted(line, places));
      }
    }
    System.out.printf(
        "%s: of %d, %d found their section first, %d among three%n",
        name, lines.size(), first, shown);
    missed.forEach(System.out::println);
    return new Found(lines.size(), first, shown);
  }

  private static List<String> places(String question) throws InterruptedException {
    return index.find(question, "", 3).stream().map(hit -> hit.section().place()).toList();
  }
}
