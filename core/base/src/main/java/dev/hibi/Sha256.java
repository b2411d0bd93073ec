package dev.hibi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) of bytes, as 64 lower-case hexadecimal digits. */
public final class Sha256 {
  private static final int PIECE = 1 << 16;

  private Sha256() {}

  /** A digest that has seen nothing yet. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no SHA-256: expected it in every Java", e);
    }
  }

  /** The digits of what a digest has seen, which begins anew. */
  public static String digits(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of bytes. */
  public static String of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /** Of bytes from position to limit, which stay as they are. */
  public static String of(ByteBuffer bytes) {
    MessageDigest digest = begin();
    digest.update(bytes.duplicate());
    return digits(digest);
  }

  /**
   * Of a file.
   *
   * @throws IOException if it cannot be read
   */
  public static String of(Path file) throws IOException {
    MessageDigest digest = begin();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    return digits(digest);
  }

  /**
   * A channel that knows what went through it. The one below is closed by whoever opened it. One
   * thread at a time.
   */
  public static final class Channel implements WritableByteChannel {
    private final WritableByteChannel out;
    private final MessageDigest digest = begin();
    private long byteCount;

    /** Writes to another channel. */
    public Channel(WritableByteChannel out) {
      this.out = out;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      ByteBuffer given = bytes.duplicate();
      int written = out.write(bytes);
      digest.update(given.limit(given.position() + written));
      byteCount += written;
      return written;
    }

    /** How many bytes were written. */
    public long byteCount() {
      return byteCount;
    }

    /** The digits of all that was written; asked for once. */
    public String digits() {
      return Sha256.digits(digest);
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() {}
  }
}
