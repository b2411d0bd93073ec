package dev.hibi.model.torchscript;

import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive: a file that {@code torch.jit.load} opens in Python and C++, made
 * without any of PyTorch.
 *
 * <p>The format is a zip whose entries are all stored (not deflated), under one folder:
 *
 * <table>
 * <caption>Entries in their order</caption>
 * <tr><th>entry</th><th>content</th></tr>
 * <tr><td>{@code data.pkl}</td><td>the module tree, pickled (below)</td></tr>
 * <tr><td>{@code byteorder}</td><td>{@code little}</td></tr>
 * <tr><td>{@code code/__torch__.py}</td><td>the text of all classes, callees first</td></tr>
 * <tr><td>{@code data/0}, {@code data/1}, …</td><td>the raw values of each tensor, beginning at a
 * multiple of 64 bytes of the file (padded by an extra field {@code FB}), so that readers can map
 * them</td></tr>
 * <tr><td>{@code constants.pkl}</td><td>an empty tuple, pickled</td></tr>
 * <tr><td>{@code version}</td><td>{@value #VERSION} and a line feed: which revision of the operators
 * the text is written for</td></tr>
 * </table>
 *
 * <p>The pickle is described by {@link ModulePickle}.
 *
 * <p>Tensors of four dimensions are stored channels-last (O, H, W, I with strides to match), which
 * convolutions on such images read as it is. Their shape, and what Python sees, is (O, I, H, W).
 *
 * <p>Equal objects give equal bytes.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/notes/serialization.html">PyTorch on its
 *     format</a>
 */
final class TorchScriptArchive {
  static final int VERSION = 10;

  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int EXTRA_HEADER_BYTES = 4;

  /** Not the first of 1980, for which ZipEntry would add a field that depends on the time zone. */
  private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  private final CountingStream out;
  private final ZipOutputStream zip;
  private final String folder;

  private TorchScriptArchive(OutputStream out, String folder) {
    this.out = new CountingStream(out);
    this.zip = new ZipOutputStream(this.out, StandardCharsets.UTF_8);
    this.zip.setMethod(ZipOutputStream.STORED);
    this.folder = folder;
  }

  /**
   * Writes a module and the classes that it is made of.
   *
   * @param out not closed here
   * @param name of the folder inside the archive
   */
  static void write(OutputStream out, String name, ScriptObject root) throws IOException {
    new TorchScriptArchive(out, name).write(root);
  }

  private void write(ScriptObject root) throws IOException {
    ModulePickle pickle = new ModulePickle();
    byte[] tree = pickle.write(root);
    entry("data.pkl", List.of(ByteBuffer.wrap(tree)));
    entry("byteorder", List.of(ascii("little")));
    entry("code/__torch__.py", List.of(ByteBuffer.wrap(code(root))));
    for (int i = 0; i < pickle.tensors().size(); i++) {
      entry("data/" + i, List.of(storage(pickle.tensors().get(i))));
    }
    entry("constants.pkl", List.of(ByteBuffer.wrap(new byte[] {(byte) 0x80, 2, ')', '.'})));
    entry("version", List.of(ascii(VERSION + "\n")));
    zip.finish();
    zip.flush();
  }

  private void entry(String name, List<ByteBuffer> parts) throws IOException {
    ZipEntry entry = new ZipEntry(folder + "/" + name);
    byte[] buffer = new byte[1 << 16];
    CRC32 crc = new CRC32();
    long size = 0;
    for (ByteBuffer part : parts) {
      size += part.remaining();
      ByteBuffer rest = part.duplicate();
      while (rest.hasRemaining()) { // a read-only buffer's own way is in smaller pieces
        int count = Math.min(buffer.length, rest.remaining());
        rest.get(buffer, 0, count);
        crc.update(buffer, 0, count);
      }
    }
    entry.setTimeLocal(TIME);
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setCrc(crc.getValue());
    entry.setExtra(padding(entry.getName()));
    zip.putNextEntry(entry);
    for (ByteBuffer part : parts) {
      while (part.hasRemaining()) {
        int count = Math.min(buffer.length, part.remaining());
        part.get(buffer, 0, count);
        zip.write(buffer, 0, count);
      }
    }
    zip.closeEntry();
    zip.flush();
  }

  /** An extra field that makes the entry's data begin at a multiple of the alignment. */
  private byte[] padding(String name) {
    long start =
        out.count
            + LOCAL_HEADER_BYTES
            + name.getBytes(StandardCharsets.UTF_8).length
            + EXTRA_HEADER_BYTES;
    int length = (int) ((ALIGNMENT - start % ALIGNMENT) % ALIGNMENT);
    byte[] extra = new byte[EXTRA_HEADER_BYTES + length];
    extra[0] = 'F';
    extra[1] = 'B';
    extra[2] = (byte) length;
    Arrays.fill(extra, EXTRA_HEADER_BYTES, extra.length, (byte) 'Z');
    return extra;
  }

  private static byte[] code(ScriptObject root) {
    Map<String, ScriptClass> classes = new LinkedHashMap<>();
    collect(root, classes);
    StringBuilder text = new StringBuilder();
    classes.values().forEach(type -> text.append(type.text()));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Children before their parents. */
  private static void collect(ScriptObject object, Map<String, ScriptClass> classes) {
    for (ScriptObject.Value value : object.values().values()) {
      if (value instanceof ScriptObject.Child child) {
        collect(child.object(), classes);
      }
    }
    classes.putIfAbsent(object.type().qualifiedName(), object.type());
  }

  private static ByteBuffer storage(Tensor tensor) {
    long[] shape = tensor.shape();
    return shape.length == 4 ? channelsLast(tensor, shape) : tensor.bytes();
  }

  private static ByteBuffer channelsLast(Tensor tensor, long[] shape) {
    int inputs = (int) shape[1];
    int pixels = (int) (shape[2] * shape[3]);
    if (inputs == 1 || pixels == 1) {
      return tensor.bytes();
    }
    FloatBuffer from = tensor.floats();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(4, from.limit())).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer to = bytes.asFloatBuffer();
    float[] filter = new float[inputs * pixels];
    float[] turned = new float[inputs * pixels];
    while (from.hasRemaining()) {
      from.get(filter);
      for (int pixel = 0; pixel < pixels; pixel++) {
        int row = pixel * inputs;
        for (int input = 0, at = pixel; input < inputs; input++, at += pixels) {
          turned[row + input] = filter[at];
        }
      }
      to.put(turned);
    }
    return bytes;
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Knows how many bytes went through, for alignment. */
  private static final class CountingStream extends OutputStream {
    private final OutputStream out;
    private long count;

    CountingStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
