package chat.parley.provider;

import chat.parley.support.OpenAiWords;

/// What OpenAI's protocol has in common with the others; [OpenAiProviderTest] and
/// [OpenAiFaultsTest] have what is its own.
final class OpenAiContractTest extends ModelServerContract {

  OpenAiContractTest() {
    super(Protocol.OPENAI, new OpenAiWords());
  }
}
