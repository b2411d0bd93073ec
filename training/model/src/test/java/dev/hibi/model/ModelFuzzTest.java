package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.SampleIdentity;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Changes model folders at random, the same way on every run, half of them with the digests made
 * right again: each is refused in one line, or says what its files say, and nothing else.
 *
 * <p>The network is as small as one can be, so that many can be tried. For more of them:
 *
 * <pre>
 * mvn -pl training/model -am test -Dtest=ModelFuzzTest -Dhibi.fuzz.models=50000
 * </pre>
 */
final class ModelFuzzTest {
  private static final int ROUNDS = Integer.getInteger("hibi.fuzz.models", 1_500);

  private static final String BANK_FILE = "bank.safetensors";
  private static final String FROZEN_FILE = "frozen.safetensors";
  private static final String LEARNED_FILE = "learned.safetensors";

  /** The engine is asked of one in so many that are accepted. */
  private static final int ASKED = 20;

  private static final ModelDescription PLAIN =
      new ModelDescription(
          Backbone.RESNET18,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(64),
          new Provenance("2026-01-02T03:04:05Z", "{\"seed\":0,\"labels\":[\"N\",\"P\"]}"));
  private static final StateDict WEIGHTS = NetworkWeights.random(TinyNetwork.of(PLAIN), 0);
  private static final NeighbourBank BANK = bank();
  private static final StateDict FROZEN =
      NetworkWeights.headless(
          NetworkWeights.random(TinyNetwork.of(PLAIN), 1), TinyNetwork.of(PLAIN));
  private static final ImageDigests LEARNED =
      ImageDigests.of(
          IntStream.range(1, 40)
              .mapToObj(i -> new SampleIdentity("P_%d.jpg".formatted(i), i, "cafe"))
              .toList());
  private static final List<PooledLayer> KNOWN = PooledLayer.listOf("layer2:mean,layer3:mean");

  @TempDir Path directory;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Map<String, Integer> ends = new TreeMap<>();
  private final Map<String, byte[]> original = new TreeMap<>();
  private Path model;
  private ModelDescription description = PLAIN;

  private static NeighbourBank bank() {
    float[] features = new float[2 * 12];
    for (int i = 0; i < features.length; i++) {
      features[i] = i * i % 11 + 1;
    }
    return NeighbourBank.of(
        FeatureRows.of(features, 2), IntStream.range(0, 12).boxed().toList(), 0);
  }

  @BeforeEach
  void name() {
    model = directory.resolve("model");
  }

  /** What a model has beside its weights. */
  private enum Beside {
    NOTHING,
    BANK,
    BANK_OF_ANOTHER_NETWORK
  }

  private void write(Beside beside) throws IOException {
    boolean all = beside != Beside.NOTHING;
    Optional<StateDict> frozen =
        beside == Beside.BANK_OF_ANOTHER_NETWORK ? Optional.of(FROZEN) : Optional.empty();
    description = all ? PLAIN.with("P", OperatingPointModelTest.POINT) : PLAIN;
    ModelDirectory.write(
        model,
        description,
        TinyNetwork.NETWORKS,
        WEIGHTS,
        new ModelDirectory.Kept(
            all ? Optional.of(new ImageBank(KNOWN, BANK, frozen)) : Optional.empty(),
            Optional.empty(),
            all ? LEARNED : ImageDigests.NONE));
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        original.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
  }

  /** With all that a model may have, or with what it must have alone. */
  @ParameterizedTest
  @EnumSource
  void aChangedFolderIsRefusedInOneLineOrSaysWhatItsFilesSay(Beside beside) throws IOException {
    write(beside);
    float[] answer = answer(ModelDirectory.read(model, TinyNetwork.NETWORKS));
    for (int round = 0; round < ROUNDS; round++) {
      boolean sealed = random.nextBoolean();
      String what = change();
      if (sealed) {
        seal();
      }
      String end = read(sealed, answer);
      ends.merge((sealed ? "sealed, " : "") + what + ": " + end, 1, Integer::sum);
      restore();
    }
    System.out.println("model folders, by what was changed and what became of them:");
    ends.forEach((end, count) -> System.out.printf("%7d  %s%n", count, end));
    assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(ROUNDS);
  }

