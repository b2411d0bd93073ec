package dev.hibi.model.published;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;

/** One file over HTTP, in as many connections as it takes. */
final class Download {
  /** No weights are as large; whoever sends more is not who was asked. */
  private static final long MOST_BYTES = 1L << 30;

  private static final int PIECE_BYTES = 1 << 16;

  private final URI address;
  private final Path target;
  private final Patience patience;
  private final HttpClient http;

  /**
   * How long is waited.
   *
   * @param silence until an answer, and between two pieces of it
   * @param pause before another attempt; doubled each time
   * @param attempts that bring nothing, one after the other
   */
  record Patience(Duration silence, Duration pause, int attempts) {
    static final Patience USUAL = new Patience(Duration.ofSeconds(60), Duration.ofSeconds(1), 5);
  }

  /** The target is for messages. */
  Download(URI address, Path target, Patience patience) {
    this.address = address;
    this.target = target;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL) // never from https to http
            .connectTimeout(patience.silence())
            .build();
  }

  static InterruptedIOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    InterruptedIOException thrown = new InterruptedIOException("interrupted: fetching weights");
    thrown.initCause(e);
    return thrown;
  }

  /**
   * Fetches what is missing at the end of a file.
   *
   * @throws IOException if the server cannot be reached, refuses, or breaks off too often, or the
   *     file cannot be written; what has come stays there
   */
  void into(Path part) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      boolean reached = false;
      int failures = 0;
      while (true) {
        long before = file.size();
        try {
          receive(file);
          return;
        } catch (BrokenOffException e) {
          reached |= file.size() != before || e.answered;
          failures = file.size() > before ? 0 : failures + 1;
          if (!reached || failures >= patience.attempts()) {
            throw refused(e.found);
          }
          pause(failures);
        }
      }
    } catch (UncheckedIOException e) {
      throw new IOException(
          "cannot write: expected %s to be written, found '%s'"
              .formatted(part, Objects.requireNonNull(e.getCause()).getMessage()),
          e.getCause());
    }
  }

  private void pause(int failures) throws InterruptedIOException {
    try {
      Thread.sleep(patience.pause().toMillis() << Math.max(0, failures - 1));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** One connection: to the end of the file, or an exception. */
  private void receive(FileChannel file) throws IOException {
    long there = file.size();
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience.silence());
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-");
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream in = response.body();
        Watch watch = Watch.begin(in, patience.silence())) {
      int status = response.statusCode();
      if (status == 416 && there > 0) {
        return; // nothing is missing; the digest tells whether it is right
      }
      if (status == 408 || status == 429 || status >= 500) {
        throw new BrokenOffException("HTTP " + status, true);
      }
      if (status == 200) {
        truncate(file);
      } else if (status != 206) {
        throw refused("HTTP " + status);
      } else if (!response
          .headers()
          .firstValue("Content-Range")
          .orElse("")
          .startsWith("bytes " + there + "-")) {
        truncate(file);
        throw new BrokenOffException("another part of it", true);
      }
      long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      long received = copy(in, file, watch);
      if (length >= 0 && received < length) {
        throw new BrokenOffException("%d bytes of %d".formatted(received, length), true);
      }
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ConnectException e) {
      boolean unknown =
          e.getCause() instanceof ConnectException inner
              ? inner.getCause() instanceof UnresolvedAddressException
              : e.getCause() instanceof UnresolvedAddressException;
      throw new BrokenOffException(unknown ? "no such host" : "no connection", false);
    } catch (HttpConnectTimeoutException e) {
      throw new BrokenOffException("no connection", false);
    } catch (IOException e) {
      throw new BrokenOffException(said(e), false);
    }
  }

  private long copy(InputStream in, FileChannel file, Watch watch) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    long received = 0;
    while (true) {
      int count;
      try {
        count = in.read(piece);
      } catch (IOException e) {
        throw new BrokenOffException(watch.isOver ? "nothing more in time" : said(e), true);
      }
      if (count < 0) {
        return received;
      }
      watch.came();
      received += count;
      write(file, ByteBuffer.wrap(piece, 0, count));
      if (file.size() > MOST_BYTES) {
        truncate(file);
        throw refused("more than " + MOST_BYTES + " bytes");
      }
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not the network's
    }
  }

  private static void truncate(FileChannel file) {
    try {
      file.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String said(IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }

  private IOException refused(String found) {
    return new IOException(
        "cannot fetch weights: expected %s, found %s (fetch it by other means as %s, or give a file"
                .formatted(address, found, target)
            + " of weights: --weights FILE)");
  }

  /** What another attempt may mend. */
  @SuppressWarnings("serial")
  private static final class BrokenOffException extends IOException {
    private final String found;
    private final boolean answered;

    BrokenOffException(String found, boolean answered) {
      super(found);
      this.found = found;
      this.answered = answered;
    }
  }

  /** Closes a stream that nothing comes from, so that whoever reads it wakes. */
  private static final class Watch implements Closeable {
    private final InputStream in;
    private final Duration silence;
    private final Thread thread = new Thread(this::look, "hibi-weights-watch");
    private volatile long last = System.nanoTime();
    private volatile boolean isOver;

    private Watch(InputStream in, Duration silence) {
      this.in = in;
      this.silence = silence;
    }

    static Watch begin(InputStream in, Duration silence) {
      Watch watch = new Watch(in, silence);
      watch.thread.setDaemon(true);
      watch.thread.start();
      return watch;
    }

    void came() {
      last = System.nanoTime();
    }

    private void look() {
      try {
        while (System.nanoTime() - last < silence.toNanos()) {
          Thread.sleep(Math.max(1, silence.toMillis() / 4));
        }
        isOver = true;
        in.close();
      } catch (InterruptedException | IOException e) {
        // Closed; or the reader is told by the stream itself.
      }
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
