package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.user.AccountId;

/// The right to write one answer, until its epoch is over.
///
/// @param leftOut how many messages the row says were left out of the prompt the last time
record Claim(
    long id,
    ConversationId conversation,
    int message,
    AccountId account,
    String provider,
    String model,
    int epoch,
    int leftOut) {

  /// The same right, with another model.
  Claim by(String other, String itsModel) {
    return new Claim(id, conversation, message, account, other, itsModel, epoch, leftOut);
  }

  /// The same under the next epoch.
  Claim next() {
    return new Claim(id, conversation, message, account, provider, model, epoch + 1, leftOut);
  }
}
