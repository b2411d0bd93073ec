package dev.hibi.image;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a JPEG (ITU-T T.81) to samples, each component in its own resolution: sequential or
 * progressive, with Huffman or arithmetic coding. What is broken is refused rather than painted
 * over. For one picture.
 */
final class JpegPicture {
  private static final int COEFFICIENTS = 64;

  private final byte[] file;
  private final ImageBytes in;
  private final int size;
  private final JpegInverseDct transform;
  private final JpegTables tables;
  private final List<Samples> samples = new ArrayList<>();
  private final short[] single = new short[COEFFICIENTS];
  private @Nullable JpegFrame frame;
  private boolean begun;

  /** A component's samples, in whole blocks. */
  static final class Samples {
    final JpegFrame.Component component;

    /** Of a row, in bytes. */
    final int stride;

    byte[] bytes = {};
    private short[] coefficients = {};
    private int @Nullable [] steps;

    private Samples(JpegFrame.Component component, int size) {
      this.component = component;
      stride = component.paddedAcross * size;
    }
  }

  private JpegPicture(byte[] file, ImageBytes in, int size) {
    this.file = file;
    this.in = in;
    this.size = size;
    this.transform = new JpegInverseDct(size);
    this.tables = new JpegTables(in);
  }

  /**
   * Decodes a file that {@link JpegScans#check} has passed.
   *
   * @param size how many samples a side a block of eight gives: 8, 4, 2 or 1
   */
  static JpegPicture decode(byte[] file, ImageBytes in, int size) throws UnreadableImageException {
    JpegPicture picture = new JpegPicture(file, in, size);
    picture.readSegments();
    picture.finish();
    return picture;
  }

  JpegFrame frame() {
    return Objects.requireNonNull(frame);
  }

  /** One for each component of the frame. */
  List<Samples> samples() {
    return samples;
  }

  private void readSegments() throws UnreadableImageException {
    int at = 2;
    while ((at = JpegMarkers.nextMarker(file, at)) < file.length) {
      int marker = file[at++] & 0xff;
      if (marker == JpegMarkers.EOI) {
        return;
      }
      if (!JpegMarkers.hasBody(marker)) {
        continue;
      }
      int length = in.u16(at, BIG_ENDIAN);
      in.require(at, length);
      if (JpegMarkers.isFrame(marker)) {
        begin(marker, at);
      } else if (marker == JpegMarkers.SOS) {
        at = readScan(at, at + length);
        continue;
      } else {
        tables.add(marker, at);
      }
      at += length;
    }
  }

  private void begin(int marker, int at) throws UnreadableImageException {
    if (frame != null) {
      throw in.broken("one frame", "another");
    }
    frame = new JpegFrame(marker, at, in);
    for (JpegFrame.Component component : frame.components) {
      samples.add(new Samples(component, size));
    }
  }

  /** Reads the scan whose header is at {@code at}; gives where its data end. */
  private int readScan(int at, int dataAt) throws UnreadableImageException {
    if (frame == null) {
      throw in.broken("a frame header before the first scan", "none");
    }
    JpegScan scan = JpegScan.read(at, frame, in);
    if (!begun && !frame.arithmetic && !frame.progressive) {
      tables.addUsualCodes();
    }
    begun = true;
    JpegBits bits = new JpegBits(file, dataAt, in);
    JpegEntropy entropy = entropy(frame, scan, bits);
    List<Samples> parts = new ArrayList<>();
    for (JpegScan.Part part : scan.parts()) {
      Samples component = samples.get(part.index());
      prepare(component, frame);
      parts.add(component);
    }
    decode(parts, entropy, bits);
    return bits.position();
  }

  private JpegEntropy entropy(JpegFrame of, JpegScan scan, JpegBits bits)
      throws UnreadableImageException {
    if (of.arithmetic) {
      return new JpegArithmetic(bits, scan, tables, of.progressive);
    }
    return of.progressive
        ? new JpegProgressive(bits, scan, tables)
        : new JpegSequential(bits, scan, tables);
  }

  /** A component keeps the steps that hold at its first scan. */
  private void prepare(Samples component, JpegFrame of) throws UnreadableImageException {
    if (component.steps != null) {
      return;
    }
    int table = component.component.table;
    int[] steps = table < JpegTables.COUNT ? tables.steps[table] : null;
    if (steps == null) {
      throw in.broken("quantization table " + table, "none");
    }
    component.steps = steps.clone();
    int blocks =
        Math.multiplyExact(component.component.paddedAcross, component.component.paddedDown);
    component.bytes = new byte[Math.multiplyExact(blocks, size * size)];
    if (of.progressive) {
      component.coefficients = new short[Math.multiplyExact(blocks, COEFFICIENTS)];
    }
  }

  private void decode(List<Samples> parts, JpegEntropy entropy, JpegBits bits)
      throws UnreadableImageException {
    JpegFrame of = frame();
    boolean interleaved = parts.size() > 1;
    JpegFrame.Component first = parts.get(0).component;
    int across = interleaved ? of.unitsAcross : first.blocksAcross;
    int down = interleaved ? of.unitsDown : first.blocksDown;
    int left = tables.restartInterval;
    int restart = 0;
    entropy.reset();
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        if (tables.restartInterval > 0 && left-- == 0) {
          bits.restart(restart++ & 7);
          entropy.reset();
          left = tables.restartInterval - 1;
        }
        for (int part = 0; part < parts.size(); part++) {
          Samples component = parts.get(part);
          int columns = interleaved ? component.component.across : 1;
          int rows = interleaved ? component.component.down : 1;
          for (int row = y * rows; row < (y + 1) * rows; row++) {
            for (int column = x * columns; column < (x + 1) * columns; column++) {
              block(entropy, part, component, column, row);
            }
          }
        }
      }
    }
  }

  private void block(JpegEntropy entropy, int part, Samples component, int column, int row)
      throws UnreadableImageException {
    if (component.coefficients.length > 0) {
      int number = row * component.component.paddedAcross + column;
      entropy.block(part, component.coefficients, number * COEFFICIENTS);
      return;
    }
    Arrays.fill(single, (short) 0);
    entropy.block(part, single, 0);
    transform(component, single, 0, column, row);
  }

  private void transform(Samples component, short[] block, int at, int column, int row) {
    int[] steps = Objects.requireNonNull(component.steps);
    int to = row * size * component.stride + column * size;
    transform.transform(block, at, steps, component.bytes, to, component.stride);
  }

  private void finish() throws UnreadableImageException {
    if (frame == null) {
      throw in.broken("a frame", "none");
    }
    for (Samples component : samples) {
      if (component.steps == null) {
        throw in.broken("a scan of each component", "one without");
      }
      int across = component.component.paddedAcross;
      for (int at = 0, block = 0; at < component.coefficients.length; at += COEFFICIENTS, block++) {
        transform(component, component.coefficients, at, block % across, block / across);
      }
      component.coefficients = new short[0];
    }
  }
}
