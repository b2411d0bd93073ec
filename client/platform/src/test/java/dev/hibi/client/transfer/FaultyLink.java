package dev.hibi.client.transfer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A link to an HTTP server on this machine, on which things go wrong as they are told to. */
final class FaultyLink implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");

  private final ServerSocket socket;
  private final int upstream;
  private final List<Rule> rules = new ArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Random chaos = new Random();
  private double chaosRate;
  private final AtomicInteger active = new AtomicInteger();
  private volatile long bytesPerSecond = Long.MAX_VALUE;

  /** What goes wrong with a request. */
  enum Fault {
    NONE,
    /** The connection ends when a number of bytes of the request's body have passed. */
    CUT_REQUEST,
    /** The connection ends when a number of bytes of the answer's body have passed, or before. */
    CUT_ANSWER,
    /** A byte of the request's body is another when it has passed. */
    FLIP_REQUEST,
    /** A byte of the answer's body is another when it has passed. */
    FLIP_ANSWER,
    /** The answer is a status. */
    STATUS,
    /** The answer is a status, before the body was read, and the connection ends. */
    HANG_UP,
    /** There never is an answer. */
    STALL
  }

  /** A fault, the number of bytes or the status that it has, and for which requests. */
  private static final class Rule {
    private final Pattern line;
    private final Fault fault;
    private final int number;
    private int times;

    Rule(String line, Fault fault, int number, int times) {
      this.line = Pattern.compile(line);
      this.fault = fault;
      this.number = number;
      this.times = times;
    }
  }

  FaultyLink(int upstream) throws IOException {
    this.upstream = upstream;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The next requests whose line has this go wrong. */
  synchronized FaultyLink fault(String line, Fault fault, int number, int times) {
    rules.add(new Rule(line, fault, number, times));
    return this;
  }

  /** All bodies together may be no faster. */
  void slow(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Lines and headers of requests. */
  List<String> heads() {
    return heads;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "link");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        open.add(client);
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream(), 1 << 16);
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        heads.add(head);
        active.incrementAndGet();
        boolean goesOn;
        try {
          goesOn = serve(head, in, client);
        } finally {
          active.decrementAndGet();
        }
        if (!goesOn) {
          return;
        }
      }
    } catch (IOException e) {
      // one of both has hung up
    }
  }

  /** Whether the connection goes on. */
  private boolean serve(String head, InputStream in, Socket client) throws IOException {
    Rule rule = ruleFor(head);
    long length = length(head);
    OutputStream out = client.getOutputStream();
    switch (rule.fault) {
      case STATUS -> {
        in.skipNBytes(length);
        out.write(answer(rule.number, ""));
      }
      case HANG_UP -> {
        out.write(answer(rule.number, "Connection: close\r\n"));
        return false;
      }
      case STALL -> {
        pause(60_000_000_000L);
        return false;
      }
      default -> {
        return forward(head, length, rule, in, out);
      }
    }
    return true;
  }

  private static byte[] answer(int status, String headers) {
    String code = status == 400 ? "RequestTimeout" : "Planted";
    String body = "<Error><Code>" + code + "</Code><Message>planted-secret</Message></Error>";
    return "HTTP/1.1 %d Planted\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, headers, body.length(), body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private boolean forward(String head, long length, Rule rule, InputStream in, OutputStream out)
      throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
      String once =
          head.replaceAll("(?i)\r\nconnection: [^\r]*", "") + "\r\nConnection: close\r\n\r\n";
      OutputStream toServer = server.getOutputStream();
      toServer.write(once.getBytes(StandardCharsets.ISO_8859_1));
      boolean cutRequest = rule.fault == Fault.CUT_REQUEST;
      long wanted = cutRequest ? Math.min(rule.number, length) : length;
      if (copy(in, toServer, wanted, flip(rule, Fault.FLIP_REQUEST)) < length || cutRequest) {
        server.shutdownOutput();
        drain(server); // so that it does not deal with this one while the next comes
        return false;
      }
      InputStream fromServer = new BufferedInputStream(server.getInputStream(), 1 << 16);
      String answer = head(fromServer);
      if (rule.number < 0) {
        return false;
      }
      String kept = answer.replaceAll("(?i)\r\nconnection: [^\r]*", "") + "\r\n\r\n";
      out.write(kept.getBytes(StandardCharsets.ISO_8859_1));
      boolean cutAnswer = rule.fault == Fault.CUT_ANSWER;
      boolean known = LENGTH.matcher(answer).find();
      copy(
          fromServer,
          out,
          cutAnswer ? rule.number : known ? length(answer) : Long.MAX_VALUE,
          flip(rule, Fault.FLIP_ANSWER));
      return !cutAnswer && known;
    }
  }

  private static long flip(Rule rule, Fault fault) {
    return rule.fault == fault ? rule.number : -1;
  }

  /**
   * How many bytes there were.
   *
   * @param flip which of them becomes another; negative for none
   */
  private long copy(InputStream in, OutputStream out, long count, long flip) throws IOException {
    byte[] buffer = new byte[1 << 14];
    long copied = 0;
    while (copied < count) {
      int read = read(in, buffer, (int) Math.min(buffer.length, count - copied));
      if (read < 0) {
        break;
      }
      if (flip >= copied && flip < copied + read) {
        buffer[(int) (flip - copied)] ^= 1;
      }
      out.write(buffer, 0, read);
      copied += read;
      slowDown(read);
    }
    out.flush();
    return copied;
  }

  private static int read(InputStream in, byte[] buffer, int count) {
    try {
      return in.read(buffer, 0, count);
    } catch (IOException e) {
      return -1; // killed
    }
  }

  private static void drain(Socket server) throws IOException {
    server.setSoTimeout(1000);
    read(server.getInputStream(), new byte[1 << 14], 1 << 14);
  }

  /** Waits until nothing is on its way. */
  void awaitQuiet() throws InterruptedException {
    while (active.get() > 0) {
      Thread.sleep(10);
    }
  }

  private void slowDown(int bytes) {
    long limit = bytesPerSecond;
    if (limit != Long.MAX_VALUE) {
      synchronized (socket) {
        pause(bytes * 1_000_000_000L / limit);
      }
    }
  }

  private static void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private synchronized Rule ruleFor(String head) {
    String line = head.substring(0, head.indexOf('\r'));
    for (Rule rule : rules) {
      if (rule.times > 0 && rule.line.matcher(line).find()) {
        rule.times--;
        return rule;
      }
    }
    return chaos.nextDouble() < chaosRate ? anything() : new Rule("", Fault.NONE, 0, 0);
  }

  private Rule anything() {
    Fault[] faults = {Fault.CUT_REQUEST, Fault.CUT_ANSWER, Fault.STATUS, Fault.HANG_UP};
    Fault fault = faults[chaos.nextInt(faults.length)];
    boolean status = fault == Fault.STATUS || fault == Fault.HANG_UP;
    return new Rule("", fault, status ? 500 + chaos.nextInt(4) : chaos.nextInt(1 << 22), 1);
  }

  /** A part of all requests goes wrong, one way or another. */
  synchronized FaultyLink chaos(long seed, double rate) {
    chaos.setSeed(seed);
    chaosRate = rate;
    return this;
  }

  private static long length(String head) {
    Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
    return length.find() ? Long.parseLong(length.group(1)) : 0;
  }

  /** The first line and the headers, without the empty line; empty at the end. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      last = last << 8 | next;
      if (last == 0x0d0a0d0a) {
        return head.toString(StandardCharsets.ISO_8859_1).stripTrailing();
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
