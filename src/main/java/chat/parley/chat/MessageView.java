package chat.parley.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message as the template shows it.
///
/// @param chat the conversation's id
/// @param number the message's number in its conversation, from 1
/// @param revision of its last change
/// @param state of an answer; a person's message has {@link State#FINISHED}
/// @param text the source as it was written: shown for a person's message, copied by the copy
///   button
/// @param blocks safe HTML of the closed blocks of an answer
/// @param tail safe HTML of the open tail, empty when nothing grows
/// @param model the name of the model that answers, or empty
/// @param branches the other messages at this place, or null where there is only this one
/// @param status what happens right now, or null when nothing does
/// @param thought the model's reasoning, or null where it showed none
/// @param fault why the answer failed, or null
/// @param notes short sentences about how the answer came about, like "The oldest 12 messages were
///   left out ..."
public record MessageView(
    String chat,
    int number,
    long revision,
    boolean user,
    AnswerState state,
    String text,
    String blocks,
    String tail,
    String model,
    @Nullable Branches branches,
    @Nullable StatusView status,
    @Nullable Thought thought,
    @Nullable FaultView fault,
    List<String> notes) {
  /// A longer text stands in the page only once: the copy button asks for it. Characters.
  private static final int SHORT = 2_000;

  public MessageView {
    notes = List.copyOf(notes);
  }

  /// What the forms of this message send with them: who sends the same from the same state of it,
  /// with a double click or on another device, wants it once.
  public String key() {
    return chat + "." + number + "." + revision;
  }

  /// Whether the text may stand in the page a second time.
  public boolean isShort() {
    return text.length() <= SHORT;
  }

  /// Where the text is as it was written.
  public String textUrl() {
    return "/chat/" + chat + "/text/" + number;
  }

  /// The states of an answer that people see; `data-state` has the lower-case name.
  public enum AnswerState {
    QUEUED,
    THINKING,
    WRITING,
    FINISHED,
    STOPPED,
    INTERRUPTED,
    FAILED;

    /// Whether the answer may still grow by itself.
    public boolean open() {
      return this == QUEUED || this == THINKING || this == WRITING;
    }

    /// As it stands in `data-state`.
    public String attribute() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// Which of the siblings this is, from 1, and where the ones beside it are.
  public record Branches(
      int index, int count, @Nullable String previousUrl, @Nullable String nextUrl) {}

  /// What happens right now.
  ///
  /// @param sentence like "2nd in line", "Waiting for the model", or empty: three soft dots alone
  /// @param countingFromMillis the page counts seconds up from here and shows them behind the
  ///   sentence; -1 = no count
  /// @param thought the last few lines of the reasoning, while the model thinks; else empty
  public record StatusView(String sentence, long countingFromMillis, String thought) {
    public StatusView(String sentence, long countingFromMillis) {
      this(sentence, countingFromMillis, "");
    }
  }

  /// The model's reasoning.
  ///
  /// @param seconds how long it thought, or -1 while it still thinks
  /// @param text plain text, for a `pre-wrap` element; while it still thinks only the last few
  ///   lines
  public record Thought(long seconds, String text) {}

  /// Why it failed and what to do.
  ///
  /// @param sentence one sentence a person understands, with the way on
  /// @param detail what the provider said, to be folded away; may be empty
  /// @param kind the fault's name in lower case with hyphens, for `data-fault`
  public record FaultView(String sentence, String detail, String kind) {}
}
