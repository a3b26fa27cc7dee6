package chat.parley.guide;

import chat.parley.provider.Role;
import chat.parley.provider.Turn;
import java.util.List;

/// What Guide takes from a prompt.
///
/// @param question the last thing that the person said
/// @param before what the person said before that, or empty
/// @param begun the beginning of the answer, where the prompt has one, or empty
/// @param first whether nothing was answered in this chat yet
record Talk(String question, String before, String begun, boolean first) {
  static Talk of(List<Turn> turns) {
    boolean goesOn = !turns.isEmpty() && turns.getLast().role() == Role.ASSISTANT;
    var path = goesOn ? turns.subList(0, turns.size() - 1) : turns;
    var said = path.stream().filter(turn -> turn.role() == Role.USER).map(Turn::text).toList();
    return new Talk(
        said.isEmpty() ? "" : said.getLast(),
        said.size() < 2 ? "" : said.get(said.size() - 2),
        goesOn ? turns.getLast().text() : "",
        path.stream().noneMatch(turn -> turn.role() == Role.ASSISTANT));
  }
}
