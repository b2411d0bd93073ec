package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One attempt at a range of a file: bytes go to their place in a local file as they arrive. */
final class Fetch implements HttpResponse.BodyHandler<String>, Move {
  /** An end that no file has. */
  static final long TO_THE_END = 1L << 62;

  private final URI address;
  private final long from;
  private final long to;
  private final Optional<RemoteFile> expected;
  private final Target target;
  private final Tally.Item progress;
  private final AtomicLong received = new AtomicLong();
  private volatile @Nullable RemoteFile found;
  private volatile @Nullable IOException trouble;
  private volatile long announced;
  private volatile int status;

  /** Where bytes go. */
  @FunctionalInterface
  interface Target {
    /** Takes some of the bytes, at least one, to a place in the file. */
    int write(ByteBuffer bytes, long position) throws IOException;
  }

  /**
   * An attempt.
   *
   * @param to exclusive; more than the file has is no harm
   * @param expected what the file is; empty if that is to be found out
   */
  Fetch(
      URI address,
      long from,
      long to,
      Optional<RemoteFile> expected,
      Target target,
      Tally.Item progress) {
    this.address = address;
    this.from = from;
    this.to = to;
    this.expected = expected;
    this.target = target;
    this.progress = progress;
  }

  /** Asks for a byte, to learn what the file is. */
  static Fetch probe(URI address) {
    return new Fetch(address, 0, 1, Optional.empty(), Fetch::drop, Tally.unheard());
  }

  /** A target that keeps nothing. */
  static int drop(ByteBuffer bytes, long position) {
    int count = bytes.remaining();
    bytes.position(bytes.limit());
    return count;
  }

  URI address() {
    return address;
  }

  String range() {
    return "bytes=" + from + "-" + (to == TO_THE_END ? "" : to - 1);
  }

  /** What the storage says of the file; empty before it has. */
  Optional<RemoteFile> found() {
    return Optional.ofNullable(found);
  }

  @Override
  public long moved() {
    return received.get();
  }

  @Override
  public Optional<IOException> fileTrouble() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public void tick() {
    progress.report();
  }

  @Override
  public HttpResponse.BodySubscriber<String> apply(HttpResponse.ResponseInfo answer) {
    status = answer.statusCode();
    RemoteFile file = RemoteFile.of(answer).orElse(null);
    long length = RemoteFile.bodyLength(answer, from).orElse(-1);
    boolean tooLong = status == 206 && length > to - from;
    if (file == null || length < 0 || tooLong) {
      return new TextHead();
    }
    found = file;
    announced = length;
    return isAsExpected(file) ? new Writer() : new TextHead();
  }

  /** Whether the answer says that there is nothing in the file. */
  boolean isEmpty(HttpResponse<?> answer) {
    boolean empty =
        answer.statusCode() == 416
            && from == 0
            && answer.headers().firstValue("Content-Range").orElse("bytes */0").endsWith("/0");
    if (empty) {
      found = RemoteFile.empty(answer.headers());
    }
    return empty;
  }

  /**
   * Whether all that was announced has come.
   *
   * @throws FileChanged if the file is another
   */
  void check() throws FileChanged {
    RemoteFile file = found;
    if (file == null) {
      throw new KamonohashiException.Malformed(
          "expected a range from byte %d, found status %d without".formatted(from, status),
          "GET",
          StorageAddress.plain(address));
    }
    if (!isAsExpected(file)) {
      throw new FileChanged(expected.orElseThrow(), file, address);
    }
    if (received.get() != announced) {
      throw new KamonohashiException.Transport(
          "%d of %d bytes".formatted(received.get(), announced),
          "GET",
          StorageAddress.plain(address),
          new IOException("the body has ended early"));
    }
  }

  private boolean isAsExpected(RemoteFile file) {
    return expected.isEmpty() || expected.get().isSame(file);
  }

  /** Puts the body where it belongs. */
  private final class Writer implements HttpResponse.BodySubscriber<String> {
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private Flow.@Nullable Subscription source;

    @Override
    public CompletionStage<String> getBody() {
      return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      source = subscription;
      subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      try {
        for (ByteBuffer buffer : buffers) {
          write(buffer);
        }
        if (source != null) {
          source.request(1);
        }
      } catch (IOException e) {
        trouble = e;
        if (source != null) {
          source.cancel();
        }
        end.completeExceptionally(e);
      }
    }

    private void write(ByteBuffer buffer) throws IOException {
      long room = announced - received.get();
      if (buffer.remaining() > room) {
        buffer.limit(buffer.position() + (int) room);
      }
      while (buffer.hasRemaining()) {
        int count = target.write(buffer, from + received.get());
        received.addAndGet(count);
        progress.moved(count);
      }
    }

    @Override
    public void onError(Throwable reason) {
      end.completeExceptionally(reason);
    }

    @Override
    public void onComplete() {
      end.complete("");
    }
  }
}