  private String change() throws IOException {
    int kinds = 5 + (original.containsKey(BANK_FILE) ? 1 : 0);
    kinds += original.containsKey(FROZEN_FILE) ? 3 : 0;
    switch (random.nextInt(kinds)) {
      case 0 -> write("model.json", damaged("model.json"));
      case 1 -> write("model.safetensors", damaged("model.safetensors"));
      case 2 -> {
        return changeField();
      }
      case 3 -> {
        return changeHeader("model.safetensors");
      }
      case 5 -> write(BANK_FILE, damaged(BANK_FILE));
      case 6 -> write(FROZEN_FILE, damaged(FROZEN_FILE));
      case 7 -> write(LEARNED_FILE, damaged(LEARNED_FILE));
      case 8 -> {
        return changeHeader(random.nextBoolean() ? FROZEN_FILE : LEARNED_FILE);
      }
      default -> {
        String[] names = original.keySet().toArray(String[]::new);
        String name = names[random.nextInt(names.length)];
        Files.delete(model.resolve(name));
        if (random.nextBoolean()) {
          write(name, original(names[random.nextInt(names.length)]));
        } else if (random.nextBoolean()) {
          Files.createDirectory(model.resolve(name));
        }
        return "a file is another or absent";
      }
    }
    return "bytes";
  }

  /** A field of model.json gets another value, goes away, or comes twice. */
  private String changeField() throws IOException {
    JsonObject json = JsonParser.parseString(text("model.json")).getAsJsonObject();
    JsonObject object = json;
    String name = anyName(object);
    while (object.get(name).isJsonObject()
        && !object.getAsJsonObject(name).isEmpty()
        && random.nextInt(4) > 0) {
      object = object.getAsJsonObject(name);
      name = anyName(object);
    }
    JsonElement value = object.get(name);
    if (value.isJsonArray() && !value.getAsJsonArray().isEmpty() && random.nextInt(4) > 0) {
      int at = random.nextInt(value.getAsJsonArray().size());
      value.getAsJsonArray().set(at, anyValue());
    } else if (random.nextInt(4) == 0) {
      object.remove(name);
    } else {
      object.add(name, anyValue());
    }
    String text = json.toString().replace("\"sha256\":\"", "\"sha256\": \"");
    if (random.nextInt(8) == 0) {
      text = "{\"" + anyName(json) + "\": " + anyValue() + "," + text.substring(1);
    }
    write("model.json", text.getBytes(StandardCharsets.UTF_8));
    return "a field of model.json";
  }

