package dev.hibi.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A link with latency, as TCP behaves on one that loses nothing: what is sent arrives half a round
 * trip later; a connection has at most a window of bytes on its way that are not acknowledged,
 * which they are a round trip after they were sent; all connections together have a bandwidth; a
 * connection's first bytes wait a round trip for its handshake. There is no slow start, which would
 * only help whoever opens fewer connections.
 */
final class SlowLink {
  private static final int CHUNK = 1 << 16;

  private final int upstream;
  private final long roundTripNanos;
  private final int window;
  private final double nanosPerByte;
  private final ServerSocket socket;

  /** A chunk on its way. */
  private record Chunk(byte[] bytes, int length, long sent, long arrives) {}

  /**
   * A link to a port of this machine.
   *
   * @param window bytes of a connection, either way
   * @param bytesPerSecond of all connections together, each way
   */
  SlowLink(int upstream, long roundTripMillis, int window, long bytesPerSecond) throws IOException {
    this.upstream = upstream;
    this.roundTripNanos = TimeUnit.MILLISECONDS.toNanos(roundTripMillis);
    this.window = Math.max(CHUNK, window);
    this.nanosPerByte = 1e9 / bytesPerSecond;
    this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(CHUNK); // what waits here is not on its way
    start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException e) {
                // an end has hung up
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void accept() throws IOException {
    AtomicLong up = new AtomicLong(System.nanoTime());
    AtomicLong down = new AtomicLong(System.nanoTime());
    while (true) {
      Socket client = socket.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      long open = System.nanoTime() + roundTripNanos;
      pipe(client, server, up, open);
      pipe(server, client, down, open);
    }
  }

  private void pipe(Socket from, Socket to, AtomicLong free, long open) {
    LinkedBlockingQueue<Chunk> onTheirWay = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Chunk> arrived = new LinkedBlockingQueue<>();
    Semaphore window = new Semaphore(this.window, true);
    start(() -> read(from, window, onTheirWay, free, open));
    start(() -> write(to, onTheirWay, arrived));
    start(() -> acknowledge(window, arrived));
  }

  private void read(
      Socket from, Semaphore window, LinkedBlockingQueue<Chunk> queue, AtomicLong free, long open)
      throws IOException, InterruptedException {
    InputStream in = from.getInputStream();
    while (true) {
      window.acquire(CHUNK);
      byte[] bytes = new byte[CHUNK];
      int length;
      try {
        length = in.read(bytes);
      } catch (IOException e) {
        length = -1;
      }
      window.release(CHUNK - Math.max(0, length));
      long now = Math.max(System.nanoTime(), open);
      long busy = (long) (Math.max(0, length) * nanosPerByte);
      long sent = free.updateAndGet(until -> Math.max(until, now) + busy);
      queue.add(new Chunk(bytes, length, sent, sent + roundTripNanos / 2));
      if (length < 0) {
        return;
      }
    }
  }

  private static void write(
      Socket to, LinkedBlockingQueue<Chunk> queue, LinkedBlockingQueue<Chunk> arrived)
      throws IOException, InterruptedException {
    OutputStream out = to.getOutputStream();
    while (true) {
      Chunk chunk = queue.take();
      sleepUntil(chunk.arrives());
      if (chunk.length() < 0) {
        to.close();
        return;
      }
      out.write(chunk.bytes(), 0, chunk.length());
      arrived.add(chunk);
    }
  }

  private void acknowledge(Semaphore window, LinkedBlockingQueue<Chunk> arrived)
      throws InterruptedException {
    while (true) {
      Chunk chunk = arrived.take();
      sleepUntil(chunk.sent() + roundTripNanos);
      window.release(chunk.length());
    }
  }

  private static void sleepUntil(long time) throws InterruptedException {
    long wait = time - System.nanoTime();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }
}
