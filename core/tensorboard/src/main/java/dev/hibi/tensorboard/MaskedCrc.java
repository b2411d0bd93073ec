package dev.hibi.tensorboard;

import java.util.zip.CRC32C;

/** The checksum of event files: CRC-32C, rotated right by 15 bits, plus a constant. */
final class MaskedCrc {
  private static final int MASK_DELTA = 0xa282ead8;

  private final CRC32C crc = new CRC32C();

  int of(byte[] bytes, int offset, int length) {
    crc.reset();
    crc.update(bytes, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }
}
