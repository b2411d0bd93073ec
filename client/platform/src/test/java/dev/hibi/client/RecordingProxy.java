package dev.hibi.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy on a loopback port that lets through who tells a password, and notes heads. */
public final class RecordingProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final String wanted;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<String> behind = new CopyOnWriteArrayList<>();

  /** What is wanted of {@code Proxy-Authorization}; empty if nobody is asked. */
  public RecordingProxy(String wanted) throws IOException {
    this.wanted = wanted;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** With a user, such as {@code name:password}, or without. */
  public URI address(String user) {
    return URI.create(
        "http://%s127.0.0.1:%d".formatted(user.isEmpty() ? "" : user + "@", socket.getLocalPort()));
  }

  /** What the proxy was asked. */
  public List<String> heads() {
    return heads;
  }

  /** What it has passed on. */
  public List<String> behind() {
    return behind;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // one of both has hung up
              }
            },
            "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = socket.accept();
      start(() -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client) {
      String head = head(client.getInputStream());
      heads.add(head);
      if (!wanted.isEmpty() && !head.contains("\r\nProxy-Authorization: " + wanted + "\r\n")) {
        client
            .getOutputStream()
            .write(
                ("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic"
                        + " realm=\"p\"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(ISO_8859_1));
        return;
      }
      String[] line = head.substring(0, head.indexOf('\r')).split(" ", -1);
      boolean tunnel = line[0].equals("CONNECT");
      URI to = URI.create(tunnel ? "http://" + line[1] : line[1]);
      try (Socket server = new Socket(to.getHost(), to.getPort())) {
        if (tunnel) {
          client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
        } else {
          String passed =
              head.replace(
                      line[1],
                      to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery()))
                  .replaceAll("\r\nProxy-Authorization: [^\r]*", "")
                  .replaceAll("\r\nConnection: [^\r]*", "")
                  .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
          behind.add(passed);
          server.getOutputStream().write(passed.getBytes(ISO_8859_1));
        }
        start(() -> client.getInputStream().transferTo(server.getOutputStream()));
        if (!tunnel) {
          // It serves one request a connection, and says so.
          String answer = head(server.getInputStream()).replaceAll("\r\nConnection: [^\r]*", "");
          client
              .getOutputStream()
              .write(
                  answer
                      .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")
                      .getBytes(ISO_8859_1));
        }
        server.getInputStream().transferTo(client.getOutputStream());
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      last = last << 8 | next;
      if (last == 0x0d0a0d0a) {
        return head.toString(ISO_8859_1);
      }
    }
    throw new IOException("no head");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
