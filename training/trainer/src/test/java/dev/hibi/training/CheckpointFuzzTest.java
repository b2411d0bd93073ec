package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes checkpoints at random, the same way on every run, half of them with the digests made
 * right again: each is refused in one line, or holds what its files hold, and nothing else.
 *
 * <p>They are those of a head alone, which are small. For more of them:
 *
 * <pre>
 * mvn -pl training/trainer -am test -Dtest=CheckpointFuzzTest -Dhibi.fuzz.checkpoints=50000
 * </pre>
 */
final class CheckpointFuzzTest {
  private static final int ROUNDS = Integer.getInteger("hibi.fuzz.checkpoints", 1_500);

  private static final List<String> FILES =
      List.of("weights.safetensors", "optimizer.safetensors", "state.json", Sha256Sums.NAME);

  @TempDir Path directory;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Map<String, Integer> ends = new TreeMap<>();
  private final Map<String, byte[]> original = new TreeMap<>();
  private Path checkpoints;
  private Path checkpoint;

  @BeforeEach
  void train() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Runs runs = new Runs(manager, directory);
      runs.run(runs.config(TrainingMode.FEATURES), "run").build().fit();
    }
    checkpoints = directory.resolve("run/checkpoints");
    WholeFiles.deleteTree(checkpoints.resolve("epoch-0001"));
    checkpoint = checkpoints.resolve("epoch-0002");
    for (String name : FILES) {
      original.put(name, Files.readAllBytes(checkpoint.resolve(name)));
    }
  }

  @Test
  void aChangedCheckpointIsRefusedInOneLineOrHoldsWhatItsFilesHold() throws IOException {
    Checkpoint sound = latest().orElseThrow();
    for (int round = 0; round < ROUNDS; round++) {
      boolean sealed = random.nextBoolean();
      String what = change();
      if (sealed) {
        seal();
      }
      String end = read(sealed, sound);
      ends.merge((sealed ? "sealed, " : "") + what + ": " + end, 1, Integer::sum);
      restore();
    }
    System.out.println("checkpoints, by what was changed and what became of them:");
    ends.forEach((end, count) -> System.out.printf("%7d  %s%n", count, end));
    assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(ROUNDS);
  }

  private Optional<Checkpoint> latest() throws IOException {
    return new CheckpointFolder(checkpoints, new FitListener() {}).latest();
  }

  private String read(boolean sealed, Checkpoint sound) throws IOException {
    Checkpoint found;
    try {
      found = latest().orElseThrow();
    } catch (IOException e) {
      assertThat(e.getMessage()).doesNotContain("\n").contains("expected", "found");
      return "refused";
    }
    if (!sealed) {
      assertThat(found.state().toJson()).isEqualTo(sound.state().toJson());
      assertThat(checkpoint.resolve("weights.safetensors"))
          .hasBinaryContent(bytes("weights.safetensors"));
    }
    assertSame(found.weights(), "weights.safetensors");
    assertSame(found.optimizerState(), "optimizer.safetensors");
    assertThat(found.state().history()).hasSize(found.state().position().epochs());
    return "read";
  }

  /** Each tensor has the bytes of which the file's header tells, seen by other eyes. */
  private void assertSame(StateDict tensors, String name) throws IOException {
    byte[] file = Files.readAllBytes(checkpoint.resolve(name));
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
    JsonObject header =
        JsonParser.parseString(new String(file, 8, length, StandardCharsets.UTF_8))
            .getAsJsonObject();
    for (Map.Entry<String, Tensor> entry : tensors.asMap().entrySet()) {
      JsonArray offsets = header.getAsJsonObject(entry.getKey()).getAsJsonArray("data_offsets");
      byte[] bytes = new byte[entry.getValue().bytes().remaining()];
      entry.getValue().bytes().get(0, bytes);
      assertThat(bytes)
          .isEqualTo(
              Arrays.copyOfRange(
                  file,
                  8 + length + offsets.get(0).getAsInt(),
                  8 + length + offsets.get(1).getAsInt()));
    }
  }

  private String change() throws IOException {
    switch (random.nextInt(5)) {
      case 0 -> {
        String name = anyFile();
        write(name, damaged(bytes(name)));
        return "bytes of " + name;
      }
      case 1, 2 -> {
        changeField();
        return "a field of state.json";
      }
      case 3 -> {
        String name = anyFile();
        byte[] file = bytes(name);
        write(name, Arrays.copyOf(file, random.nextInt(file.length + 8)));
        return "length of " + name;
      }
      default -> {
        String name = anyFile();
        Files.delete(checkpoint.resolve(name));
        if (random.nextBoolean()) {
          write(name, bytes(anyFile()));
        } else if (random.nextBoolean()) {
          Files.createDirectory(checkpoint.resolve(name));
        }
        return "a file is another or absent";
      }
    }
  }

  /** A field at any depth gets another value, or goes away. */
  private void changeField() throws IOException {
    JsonObject json =
        JsonParser.parseString(new String(bytes("state.json"), StandardCharsets.UTF_8))
            .getAsJsonObject();
    JsonElement at = json;
    while (true) {
      List<JsonElement> below = new ArrayList<>();
      if (at instanceof JsonObject object) {
        object.asMap().values().stream()
            .filter(value -> value.isJsonObject() || value.isJsonArray())
            .forEach(below::add);
      } else {
        ((JsonArray) at)
            .forEach(
                value -> {
                  if (value.isJsonObject()) {
                    below.add(value);
                  }
                });
      }
      if (below.isEmpty() || random.nextInt(3) == 0) {
        break;
      }
      at = below.get(random.nextInt(below.size()));
    }
    if (at instanceof JsonObject object && !object.isEmpty()) {
      String name = List.copyOf(object.keySet()).get(random.nextInt(object.size()));
      if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.add(name, anyValue());
      }
    } else if (at instanceof JsonArray array && !array.isEmpty()) {
      array.set(random.nextInt(array.size()), anyValue());
    }
    write("state.json", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private JsonElement anyValue() {
    String[] values = {
      "null",
      "true",
      "0",
      "-1",
      "1",
      "2",
      "3",
      "20",
      "0.5",
      "1e999",
      "99999999999999999999",
      "\"\"",
      "\"N\"",
      "\"features\"",
      "\"scratch\"",
      "\"resnet50\"",
      "\"NaN\"",
      "[]",
      "{}",
      "[[[]]]",
      "[\"P\",\"N\"]",
      "[\"N\",\"P\",\"Q\"]",
      "{\"epoch\":1}",
      "\"" + "0".repeat(64) + "\""
    };
    return JsonParser.parseString(values[random.nextInt(values.length)]);
  }

  private byte[] damaged(byte[] file) {
    byte[] changed = file.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int range = random.nextBoolean() ? Math.min(200, file.length) : file.length;
      changed[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  /** Makes the digests right again of what is there. */
  private void seal() throws IOException {
    StringBuilder sums = new StringBuilder();
    for (String name : FILES.subList(0, 3)) {
      Path file = checkpoint.resolve(name);
      if (Files.isRegularFile(file)) {
        sums.append(Sha256.of(file)).append("  ").append(name).append('\n');
      }
    }
    Path file = checkpoint.resolve(Sha256Sums.NAME);
    if (Files.isDirectory(file)) {
      Files.delete(file);
    }
    Files.writeString(file, sums);
  }

  private void restore() throws IOException {
    for (String name : FILES) {
      Path file = checkpoint.resolve(name);
      if (Files.isDirectory(file)) {
        Files.delete(file);
      }
      write(name, bytes(name));
    }
  }

  private String anyFile() {
    return FILES.get(random.nextInt(FILES.size()));
  }

  private byte[] bytes(String name) {
    return Objects.requireNonNull(original.get(name));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(checkpoint.resolve(name), bytes);
  }
}
