package chat.parley.provider;

import java.util.List;
import java.util.Locale;

/// The one sentence that a person reads after trying a connection.
record ConnectionCheckMessages(ServerEndpoint endpoint, Timeouts timeouts) {

  String listed(List<Model> models) {
    return models.isEmpty() ? "Connected, but " + without() : "Connected: " + counted(models) + ".";
  }

  private String without() {
    return endpoint.protocol() == Protocol.OLLAMA
        ? "it has no model yet: fetch one, for example with “ollama pull llama3.2”."
        : "it lists no model that chats.";
  }

  String answered(String model, List<Model> models) {
    return models.isEmpty()
        ? "Connected: " + model + " answers, but the server does not list its models."
        : "Connected: " + counted(models) + ", and " + model + " answers.";
  }

  private static String counted(List<Model> models) {
    return models.size() == 1 ? "1 model" : models.size() + " models";
  }

  /// @param fault of the listing
  String unlisted(Fault fault) {
    String url = endpoint.baseUrl();
    return switch (fault.kind()) {
      case UNREACHABLE -> unreachable(url, fault.detail());
      // Asked for a list, it has no such address.
      case GARBLED ->
          "Something answers at %s, but it is no server of this kind (%s): check both."
              .formatted(url, endpoint.protocol().title());
      case UNKNOWN_MODEL, WRONG_ADDRESS ->
          "Something answers at %s, but it lists no models in this way (%s): check both, or enter the names of its models."
              .formatted(url, endpoint.protocol().title());
      case DECLINED ->
          "Something answers at %s, and did not take the question for its models: %s"
              .formatted(url, shortened(fault.detail()));
      case TIMED_OUT ->
          String.format(
              Locale.ENGLISH,
              "The server at %s took the connection, but said nothing for %d s.",
              url,
              timeouts.listing().toSeconds());
      case BROKE_OFF -> "The server at " + url + " closed the connection without an answer.";
      default -> general(fault);
    };
  }

  private static String unreachable(String url, String detail) {
    if (detail.startsWith("Unknown host")) {
      return "The address " + url + " leads to no computer: check its spelling.";
    }
    if (detail.startsWith("The proxy ")) {
      return detail + ".";
    }
    if (detail.contains("certification path")) {
      return "The certificate at %s comes from an authority that Parley does not know: name the authority’s own certificate with --ca-file, if it is your own."
          .formatted(url);
    }
    return detail.startsWith("TLS:")
        ? "There is no https with a good certificate at " + url + ": try http, or renew it."
        : "Nobody answers at " + url + ": check that the server is running, and its port.";
  }

  /// @param fault of the answer, where the listing was good
  String silent(String model, Fault fault, List<Model> models) {
    String connected = models.isEmpty() ? "" : "Connected, but ";
    return switch (fault.kind()) {
      case UNKNOWN_MODEL -> connected + "the server has no model called " + model + ".";
      case TIMED_OUT ->
          connected + model + " said nothing in time: it may still be loading, so try again.";
      case BROKE_OFF -> connected + "the connection broke off before " + model + " said a word.";
      case GARBLED -> connected + "what " + model + " sent is no answer: does it chat?";
      case REFUSED -> connected + model + " refused to say a word.";
      default -> general(fault);
    };
  }

  /// The server's own words, in a sentence of ours.
  private static String shortened(String detail) {
    int longest = 300;
    String said = detail.length() > longest ? detail.substring(0, longest - 1) + "…" : detail;
    return "“" + said + "”";
  }

  private String general(Fault fault) {
    return switch (fault.kind()) {
      case WRONG_KEY ->
          endpoint.key().isPresent()
              ? "The server did not accept the key: check that it is whole and still valid."
              : "The server wants a key: enter one.";
      case RATE_LIMITED -> "The server takes no more requests for now: too many came.";
      case CREDIT_USED_UP ->
          "The credit at the server is used up: it answers again when it has been paid.";
      case NOT_SERVED_HERE -> "The server does not serve the country that Parley calls it from.";
      case BLOCKED ->
          "Something in front of the server lets no program through: it wants to see a browser.";
      case WRONG_ADDRESS ->
          "The server has nothing at %s that answers: check the path of the address."
              .formatted(endpoint.baseUrl());
      case LOADING ->
          "The server is there, and still loads the model: try again in a little while.";
      case DECLINED -> "The server refused the request: " + shortened(fault.detail());
      case UNREACHABLE -> unreachable(endpoint.baseUrl(), fault.detail());
      case UNAVAILABLE -> "The server has a problem of its own: try again in a little while.";
      case CONTEXT_TOO_LONG -> "The model takes too little text to chat with.";
      case UNKNOWN_MODEL,
          REFUSED,
          TIMED_OUT,
          BROKE_OFF,
          GARBLED,
          CRASHED,
          NOT_STORED,
          OUT_OF_REACH,
          USED_UP ->
          "The server could not be tried: " + fault.detail();
    };
  }
}
