package chat.parley.support;

import java.io.IOException;

/// How an upstream answers one request. What it throws ends the connection.
@FunctionalInterface
public interface Script {

  void play(Received request, Wire wire) throws IOException, InterruptedException;
}
