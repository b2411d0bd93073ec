package dev.hibi.model.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads the tensors of a file that {@code torch.save} wrote ({@code .pth}, {@code .pt}): a {@code
 * state_dict}, or a dictionary that holds one as {@code state_dict}, {@code model_state_dict} or
 * {@code model}: the first of these names under which a dictionary lies is taken, whatever lies
 * beside it. Both forms are read, the zip archive of PyTorch 1.6 and later, and the pickles one
 * after the other before it.
 *
 * <p>Such a file is a program for Python. Nothing of it is run: what is not a tensor, dictionary,
 * list, number or text is refused by its name, so weights of a stranger are as safe as any data.
 * Types are those of {@code .safetensors}: float64, float16 and bfloat16 become float32, int64
 * stays. Names that all begin with {@code module.}, as DataParallel makes them, are given without
 * it. Tensors that would take far more memory than the file has bytes are refused.
 */
public final class PyTorchFile {
  private static final int ZIP = 0x04034b50;
  private static final int PICKLE = 0x0280;
  private static final long MAGIC = 0xa86a20f9469cfc6cL; // its lower 64 bits
  private static final long PROTOCOL = 1001;

  /** Of values for each byte of the file: float16 becomes float32, and some tensors are shared. */
  private static final int MAX_GROWTH = 8;

  private static final List<String> WRAPPERS = List.of("state_dict", "model_state_dict", "model");
  private static final String PARALLEL = "module.";

  private final Path file;

  private PyTorchFile(Path file) {
    this.file = file;
  }

  /** Whether a file begins as PyTorch's do; false if it is shorter or absent. */
  public static boolean isOne(Path file) throws IOException {
    return Files.isRegularFile(file) && isOne(first(file));
  }

  /** Whether the first four bytes, little-endian, are those of such a file. */
  static boolean isOne(int first) {
    return first == ZIP || (first & 0xffff) == PICKLE;
  }

