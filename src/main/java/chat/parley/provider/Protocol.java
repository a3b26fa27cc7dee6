package chat.parley.provider;

/// The protocols in which a server of models can be asked.
public enum Protocol {
  OPENAI("OpenAI or compatible", "https://api.openai.com/v1", "/v1"),
  ANTHROPIC("Anthropic", "https://api.anthropic.com/v1", "/v1"),
  GEMINI("Google Gemini", "https://generativelanguage.googleapis.com/v1beta", "/v1beta"),
  OLLAMA("Ollama", "http://127.0.0.1:11434", "");

  private final String title;
  private final String usualUrl;
  private final String usualPath;

  Protocol(String title, String usualUrl, String usualPath) {
    this.title = title;
    this.usualUrl = usualUrl;
    this.usualPath = usualPath;
  }

  /// What a person calls it.
  public String title() {
    return title;
  }

  /// The address that most people mean.
  public String usualUrl() {
    return usualUrl;
  }

  /// What an address without a path gets.
  String usualPath() {
    return usualPath;
  }
}
