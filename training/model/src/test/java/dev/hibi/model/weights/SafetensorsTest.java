package dev.hibi.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.Backbone;
import dev.hibi.model.Pattern;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsTest {
  @TempDir Path directory;

  @Test
  void theFileIsALengthAHeaderAndTheValues() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", Tensor.of(new float[] {1, -2}, 2, 1));
    tensors.put("n", Tensor.scalar(7));

    byte[] file = write(new StateDict(tensors), Map.of("arch", "resnet18"));

    String header =
        "{\"__metadata__\":{\"arch\":\"resnet18\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
            + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer expected =
        ByteBuffer.allocate(8 + padded.length() + 16).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded.length()).put(padded.getBytes(StandardCharsets.UTF_8));
    expected.putFloat(1).putFloat(-2).putLong(7);
    assertThat(file).isEqualTo(expected.array());
  }

  @Test
  void whatIsWrittenIsReadBackInItsOrder() throws IOException {
    StateDict weights = Pattern.weights(Backbone.RESNET18, 2);
    Path file = directory.resolve("weights.safetensors");
    Files.write(file, write(weights, Map.of("a", "b")));

    Safetensors.Content content = Safetensors.readContent(file);

    assertThat(content.metadata()).containsExactly(Map.entry("a", "b"));
    assertThat(content.tensors().names()).containsExactlyElementsOf(weights.names());
    for (String name : weights.names()) {
      assertThat(content.tensors().get(name)).hasToString(weights.get(name).toString());
      assertThat(content.tensors().get(name).bytes()).isEqualTo(weights.get(name).bytes());
    }
  }

  @Test
  void aFileThatIsShorterThanItsHeaderLengthIsRefused() throws IOException {
    Path file = directory.resolve("short.safetensors");
    Files.write(file, new byte[] {1, 2, 3});

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad safetensors: expected a header length of 2 to 2, found a file of 3 bytes (%s)",
            file);
  }

  @Test
  void aHeaderThatReachesBeyondTheFileIsRefused() throws IOException {
    Path file = directory.resolve("long.safetensors");
    Files.write(file, header(1000, "{}"));

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("bad safetensors: expected a header length of 2 to 2, found 1000 (%s)", file);
  }

  @Test
  void anotherKindOfFileIsRefused() throws IOException {
    Path file = directory.resolve("text.safetensors");
    Files.write(file, header(5, "hello"));

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("bad safetensors: expected a JSON header, found '")
        .hasMessageEndingWith("(" + file + ")");
  }

  @Test
  void dataBeyondTheFileIsRefusedByTheTensorsName() throws IOException {
    Path file = tensorFile("\"F32\"", "[2]", "[0,8]");

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("bad safetensors: expected data within 0 bytes, found [0, 8] (w in %s)", file);
  }

  @Test
  void anotherTypeIsRefusedByName() throws IOException {
    Path file = tensorFile("\"I32\"", "[0]", "[0,0]");

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "unsupported safetensors: expected dtype F32 or F64 or F16 or BF16 or I64, found I32 (w"
                + " in %s)",
            file);
  }

  @Test
  void halvesAndDoublesBecomeFloatsButNotInAModel() throws Exception {
    String json =
        "{'half':{'dtype':'F16','shape':[1],'data_offsets':[0,2]},"
            + "'brain':{'dtype':'BF16','shape':[1],'data_offsets':[2,4]},"
            + "'double':{'dtype':'F64','shape':[1],'data_offsets':[4,12]}}";
    Path file = file(json, 12);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes, bytes.length - 12, 12)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 0x3e00)
        .putShort((short) 0x3fc0)
        .putDouble(1.5);
    Files.write(file, bytes);

    StateDict tensors = Safetensors.read(file);

    for (String name : List.of("half", "brain", "double")) {
      assertThat(tensors.get(name)).hasToString("float32[1]");
      assertThat(tensors.get(name).toFloatArray()).containsExactly(1.5f);
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    assertThatThrownBy(() -> Safetensors.readContent(file, digest))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "unsupported safetensors: expected dtype F32 or I64, found F16 (half in %s)", file);
  }

  @Test
  void aShapeThatDoesNotFitTheDataIsRefused() throws IOException {
    Path file = tensorFile("\"F32\"", "[3]", "[0,0]");

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad safetensors: wrong number of bytes: expected 12 for F32 [3], found 0 (w in"
                + " %s)",
            file);
  }

  @Test
  void everyFileThatIsNotOfTheFormatIsRefusedWithTheReason() throws IOException {
    String a = "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}";
    String b = "'b':{'dtype':'F32','shape':[1],'data_offsets':%s}";

    // Data that overlap, leave a hole, leave a rest, are short.
    assertRefused(
        "{" + a + "," + b.formatted("[0,4]") + "}",
        4,
        "bad safetensors: expected data from byte 4, after those of a, found an overlap from byte 0"
            + " (b in %s)");
    assertRefused(
        "{" + b.formatted("[2,6]") + "," + a + "}",
        6,
        "bad safetensors: expected data from byte 4, after those of a, found an overlap from byte 2"
            + " (b in %s)");
    assertRefused(
        "{" + a + "," + b.formatted("[8,12]") + "}",
        12,
        "bad safetensors: expected data from byte 4, found a hole up to byte 8 (b in %s)");
    assertRefused(
        "{" + b.formatted("[4,8]") + "}",
        8,
        "bad safetensors: expected data from byte 0, found a hole up to byte 4 (b in %s)");
    assertRefused("{" + a + "}", 5, "bad safetensors: expected 4 bytes of data, found 5 (%s)");
    assertRefused("{}", 1, "bad safetensors: expected 0 bytes of data, found 1 (%s)");
    assertRefused(
        "{" + b.formatted("[4,0]") + "}",
        4,
        "bad safetensors: expected data within 4 bytes, found [4, 0] (b in %s)");

    // Names twice.
    assertRefused(
        "{" + a + "," + a + "}",
        4,
        "bad safetensors: expected each name once, found 'a' twice (%s)");
    assertRefused(
        "{'__metadata__':{'x':'1','x':'2'}}",
        0,
        "bad safetensors: expected each name once, found 'x' twice (__metadata__ in %s)");

    // Fields that are missing, unknown, twice, of a wrong kind.
    assertRefused(
        "{'a':{'dtype':'F32','shape':[1]}}",
        4,
        "bad safetensors: expected dtype, shape and data_offsets, found [dtype, shape] (a in %s)");
    assertRefused(
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'strides':[1]}}",
        4,
        "bad safetensors: expected dtype, shape and data_offsets, found [dtype, shape,"
            + " data_offsets, strides] (a in %s)");
    assertRefused(
        "{'a':{'dtype':'F32','dtype':'F32','shape':[1],'data_offsets':[0,4]}}",
        4,
        "bad safetensors: expected dtype, shape and data_offsets, found [dtype, dtype] (a in %s)");
    assertRefused(
        "{" + b.formatted("[0,4,8]") + "}",
        8,
        "bad safetensors: expected 2 data_offsets, found [0, 4, 8] (b in %s)");
    assertRefused(
        "{" + b.formatted("[0,4.0]") + "}",
        4,
        "bad safetensors: expected whole numbers of 0 and more as data_offsets, found 4.0 (b in"
            + " %s)");
    assertRefused(
        "{" + b.formatted("['0',4]") + "}",
        4,
        "bad safetensors: expected whole numbers of 0 and more as data_offsets, found STRING (b in"
            + " %s)");
    assertRefused(
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}",
        4,
        "bad safetensors: expected whole numbers of 0 and more as shape, found -1 (a in %s)");
    assertRefused(
        "{'a':{'dtype':'F8_E5M2','shape':[4],'data_offsets':[0,4]}}",
        4,
        "unsupported safetensors: expected dtype F32 or F64 or F16 or BF16 or I64, found F8_E5M2"
            + " (a in %s)");
    assertRefused(
        "{'__metadata__':{'x':1}}",
        0,
        "bad safetensors: expected strings as metadata, found NUMBER of 'x' (__metadata__ in %s)");

    // Shapes that no data can fill.
    assertRefused(
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}}",
        4,
        "bad safetensors: wrong number of bytes: expected fewer than 2^63, found F32"
            + " [4294967296, 4294967296] (a in %s)");
    assertRefused(
        "{'a':{'dtype':'I64','shape':[1],'data_offsets':[0,4]}}",
        4,
        "bad safetensors: wrong number of bytes: expected 8 for I64 [1], found 4 (a in %s)");
  }

  @Test
  void aHeaderThatIsNotStrictJsonIsRefused() throws IOException {
    assertRefused(" {}", 0, "bad safetensors: expected a JSON header, found ' {}' (%s)");
    assertRefused("[1,2]", 0, "bad safetensors: expected a JSON header, found '[1,2]' (%s)");
    assertRefused(
        "{}{}",
        0,
        "bad safetensors: expected a JSON header, found 'malformed JSON at line 1 column 4 path $' (%s)");
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    Path file = directory.resolve("latin.safetensors");
    byte[] bytes = header(4, "{'a'");
    bytes[10] = (byte) 0xe4;
    Files.write(file, bytes);

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("bad safetensors: expected a header in UTF-8, found other bytes (%s)", file);
  }

  @Test
  void aHugeHeaderLengthIsRefusedBeforeItIsRead() throws IOException {
    Path file = directory.resolve("sparse.safetensors");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
      sparse.write(header(Long.MAX_VALUE, ""));
    }

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad safetensors: expected a header length of 2 to 16000000, found 9223372036854775807"
                + " (%s)",
            file);
    Files.write(file, header(-1, "{}"));
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("bad safetensors: expected a header length of 2 to 2, found -1 (%s)", file);
  }

  @Test
  void tensorsComeInTheOrderOfTheirDataAndEmptyOnesHaveNone() throws IOException {
    Path file =
        file(
            "{'b':{'dtype':'I64','shape':[],'data_offsets':[4,12]},"
                + "'e':{'dtype':'F32','shape':[0,3],'data_offsets':[4,4]},"
                + "'a':{'dtype':'F32','shape':[1,1],'data_offsets':[0,4]}}  ",
            12);

    StateDict tensors = Safetensors.read(file);

    assertThat(tensors.names()).containsExactly("a", "e", "b");
    assertThat(tensors.get("e")).hasToString("float32[0, 3]");
    assertThat(tensors.get("b").toLong()).isZero();
  }

  @Test
  void everythingButTheWholeFileIsRefused() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", Tensor.of(new float[] {1, -2}, 2, 1));
    tensors.put("n", Tensor.scalar(7));
    byte[] whole = write(new StateDict(tensors), Map.of("a", "b"));
    Path file = directory.resolve("part.safetensors");

    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(IOException.class);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("bad safetensors: expected 16 bytes of data, found 17 (%s)", file);
  }

  @Test
  void aTensorCannotBeCalledLikeTheMetadata() {
    StateDict tensors = new StateDict(Map.of("__metadata__", Tensor.scalar(1)));

    assertThatThrownBy(() -> write(tensors, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("reserved name: expected another name of a tensor, found '__metadata__'");
  }

  private void assertRefused(String json, int dataBytes, String message) throws IOException {
    Path file = file(json, dataBytes);

    assertThatThrownBy(() -> Safetensors.read(file))
        .as(json)
        .isInstanceOf(IOException.class)
        .hasMessage(message, file);
  }

  /** A file of this header, in which ' stands for ", and of zeros. */
  private Path file(String json, int dataBytes) throws IOException {
    byte[] head = header(json.length(), json.replace('\'', '"'));
    return Files.write(
        directory.resolve("hand.safetensors"), Arrays.copyOf(head, head.length + dataBytes));
  }

  private Path tensorFile(String dtype, String shape, String offsets) throws IOException {
    String json =
        "{\"w\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}}".formatted(dtype, shape, offsets);
    Path file = directory.resolve("tensor.safetensors");
    Files.write(file, header(json.length(), json));
    return file;
  }

  private static byte[] header(long length, String json) {
    ByteBuffer file = ByteBuffer.allocate(8 + json.length()).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(length).put(json.getBytes(StandardCharsets.UTF_8)).array();
  }

  private static byte[] write(StateDict tensors, Map<String, String> metadata) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(Channels.newChannel(out), tensors, metadata);
    return out.toByteArray();
  }
}