  private static int first(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] first = in.readNBytes(4);
      return first.length < 4 ? 0 : ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
  }

  /**
   * All tensors, in their order.
   *
   * @throws IOException if the file cannot be read, is damaged, or holds anything but data; the
   *     message says what was expected and found
   */
  public static StateDict read(Path file) throws IOException {
    PyTorchFile opened = new PyTorchFile(file);
    try {
      return first(file) == ZIP ? opened.readArchive() : opened.readSequence();
    } catch (ZipException | EOFException | ArithmeticException e) {
      throw new IOException(
          "bad weights: expected a file of PyTorch, found it damaged: %s (%s)"
              .formatted(e.getMessage() == null ? "its end is missing" : e.getMessage(), file),
          e);
    }
  }

  private StateDict readArchive() throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry pickle =
          zip.stream()
              .filter(entry -> entry.getName().matches("([^/]+/)?data\\.pkl"))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IOException(
                          "unsupported weights: expected an archive of PyTorch with data.pkl,"
                              + " found none (%s)".formatted(file)));
      String folder =
          pickle.getName().substring(0, pickle.getName().length() - "data.pkl".length());
      if (zip.getEntry(folder + "constants.pkl") != null) {
        throw new IOException(
            "unsupported weights: expected a state_dict, found TorchScript: save its"
                + " state_dict() with torch.save (%s)".formatted(file));
      }
      requireLittleEndian(zip, folder);
      Pickle root = pickle(new Unpickler(ByteBuffer.wrap(entry(zip, pickle, Unpickler.MAX_BYTES))));
      Map<String, ByteBuffer> read = new HashMap<>();
      return stateDict(
          views(root),
          storage -> {
            ByteBuffer known = read.get(storage.key());
            if (known != null) {
              return known;
            }
            ZipEntry data = zip.getEntry(folder + "data/" + storage.key());
            if (data == null) {
              throw bad("a storage '" + storage.shownKey() + "'", "none");
            }
            ByteBuffer bytes = ByteBuffer.wrap(entry(zip, data, byteCount(storage)));
            read.put(storage.key(), bytes);
            return bytes;
          });
    }
  }

  private void requireLittleEndian(ZipFile zip, String folder) throws IOException {
    ZipEntry order = zip.getEntry(folder + "byteorder");
    if (order != null) {
      String found = new String(entry(zip, order, 100), StandardCharsets.UTF_8);
      if (!found.equals("little")) {
        throw bad("byte order little", found);
      }
    }
  }

  private byte[] entry(ZipFile zip, ZipEntry entry, int most) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw bad("at most %d bytes of %s".formatted(most, entry.getName()), "more");
      }
      requireChecksum(entry, bytes);
      return bytes;
    }
  }

  /** PyTorch can be told to leave checksums out, and then writes 0. */
  private void requireChecksum(ZipEntry entry, byte[] bytes) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    if (entry.getCrc() > 0 && entry.getCrc() != checksum.getValue()) {
      throw bad(
          "CRC-32 %08x of %s".formatted(entry.getCrc(), entry.getName()),
          "%08x".formatted(checksum.getValue()));
    }
  }

  /** Before PyTorch 1.6: pickles one after the other, then the numbers of each storage. */
  private StateDict readSequence() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw bad("at most %d bytes".formatted(Integer.MAX_VALUE), Long.toString(channel.size()));
      }
      ByteBuffer in =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      Unpickler pickles = new Unpickler(in);
      if (!pickle(pickles).equals(new Pickle.Whole(MAGIC))
          || !pickle(pickles).equals(new Pickle.Whole(PROTOCOL))) {
        throw new IOException(
            "unsupported weights: expected a file that torch.save wrote, found another pickle (%s)"
                .formatted(file));
      }
      Optional<Pickle> little =
          pickle(pickles) instanceof Pickle.Dictionary system
              ? system.get("little_endian")
              : Optional.empty();
      if (!little.equals(Optional.of(new Pickle.Decimal(1)))) {
        throw bad("byte order little", "another");
      }
      Pickle root = pickle(pickles);
      Pickle keys = pickle(pickles);
      Map<String, Pickle.View> views = views(root);
      Map<String, Pickle.Storage> storages = new HashMap<>();
      views.values().forEach(view -> storages.put(view.storage().key(), view.storage()));
      Map<String, ByteBuffer> read = new HashMap<>();
      if (keys instanceof Pickle.Sequence sequence) {
        for (Pickle key : sequence.values()) {
          take(in, key, storages, read);
        }
      }
      return stateDict(
          views,
          storage -> {
            ByteBuffer bytes = read.get(storage.key());
            if (bytes == null) {
              throw bad("a storage '" + storage.shownKey() + "'", "none");
            }
            return bytes;
          });
    }
  }

  /** The next storage: a number of values, and these. */
  private void take(
      ByteBuffer in, Pickle key, Map<String, Pickle.Storage> storages, Map<String, ByteBuffer> read)
      throws IOException {
    Pickle.Storage storage = key instanceof Pickle.Text text ? storages.get(text.value()) : null;
    if (storage == null || in.remaining() < 8) {
      throw bad("storages of tensors of the dictionary", "one that is of none");
    }
    long count = in.getLong();
    int bytes = byteCount(storage);
    if (count != storage.count() || in.remaining() < bytes) {
      throw bad(
          "%d values of storage '%s'".formatted(storage.count(), storage.shownKey()),
          in.remaining() < bytes ? "the end of the file" : Long.toString(count));
    }
    byte[] values = new byte[bytes];
    in.get(values);
    read.put(storage.key(), ByteBuffer.wrap(values));
  }

  private int byteCount(Pickle.Storage storage) throws IOException {
    long most = Integer.MAX_VALUE / Math.max(4, storage.type().byteCount()) - 8L; // as float32
    if (storage.count() < 0 || storage.count() > most) {
      throw bad("storages of at most %d values".formatted(most), Long.toString(storage.count()));
    }
    return (int) storage.count() * storage.type().byteCount();
  }

  private Pickle pickle(Unpickler pickles) throws IOException {
    try {
      return pickles.read();
    } catch (IOException e) {
      throw at(e);
    }
  }

  private interface Storages {
    ByteBuffer bytes(Pickle.Storage storage) throws IOException;
  }

  private StateDict stateDict(Map<String, Pickle.View> views, Storages storages)
      throws IOException {
    requireBounded(views);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Pickle.View> entry : views.entrySet()) {
      tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), storages));
    }
    return new StateDict(tensors).withoutPrefix(PARALLEL);
  }

  /** The tensors by name, without the wrapping. */
  private Map<String, Pickle.View> views(Pickle root) throws IOException {
    if (!(root instanceof Pickle.Dictionary whole)) {
      throw new IOException(
          "unsupported weights: expected a dictionary of tensors, found %s (%s)"
              .formatted(kind(root), file));
    }
    Pickle.Dictionary dictionary =
        WRAPPERS.stream()
            .flatMap(wrapper -> whole.get(wrapper).stream())
            .filter(Pickle.Dictionary.class::isInstance)
            .map(Pickle.Dictionary.class::cast)
            .findFirst()
            .orElse(whole);
    Map<String, Pickle.View> views = new LinkedHashMap<>();
    for (Map.Entry<Pickle, Pickle> entry : dictionary.values().entrySet()) {
      if (!(entry.getKey() instanceof Pickle.Text name)
          || !(entry.getValue() instanceof Pickle.View view)) {
        String name = entry.getKey() instanceof Pickle.Text text ? text.shown() : "a key";
        throw new IOException(
            "unsupported weights: expected a tensor under each name, found %s (%s in %s)"
                .formatted(kind(entry.getValue()), name, file));
      }
      if (!name.shown().equals(name.value())) {
        throw new IOException(
            "unsupported weights: expected printable names of at most %d characters, found '%s' (%s)"
                .formatted(Pickle.Text.LONGEST_SHOWN, name.shown(), file));
      }
      views.put(name.value(), view);
    }
    return views;
  }

  /** Before memory is taken: many views can share a storage, and a zip can be compressed. */
  private void requireBounded(Map<String, Pickle.View> views) throws IOException {
    long most = Math.multiplyExact(MAX_GROWTH, Files.size(file));
    Set<Pickle.Storage> storages = new HashSet<>();
    long total = 0;
    for (Pickle.View view : views.values()) {
      long count = 1;
      for (long dimension : view.shape()) {
        count = Math.multiplyExact(count, dimension);
      }
      if (storages.add(view.storage())) {
        total = Math.addExact(total, byteCount(view.storage()));
      }
      total = Math.addExact(total, Math.multiplyExact(4, Math.max(count, 0)));
    }
    if (total > most) {
      throw bad("tensors of at most %d bytes in all".formatted(most), Long.toString(total));
    }
  }

  private static String kind(Pickle value) {
    if (value instanceof Pickle.Dictionary) {
      return "a dictionary";
    }
    if (value instanceof Pickle.Sequence) {
      return "a list";
    }
    if (value instanceof Pickle.View) {
      return "a tensor";
    }
    if (value instanceof Pickle.Text) {
      return "text";
    }
    return value instanceof Pickle.None ? "None" : "a number";
  }

  private Tensor tensor(String name, Pickle.View view, Storages storages) throws IOException {
    long[] shape = view.shape().stream().mapToLong(Long::longValue).toArray();
    long count = 1;
    long last = view.offset();
    if (shape.length != view.strides().size()) {
      throw bad("as many strides as dimensions", view.strides() + " for " + view.shape());
    }
    for (int i = 0; i < shape.length; i++) {
      long stride = view.strides().get(i);
      if (shape[i] < 0 || stride < 0) {
        throw bad("a shape and strides of 0 and more", view.shape() + ", " + view.strides());
      }
      count = Math.multiplyExact(count, shape[i]);
      last = Math.addExact(last, Math.multiplyExact(Math.max(shape[i] - 1, 0), stride));
    }
    long held = view.storage().count();
    if (count > held || (count > 0 && (view.offset() < 0 || last >= held))) {
      throw bad(
          "%s within %d values".formatted(view.shape(), held),
          "offset %d, strides %s (%s)".formatted(view.offset(), view.strides(), name));
    }
    StoredType type = view.storage().type();
    ByteBuffer bytes = storages.bytes(view.storage());
    if (bytes.remaining() != byteCount(view.storage())) {
      throw bad(
          "%d bytes of storage '%s'"
              .formatted(byteCount(view.storage()), view.storage().shownKey()),
          Integer.toString(bytes.remaining()));
    }
    return type.tensor(shape, rowMajor(view, shape, (int) count, type.byteCount(), bytes));
  }

  /** The values of a view one after the other. */
  private static ByteBuffer rowMajor(
      Pickle.View view, long[] shape, int count, int width, ByteBuffer bytes) {
    if (count == 0) {
      return ByteBuffer.allocate(0);
    }
    if (isContiguous(view)) {
      return bytes.slice((int) view.offset() * width, count * width);
    }
    byte[] values = new byte[count * width];
    long[] at = new long[shape.length];
    long place = view.offset();
    for (int i = 0; i < count; i++) {
      bytes.get((int) place * width, values, i * width, width);
      for (int axis = shape.length - 1; axis >= 0; axis--) { // the next one
        long stride = view.strides().get(axis);
        place += stride;
        if (++at[axis] < shape[axis]) {
          break;
        }
        place -= stride * shape[axis];
        at[axis] = 0;
      }
    }
    return ByteBuffer.wrap(values);
  }

  private static boolean isContiguous(Pickle.View view) {
    long next = 1;
    for (int axis = view.shape().size() - 1; axis >= 0; axis--) {
      if (view.shape().get(axis) != 1 && view.strides().get(axis) != next) {
        return false;
      }
      next *= view.shape().get(axis);
    }
    return true;
  }

  private IOException bad(String expected, String found) {
    return new IOException(
        "bad weights: expected %s, found %s (%s)".formatted(expected, found, file));
  }

  private IOException at(IOException e) {
    return new IOException("%s (%s)".formatted(e.getMessage(), file), e);
  }
}
