/// How much was used, and how much may be: limits of roles and people, sums by day, what is left.
///
/// It counts messages, answers, tokens and money; what was written it never sees.
@NullMarked
package chat.parley.usage;

import org.jspecify.annotations.NullMarked;
