/// Every page in every state, with sample data, without the rest of Parley: to be looked at.
@NullMarked
package chat.parley.page.gallery;

import org.jspecify.annotations.NullMarked;
