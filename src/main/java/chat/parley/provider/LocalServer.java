package chat.parley.provider;

/// A server of models that runs on this computer.
///
/// @param url its address without a path, like `http://127.0.0.1:11434`
/// @param models how many models it lists that chat; 0 = it runs, and has none yet
public record LocalServer(Software software, String url, int models) {

  /// What it is, by what it says of itself.
  public enum Software {
    OLLAMA("Ollama"),
    LM_STUDIO("LM Studio"),
    LLAMA_CPP("llama.cpp"),
    VLLM("vLLM"),
    /// Another one that speaks OpenAI's protocol.
    OTHER("Model server");

    private final String title;

    Software(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }
}
