package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.user.AccountId;

/// The right to write one answer, until its epoch is over.
record Claim(
    long id,
    ConversationId conversation,
    int message,
    AccountId account,
    String provider,
    String model,
    int epoch) {

  /// The same right, with another model.
  Claim by(String other, String itsModel) {
    return new Claim(id, conversation, message, account, other, itsModel, epoch);
  }

  /// The same under the next epoch.
  Claim next() {
    return new Claim(id, conversation, message, account, provider, model, epoch + 1);
  }
}
