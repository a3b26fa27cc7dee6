package chat.parley.usage;

import chat.parley.generation.Entitlement;
import chat.parley.user.AccountId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Whether an answer may be written, and go on: by what is used, and by the room that there is.
public record AnswerPermission(Quota quota, StorageQuota room) implements Entitlement {
  @Override
  public Optional<String> refusal(Handle handle, AccountId account) {
    return quota.refusal(handle, account).or(() -> room.full(handle, account));
  }

  @Override
  public Optional<String> full(Handle handle, AccountId account) {
    return room.full(handle, account);
  }
}
