package dev.hibi.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.Backbone;
import dev.hibi.model.Pattern;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
    Path file = tensorFile("\"BF16\"", "[0]", "[0,0]");

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "unsupported safetensors: expected dtype F32 or I64, found BF16 (w in %s)", file);
  }

  @Test
  void aShapeThatDoesNotFitTheDataIsRefused() throws IOException {
    Path file = tensorFile("\"F32\"", "[3]", "[0,0]");

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad safetensors: wrong number of bytes: expected 12 for float32 [3], found 0 (w in"
                + " %s)",
            file);
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