  private String anyName(JsonObject object) {
    return object.keySet().stream().skip(random.nextInt(object.size())).findFirst().orElseThrow();
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
      "4",
      "16",
      "64.0",
      "0.5",
      "1e-45",
      "1e38",
      "1e999",
      "99999999999999999999",
      "\"\"",
      "\"N\"",
      "\"P\"",
      "\"64\"",
      "\" N \"",
      "\"\\u0000\"",
      "\"model.pt\"",
      "\"resnet34\"",
      "\"resnet50-v1\"",
      "[]",
      "{}",
      "[[[[[[]]]]]]",
      "[0.5,0.5,0.5]",
      "[\"P\",\"N\"]",
      "[\"N\",\"P\",\"Q\"]",
      "{\"size\":64}",
      "\"" + "0".repeat(64) + "\""
    };
    return JsonParser.parseString(values[random.nextInt(values.length)]);
  }

  /** The header of weights is another text of the same or another length. */
  private String changeHeader(String name) throws IOException {
    byte[] bytes = original(name);
    int length = (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8);
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    String[][] changes = {
      {"\"F32\"", "\"I64\""},
      {"\"I64\"", "\"F32\""},
      {"\"F32\"", "\"F16\""},
      {"[2]", "[1,2]"},
      {"[2,2]", "[4]"},
      {"[2,2]", "[1,4]"},
      {"fc.bias", "fc.bia"},
      {"bn1.bias", "fc.bias"},
      {"bn1.weight", "bn1.bias"},
      {"[0,", "[1,"},
      {"\"shape\"", "\"size\""},
      {"{\"dtype\"", "{\"x\":1,\"dtype\""},
      {"}}", "},\"__metadata__\":{\"arch\":\"resnet34\"}}"},
      {"}}", "},\"__metadata__\":{\"a\":\"b\"}}"},
      {"[2]", "[" + Long.MAX_VALUE + "]"},
      {"[2]", "[-2]"},
      {"[2]", "[2.0]"},
      {" ", "\t"},
      {":", " :"}
    };
    String[] change = changes[random.nextInt(changes.length)];
    String changed =
        header.replaceFirst(
            java.util.regex.Pattern.quote(change[0]), Matcher.quoteReplacement(change[1]));
    byte[] text = changed.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[8 + text.length + bytes.length - 8 - length];
    all[0] = (byte) text.length;
    all[1] = (byte) (text.length >> 8);
    System.arraycopy(text, 0, all, 8, text.length);
    System.arraycopy(bytes, 8 + length, all, 8 + text.length, bytes.length - 8 - length);
    write(name, all);
    return "the header of " + name;
  }

  private byte[] damaged(String name) {
    byte[] bytes = original(name).clone();
    int[] values = {0, 1, 0x7f, 0x80, 0xff, '"', '{', '0', ' '};
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(64, bytes.length));
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) values[random.nextInt(values.length)];
        default -> bytes[at] = (byte) random.nextInt(256);
      }
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 8)) : bytes;
  }

  /** Makes all digests right again, where there is still a place for them. */
  private void seal() throws IOException {
    Path json = model.resolve("model.json");
    if (Files.isRegularFile(json)) {
      String text = new String(Files.readAllBytes(json), StandardCharsets.ISO_8859_1);
      for (String name : List.of("model.safetensors", BANK_FILE, FROZEN_FILE, LEARNED_FILE)) {
        if (original.containsKey(name) && Files.isRegularFile(model.resolve(name))) {
          byte[] content = Files.readAllBytes(model.resolve(name));
          byte[] before = original(name);
          text =
              text.replace(ModelFolder.sha256(before), ModelFolder.sha256(content))
                  .replaceAll("(\"bytes\": ?)" + before.length + "\\b", "$1" + content.length);
        }
      }
      // Bytes that are no UTF-8 stay what they are; then the digest is of no account.
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      String decoded = new String(bytes, StandardCharsets.UTF_8);
      Files.write(
          json,
          decoded.contains("\ufffd")
              ? bytes
              : ModelFolder.sealed(decoded).getBytes(StandardCharsets.UTF_8));
    }
  }

  private String read(boolean sealed, float[] answer) throws IOException {
    ModelDirectory.Content content;
    ImageDigests learned;
    try {
      content = ModelDirectory.read(model, TinyNetwork.NETWORKS);
      learned = ModelDirectory.learned(model);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("[^\\n]+: expected [^\\n]+, found [^\\n]*\\)");
      return "refused: " + String.valueOf(e.getMessage()).replaceFirst(":.*", "");
    }
    if (!sealed) {
      assertSame(content);
      ImageDigests written = original.containsKey(LEARNED_FILE) ? LEARNED : ImageDigests.NONE;
      assertThat(learned.values()).isEqualTo(written.values());
    } else {
      assertSaysWhatItsFilesSay(content);
    }
    if (random.nextInt(ASKED) == 0) {
      float[] found = answer(content);
      if (!sealed) {
        assertThat(found).isEqualTo(answer);
      }
    }
    return content.description().equals(description) ? "accepted" : "accepted, another description";
  }

  private void assertSame(ModelDirectory.Content content) {
    assertThat(content.description()).isEqualTo(description);
    assertThat(content.bank().map(bank -> bank.rows().bytes()))
        .isEqualTo(
            original.containsKey(BANK_FILE)
                ? Optional.of(Tensor.of(BANK.rows().values(), 12, 2).bytes())
                : Optional.empty());
    for (String name : WEIGHTS.names()) {
      assertThat(content.weights().get(name).bytes()).isEqualTo(WEIGHTS.get(name).bytes());
    }
    if (original.containsKey(FROZEN_FILE)) {
      StateDict frozen = content.bank().flatMap(StoredBank::frozen).orElseThrow();
      assertThat(frozen.names()).containsExactlyElementsOf(FROZEN.names());
      for (String name : FROZEN.names()) {
        assertThat(frozen.get(name).bytes()).isEqualTo(FROZEN.get(name).bytes());
      }
    }
  }

  private void assertSaysWhatItsFilesSay(ModelDirectory.Content content) throws IOException {
    JsonObject json = JsonParser.parseString(text("model.json")).getAsJsonObject();
    ModelDescription found = content.description();
    assertThat(found.backbone().id()).isEqualTo(json.get("backbone").getAsString());
    assertThat(found.labels())
        .isEqualTo(
            new ClassLabels(
                json.getAsJsonArray("labels").asList().stream()
                    .map(JsonElement::getAsString)
                    .toList()));
    JsonObject image = json.getAsJsonObject("image");
    assertThat(found.imageSpec().size()).isEqualTo(image.get("size").getAsInt());
    for (int i = 0; i < 3; i++) {
      assertThat(found.imageSpec().mean().get(i))
          .isEqualTo(image.getAsJsonArray("mean").get(i).getAsFloat());
      assertThat(found.imageSpec().std().get(i))
          .isEqualTo(image.getAsJsonArray("std").get(i).getAsFloat());
    }
    StateDict weights = Safetensors.read(model.resolve("model.safetensors"));
    assertThat(content.weights().names()).containsExactlyElementsOf(WEIGHTS.names());
    for (String name : WEIGHTS.names()) {
      assertThat(content.weights().get(name).bytes()).isEqualTo(weights.get(name).bytes());
      assertThat(content.weights().get(name).toString()).isEqualTo(WEIGHTS.get(name).toString());
    }
    Optional<StateDict> frozen = content.bank().flatMap(StoredBank::frozen);
    assertThat(frozen.isPresent()).isEqualTo(json.getAsJsonObject("files").has(FROZEN_FILE));
    if (frozen.isPresent()) {
      StateDict stored = Safetensors.read(model.resolve(FROZEN_FILE));
      assertThat(frozen.get().names()).containsExactlyElementsOf(FROZEN.names());
      for (String name : FROZEN.names()) {
        assertThat(frozen.get().get(name).bytes()).isEqualTo(stored.get(name).bytes());
        assertThat(frozen.get().get(name).toString()).isEqualTo(FROZEN.get(name).toString());
      }
    }
  }

  private static float[] answer(ModelDirectory.Content content) throws IOException {
    NetworkDefinition network = TinyNetwork.of(content.description());
    try (InferenceNetwork inference =
            InferenceNetwork.of(network, content.weights(), 32, Device.cpu(), Precision.FLOAT32);
        NDManager batch = inference.manager().newSubManager()) {
      return inference.logits(batch.ones(new Shape(1, 3, 16, 16))).toFloatArray();
    }
  }

  private byte[] original(String name) {
    return Objects.requireNonNull(original.get(name), name);
  }

  private String text(String name) throws IOException {
    return Files.readString(model.resolve(name));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(model.resolve(name), bytes);
  }

  private void restore() throws IOException {
    for (Map.Entry<String, byte[]> file : original.entrySet()) {
      Path path = model.resolve(file.getKey());
      if (Files.isDirectory(path)) {
        Files.delete(path);
      }
      Files.write(path, file.getValue());
    }
  }
}
