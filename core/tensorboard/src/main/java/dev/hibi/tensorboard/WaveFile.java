package dev.hibi.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes WAV files: RIFF, 16-bit PCM (Microsoft, Multimedia Programming Interface 1.0). */
final class WaveFile {
  private static final int HEADER = 44;
  private static final int MAX_RATE = 1_000_000;

  private WaveFile() {}

  /**
   * A whole file.
   *
   * @param samples (frames, channels), row by row, -1 to 1; what lies outside is cut off
   * @param channels at least 1
   * @param sampleRate frames a second, 1 to 1,000,000
   * @throws IllegalArgumentException if a number is not as said, or a sample is NaN
   */
  static byte[] encode(float[] samples, int channels, int sampleRate) {
    check(samples, channels, sampleRate);
    int frame = channels * Short.BYTES;
    int size = Math.multiplyExact(samples.length, Short.BYTES);
    ByteBuffer file =
        ByteBuffer.allocate(Math.addExact(HEADER, size)).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(HEADER - 8 + size).put(ascii("WAVE"));
    file.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) channels);
    file.putInt(sampleRate).putInt(Math.multiplyExact(sampleRate, frame));
    file.putShort((short) frame).putShort((short) Short.SIZE);
    file.put(ascii("data")).putInt(size);
    for (float sample : samples) {
      file.putShort((short) Math.round(Math.max(-1, Math.min(1, sample)) * Short.MAX_VALUE));
    }
    return file.array();
  }

  private static void check(float[] samples, int channels, int sampleRate) {
    if (channels < 1
        || channels > 255
        || sampleRate < 1
        || sampleRate > MAX_RATE
        || samples.length % channels != 0) {
      throw new IllegalArgumentException(
          "bad audio: expected whole frames of 1 to 255 channels at 1 to 1000000 Hz, found %d samples of %d channels at %d Hz"
              .formatted(samples.length, channels, sampleRate));
    }
    for (int i = 0; i < samples.length; i++) {
      if (Float.isNaN(samples[i])) {
        throw new IllegalArgumentException(
            "bad sample: expected a number from -1 to 1, found NaN at index " + i);
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
