package dev.hibi.client.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A part of a file on its way to the storage: read as the connection takes it, never held. */
final class FilePart implements Move {
  private final FileChannel file;
  private final long offset;
  private final long length;
  private final Tally.Item progress;
  private final AtomicLong sent = new AtomicLong();
  private volatile @Nullable IOException trouble;
  private volatile String digest = "";

  /**
   * A part.
   *
   * @param file stays open and is the caller's to close
   */
  FilePart(FileChannel file, long offset, long length, Tally.Item progress) {
    this.file = file;
    this.offset = offset;
    this.length = length;
    this.progress = progress;
  }

  HttpRequest.BodyPublisher publisher() {
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofInputStream(this::open), length);
  }

  /** The MD5 of what was sent, as a storage tells it; empty before all was. */
  String digest() {
    return digest;
  }

  /** What was sent does not count. */
  void takeBack() {
    progress.moved(-sent.getAndSet(0));
  }

  @Override
  public long moved() {
    return sent.get();
  }

  @Override
  public Optional<IOException> fileTrouble() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public void tick() {
    progress.report();
  }

  private InputStream open() {
    takeBack(); // the HTTP client may begin again by itself
    return new Bytes();
  }

  private final class Bytes extends InputStream {
    private final MessageDigest md5 = Md5.begin();
    private long at;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      int wanted = (int) Math.min(count, length - at);
      if (wanted == 0) {
        return -1;
      }
      int read = readAt(ByteBuffer.wrap(bytes, from, wanted));
      at += read;
      md5.update(bytes, from, read);
      if (at == length) {
        digest = Md5.hex(md5.digest());
      }
      sent.addAndGet(read);
      progress.moved(read);
      return read;
    }

    private int readAt(ByteBuffer target) throws IOException {
      try {
        int read = file.read(target, offset + at);
        if (read < 0) {
          throw new IOException(
              "file changed: expected %d bytes from %d, found %d".formatted(length, offset, at));
        }
        return read;
      } catch (IOException e) {
        trouble = e;
        throw e;
      }
    }
  }
}
