package dev.hibi.model.weights;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes {@code .safetensors}: named tensors in one file that can hold nothing else.
 *
 * <p>The format: an unsigned 64-bit little-endian length <i>n</i>; <i>n</i> bytes of UTF-8 JSON, an
 * object from each tensor's name to {@code {"dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets":
 * [begin, end]}} with offsets into what follows, and optionally {@code "__metadata__"}, an object
 * of strings; then the values, little-endian and row-major, one tensor's right after the other's to
 * the end of the file. The header is padded with spaces so that the values begin at a multiple of
 * 8.
 *
 * <p>What is written here depends on the tensors and metadata alone: equal tensors in equal order
 * give equal bytes. Read are F32, F64, F16 and BF16, as float32, and I64; other types are refused
 * by name. A file is checked whole before its data are read: names twice, fields that are missing
 * or unknown, shapes that do not fit their data, and data that overlap, leave a hole or leave a
 * rest are refused.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format's home</a>
 */
public final class Safetensors {
  /** Headers above this are refused; a ResNet-152's has about 100 kB. */
  public static final int MAX_HEADER_BYTES = 16_000_000;

  private static final int HDF5 = 0x46444889;

  private Safetensors() {}

  /**
   * A file's content.
   *
   * @param tensors in the order of their bytes
   * @param metadata the strings under {@code __metadata__}; empty if there are none
   */
  public record Content(StateDict tensors, Map<String, String> metadata) {}

  /**
   * Reads all tensors of a file.
   *
   * @throws IOException if the file cannot be read, or is not such a file: then the message says
   *     what was expected and found
   */
  public static StateDict read(Path file) throws IOException {
    return readContent(file).tensors();
  }

  /**
   * Reads all tensors and the metadata of a file.
   *
   * @throws IOException as {@link #read}
   */
  public static Content readContent(Path file) throws IOException {
    return readContent(file, Optional.empty(), true);
  }

  /**
   * As {@link #readContent(Path)}, but of F32 and I64 alone, and lets each byte of the file, in
   * order, go through a digest: of what was read, whatever becomes of the file.
   *
   * @param digest updated; not to be believed if this throws
   */
  public static Content readContent(Path file, MessageDigest digest) throws IOException {
    return readContent(file, Optional.of(digest), false);
  }

  /** Where it widens, other types than F32 and I64 are taken, too. */
  private static Content readContent(Path file, Optional<MessageDigest> digest, boolean widens)
      throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(
          "unsupported weights: expected a file, found %s (%s)"
              .formatted(Files.isDirectory(file) ? "a folder" : "something else", file));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      SequentialInput in = new SequentialInput(channel, digest);
      long headerLength = size < 8 ? -1 : in.read(8).getLong(0);
      if (headerLength < 2 || headerLength > Math.min(size - 8, MAX_HEADER_BYTES)) {
        checkKind(headerLength, file);
        throw new IOException(
            "bad safetensors: expected a header length of 2 to %d, found %s (%s)"
                .formatted(
                    Math.max(2, Math.min(size - 8, MAX_HEADER_BYTES)),
                    size < 8 ? "a file of " + size + " bytes" : headerLength,
                    file));
      }
      SafetensorsHeader header =
          SafetensorsHeader.parse(
              in.read((int) headerLength), size - 8 - headerLength, file, widens);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) { // one right after the other
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        tensors.put(entry.name(), entry.type().tensor(shape, in.read(entry.byteCount())));
      }
      return new Content(new StateDict(tensors), header.metadata());
    }
  }

  /** Refuses by name what is often taken for it; the first bytes are read as a number. */
  private static void checkKind(long first, Path file) throws IOException {
    String found =
        PyTorchFile.isOne((int) first)
            ? "a file of PyTorch: write its state_dict with safetensors.torch.save_file"
            : (int) first == HDF5 ? "HDF5: convert it" : "";
    if (!found.isEmpty()) {
      throw new IOException(
          "unsupported weights: expected .safetensors, found %s (%s)".formatted(found, file));
    }
  }

  /**
   * Writes tensors in their order.
   *
   * @param out not closed here
   * @param metadata strings of the caller's, in the given map's order; may be empty
   * @throws IllegalArgumentException if a tensor has the name of the metadata
   */
  public static void write(WritableByteChannel out, StateDict tensors, Map<String, String> metadata)
      throws IOException {
    if (tensors.contains(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "reserved name: expected another name of a tensor, found '%s'"
              .formatted(SafetensorsHeader.METADATA));
    }
    JsonObject header = new JsonObject();
    if (!metadata.isEmpty()) {
      JsonObject strings = new JsonObject();
      metadata.forEach(strings::addProperty);
      header.add(SafetensorsHeader.METADATA, strings);
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.asMap().entrySet()) {
      Tensor tensor = entry.getValue();
      long end = offset + tensor.bytes().remaining();
      JsonObject description = new JsonObject();
      description.addProperty("dtype", dtype(tensor.type()));
      description.add("shape", new Gson().toJsonTree(tensor.shape()));
      description.add("data_offsets", new Gson().toJsonTree(new long[] {offset, end}));
      header.add(entry.getKey(), description);
      offset = end;
    }
    byte[] json = new Gson().toJson(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(json);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    writeFully(out, head.flip());
    for (Tensor tensor : tensors.asMap().values()) {
      writeFully(out, tensor.bytes());
    }
  }

  private static String dtype(Tensor.Type type) {
    return switch (type) {
      case FLOAT32 -> "F32";
      case BFLOAT16 -> "BF16";
      case INT64 -> "I64";
    };
  }

  private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** A file from its beginning on, each byte once. */
  private record SequentialInput(FileChannel channel, Optional<MessageDigest> digest) {
    /** Small enough to be in the cache still when it is digested. */
    private static final int PIECE_BYTES = 1 << 18;

    ByteBuffer read(int count) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
      while (buffer.position() < count) {
        int begin = buffer.position();
        buffer.limit(Math.min(count, begin + PIECE_BYTES));
        if (channel.read(buffer) < 0) {
          throw new EOFException(
              "file shorter than it was: expected %d bytes at %d, found %d"
                  .formatted(count, channel.position() - begin, begin));
        }
        digest.ifPresent(of -> of.update(buffer.array(), begin, buffer.position() - begin));
      }
      return buffer.flip();
    }
  }
}
