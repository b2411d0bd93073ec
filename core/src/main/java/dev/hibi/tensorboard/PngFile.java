package dev.hibi.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG files of 8 bits a channel (W3C PNG, third edition): signature, IHDR, one IDAT, IEND.
 *
 * <p>The JDK's writer tries every filter on every row and takes several times as long, on the
 * thread that trains. Here each row is the difference to the row above, which suits photographs and
 * charts alike.
 */
final class PngFile {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int FILTER_UP = 2;
  private static final int LEVEL = 3;

  private PngFile() {}

  /**
   * A whole file.
   *
   * @param pixels (height, width, channels), uint8, row by row
   * @param channels 1 grey, 3 RGB, 4 RGB and alpha
   */
  static byte[] encode(byte[] pixels, int height, int width, int channels) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put(colorType(channels)); // and compression, filter, interlace: 0
    byte[] data = deflate(filtered(pixels, height, width * channels));
    ByteArrayOutputStream file = new ByteArrayOutputStream(data.length + 100);
    file.writeBytes(SIGNATURE);
    chunk(file, "IHDR", header.array(), header.capacity());
    chunk(file, "IDAT", data, data.length);
    chunk(file, "IEND", new byte[0], 0);
    return file.toByteArray();
  }

  private static byte colorType(int channels) {
    return switch (channels) {
      case 1 -> 0;
      case 3 -> 2;
      default -> 6;
    };
  }

  /** Each row behind its filter's number; the row above the first is zero. */
  private static byte[] filtered(byte[] pixels, int rows, int stride) {
    byte[] filtered = new byte[Math.multiplyExact(rows, stride + 1)];
    for (int row = 0; row < rows; row++) {
      int from = row * stride;
      int to = row * (stride + 1);
      filtered[to++] = FILTER_UP;
      if (row == 0) {
        System.arraycopy(pixels, 0, filtered, to, stride);
      } else {
        for (int i = 0; i < stride; i++) {
          filtered[to + i] = (byte) (pixels[from + i] - pixels[from + i - stride]);
        }
      }
    }
    return filtered;
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater(LEVEL);
    try {
      deflater.setStrategy(Deflater.FILTERED);
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
      byte[] block = new byte[16 * 1024];
      while (!deflater.finished()) {
        out.write(block, 0, deflater.deflate(block));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] data, int length) {
    byte[] head = new byte[4];
    for (int i = 0; i < head.length; i++) {
      head[i] = (byte) type.charAt(i);
    }
    CRC32 crc = new CRC32();
    crc.update(head);
    crc.update(data, 0, length);
    file.writeBytes(bigEndian(length));
    file.writeBytes(head);
    file.write(data, 0, length);
    file.writeBytes(bigEndian((int) crc.getValue()));
  }

  private static byte[] bigEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }
}
