package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelDirectoryTest {
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          Backbone.RESNET18,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(64),
          new Provenance("2026-01-02T03:04:05Z", "{\"note\":\"" + "0".repeat(64) + "\"}"));
  private static final StateDict WEIGHTS = NetworkWeights.random(TinyNetwork.of(DESCRIPTION), 0);

  @TempDir Path directory;

  private Path model;
  private Path json;
  private Path weights;

  @BeforeEach
  void write() throws IOException {
    model = directory.resolve("model");
    json = model.resolve("model.json");
    weights = model.resolve("model.safetensors");
    ModelDirectory.write(model, DESCRIPTION, TinyNetwork.of(DESCRIPTION), WEIGHTS);
  }

  @Test
  void whatWasWrittenIsReadAndTheProgramBesideItIsNotLookedAt() throws IOException {
    Files.writeString(model.resolve("model.pt"), "print('hello')");

    assertThat(read().description()).isEqualTo(DESCRIPTION);

    Files.delete(model.resolve("model.pt"));

    ModelDirectory.Content content = read();
    assertThat(content.weights().names()).containsExactlyElementsOf(WEIGHTS.names());
    for (String name : WEIGHTS.names()) {
      assertThat(content.weights().get(name).bytes()).isEqualTo(WEIGHTS.get(name).bytes());
    }
  }

  @Test
  void featuresAreToldAndWhereTheyAreNotTheyAreTheMeanOfLayer4() throws IOException {
    List<PooledLayer> features = PooledLayer.listOf("layer3:max,layer4:mean");
    ModelDescription several =
        new ModelDescription(
            DESCRIPTION.backbone(),
            features,
            DESCRIPTION.labels(),
            DESCRIPTION.imageSpec(),
            DESCRIPTION.provenance());
    ModelDirectory.write(model, several, TinyNetwork.of(DESCRIPTION), WEIGHTS);

    assertThat(read().description()).isEqualTo(several);
    assertThat(several.network().head().in()).isEqualTo(256 + 512);

    String told = "\"features\": [\n    \"layer3:max\",\n    \"layer4:mean\"\n  ]";
    ModelFolder.editAndSeal(model, told + ",\n  ", "");

    assertThat(read().description()).isEqualTo(DESCRIPTION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"layer5:mean\"] | unknown features: expected layer1 to layer4 with :mean or :max, found"
            + " 'layer5:mean'",
        "[] | no features: expected layers such as layer4:mean, found none",
        "\"layer4:mean\" | features: expected an array, found \"layer4:mean\"",
        "[\"layer4:mean\",\"layer4:mean\"] | features twice: expected distinct ones, found"
            + " layer4:mean,layer4:mean",
      })
  void otherFeaturesAreRefused(String features, String message) throws IOException {
    ModelFolder.editAndSeal(model, "[\n    \"layer4:mean\"\n  ]", features);

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad model: expected format, backbone, labels, image and provenance, found '%s' (%s)",
            message, json);
  }

  @Test
  void theDigestsAreThoseThatTheFormatTells() throws IOException {
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    String own = object.get("sha256").getAsString();

    assertThat(ModelFolder.sha256(bytes(text -> text.replace(own, "0".repeat(64))))).isEqualTo(own);
    JsonObject files = object.getAsJsonObject("files");
    assertThat(files.keySet()).containsExactly("model.pt", "model.safetensors");
    for (String name : files.keySet()) {
      byte[] content = Files.readAllBytes(model.resolve(name));
      assertThat(files.getAsJsonObject(name).get("bytes").getAsInt()).isEqualTo(content.length);
      assertThat(files.getAsJsonObject(name).get("sha256").getAsString())
          .isEqualTo(ModelFolder.sha256(content));
    }
  }

  private byte[] bytes(UnaryOperator<String> change) throws IOException {
    return change.apply(Files.readString(json)).getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9, 0.999999})
  void aFlippedBitInTheWeightsIsTold(double share) throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    String before = ModelFolder.sha256(bytes);
    bytes[(int) (bytes.length * share)] ^= 1;
    Files.write(weights, bytes);

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "weights changed since they were written: expected SHA-256 %s, found %s (%s)",
            before, ModelFolder.sha256(bytes), weights);
  }

  @Test
  void weightsThatAreCutOffAreTold() throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 4));

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "weights changed since they were written: expected %d bytes, found %d (%s)",
            bytes.length, bytes.length - 4, weights);
  }

  @Test
  void everyFlippedBitOfTheDescriptionIsTold() throws IOException {
    byte[] bytes = Files.readAllBytes(json);
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(json, bytes);
      bytes[at] ^= (byte) (1 << at % 8);

      assertThatThrownBy(() -> ModelJson.read(json))
          .as("byte %d", at)
          .isInstanceOf(IOException.class)
          .hasMessageMatching("(?s)[a-z ]+: expected .*, found [^\\n]* \\(" + json + "\\)");
    }
  }

  @Test
  void swappedLabelsAreTold() throws IOException {
    String text = Files.readString(json);
    String stated = JsonParser.parseString(text).getAsJsonObject().get("sha256").getAsString();
    Files.writeString(
        json, text.replace("\"N\"", "\"x\"").replace("\"P\"", "\"N\"").replace("\"x\"", "\"P\""));

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "model changed since it was written: expected SHA-256 " + stated + ", found ")
        .hasMessageEndingWith(" (" + json + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"size\": 64;\"size\": 7;bad image size: expected 8 to 4096, found 7",
        "\"size\": 64;\"size\": 64.0;image.size: expected a whole number, found 64.0",
        "\"size\": 64;\"size\": \"64\";image.size: expected a whole number, found \"64\"",
        "\"size\": 64;\"size\": 4294967360;image.size: expected a number of 32 bits, found 4294967360",
        "\"size\": 64,;\"edge\": 64,;image.size: expected a whole number, found none",
        "\"image\";\"picture\";image: expected an object, found none",
        "0.229,;0,;bad std: expected 3 values above 0, found [0.0, 0.224, 0.225]",
        "0.229,;-0.1,;bad std: expected 3 values above 0, found [-0.1, 0.224, 0.225]",
        "0.229,;;bad std: expected 3 values above 0, found [0.224, 0.225]",
        "0.229,;1e999,;bad std: expected 3 values above 0, found [Infinity, 0.224, 0.225]",
        "0.229,;true,;image.std: expected numbers, found true",
        "0.229,;\"0.229\",;image.std: expected numbers, found \"0.229\"",
        "\"P\";\"N\";class label twice: expected distinct names, found 'N' (in [N, N])",
        "\"P\";1;labels: expected texts, found 1",
        "\"resnet18\";\"resnet20\";unknown backbone: expected one of resnet10-w16, resnet18, resnet34, resnet50,"
            + " resnet101, resnet152, resnet50-v1, found 'resnet20'",
        "\"backbone\";\"backbone \";backbone: expected text, found none",
        "\"size\": 64;\"size\": 64, \"size\": 64;'size' twice",
        "\"started\";\"begun\";provenance.started: expected text, found none",
        "\"settings\": {;\"settings\": [{;Unterminated array at line 26 column 6 path $.provenance.settings[1]",
        "\"model.pt\";\"model.xx\";files.model.pt: expected an object, found none",
      })
  void aDescriptionIsTakenAtItsWord(String before, String after, String found) throws IOException {
    ModelFolder.editAndSeal(model, before, after == null ? "" : after);

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "bad model: expected format, backbone, labels, image and provenance, found '"
                + found.substring(0, Math.min(found.length(), 20)))
        .hasMessageEndingWith("' (" + json + ")")
        .hasMessageContaining(found.startsWith("Unterminated") ? "Unterminated" : found);
  }

  @Test
  void rangesOfActivationsAreKeptWhereTheyWereMeasured() throws IOException {
    ModelDescription measured = DESCRIPTION.with(ranges("relu"));
    ModelDirectory.write(model, measured, TinyNetwork.of(measured), WEIGHTS);

    assertThat(read().description()).isEqualTo(measured).isNotEqualTo(DESCRIPTION);
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(object.get("activations").toString()).isEqualTo("{\"relu\":[0.0,1.75]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[1];activations.relu: expected 2 numbers, found 1",
        "[0, 1, 2];activations.relu: expected 2 numbers, found 3",
        "[\"0\", 1];activations.relu: expected numbers, found \"0\"",
        "{};activations.relu: expected an array, found {}",
        "[2, 1];bad range: expected two finite numbers, the least first, found 2.0 and 1.0",
        "[0, 1e999];bad range: expected two finite numbers, the least first, found 0.0 and Infinity",
      })
  void rangesThatAreNoneAreRefused(String range, String found) throws IOException {
    ModelFolder.editAndSeal(model, "\"files\"", activations("{\"relu\": " + range + "}"));

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad model: expected format, backbone, labels, image and provenance, found '%s' (%s)",
            found, json);
  }

  @Test
  void rangesOfOtherLayersAreNeitherReadNorWritten() throws IOException {
    ModelFolder.editAndSeal(
        model, "\"files\"", activations("{\"relu\": [0, 1], \"layer1\": [0, 1]}"));

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad model: expected ranges of its network's activations, found 'ranges of another"
                + " network: expected layers of resnet18, found 'layer1'' (%s)",
            json);
    ModelDescription other = DESCRIPTION.with(ranges("layer1"));
    assertThatThrownBy(() -> ModelDirectory.write(model, other, TinyNetwork.of(other), WEIGHTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no range: expected one for each of the layers, found none (relu)");
  }

  @Test
  void rangesOfNoLayerAreRefused() throws IOException {
    ModelFolder.editAndSeal(model, "\"files\"", activations("{}"));

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'activations: expected a range of each layer, found none'");
  }

  private static String activations(String json) {
    return "\"activations\": " + json + ", \"files\"";
  }

  private static ActivationRanges ranges(String layer) {
    return new ActivationRanges(Map.of(layer, new ActivationRanges.Range(0, 1.75f)));
  }

  @Test
  void fieldsThatNobodyKnowsAreLeftAside() throws IOException {
    ModelFolder.editAndSeal(model, "\"size\": 64", "\"edge\": \"x\", \"size\": 64");

    assertThat(read().description()).isEqualTo(DESCRIPTION);
  }

  @Test
  void aDescriptionThatIsNoTextOrNoFileOrTooLongIsRefused() throws IOException {
    Files.write(json, new byte[] {'{', (byte) 0xff, '}'});
    assertThatThrownBy(() -> read())
        .hasMessage("bad model: expected text in UTF-8, found other bytes (%s)", json);

    Files.write(json, new byte[16_000_001]);
    assertThatThrownBy(() -> read())
        .hasMessage("bad model: expected at most 16000000 bytes, found more (%s)", json);

    Files.writeString(json, "[".repeat(100_000));
    assertThatThrownBy(() -> read())
        .hasMessage(
            "bad model: expected format, backbone, labels, image and provenance, found 'no JSON"
                + " object but BEGIN_ARRAY' (%s)",
            json);

    Files.writeString(json, "{\"format\": yes}");
    assertThatThrownBy(() -> read())
        .hasMessage(
            "bad model: expected format, backbone, labels, image and provenance, found 'malformed"
                + " JSON at line 1 column 12 path $.format' (%s)",
            json);

    Files.delete(json);
    Files.createDirectory(json);
    assertThatThrownBy(() -> read())
        .hasMessage("not a model: expected a file, found something else (%s)", json);
  }

  @Test
  void formerFormatsAreReadByTheirWeights() throws IOException {
    former();

    assertThat(read().description()).isEqualTo(DESCRIPTION);

    Files.delete(weights);
    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not a model: expected a directory with model.safetensors, found none (%s)", model);
  }

  @Test
  void aFormerFormatHasNoDigests() throws IOException {
    ModelFolder.edit(model, "\"format\": 3", "\"format\": 2");

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad model: expected format, backbone, labels, image and provenance, found 'format:"
                + " expected 3 where there are digests, found 2' (%s)",
            json);
  }

  /** Turns the model into one of format 2, as written before there were digests. */
  private void former() throws IOException {
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    object.remove("files");
    object.remove("sha256");
    object.addProperty("format", 2);
    Files.writeString(json, object.toString());
  }

  @Test
  void weightsOfOtherShapesAreRefusedWithAndWithoutDigests() throws IOException {
    StateDict three =
        NetworkWeights.random(
            TinyNetwork.of(
                new ModelDescription(
                    Backbone.RESNET18,
                    ClassLabels.of("N", "P", "Q"),
                    DESCRIPTION.imageSpec(),
                    DESCRIPTION.provenance())),
            0);
    String expected =
        "weights do not fit: expected those of resnet18, found 0 missing [], 0 unexpected [], 2"
            + " misshaped [fc.weight (expected float32[2, 2], found float32[3, 2]), fc.bias"
            + " (expected float32[2], found float32[3])] ("
            + weights
            + ")";

    ModelFolder.writeWeights(model, safetensors(three, Map.of()));
    assertThatThrownBy(() -> read()).hasMessage(expected);

    former();
    assertThatThrownBy(() -> read()).hasMessage(expected);
  }

  @Test
  void weightsMayNotBeFewerOrMoreThanTheNetworks() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(WEIGHTS.asMap());
    tensors.remove("bn1.num_batches_tracked");
    tensors.put("extra", Tensor.zeros(1));
    ModelFolder.writeWeights(model, safetensors(new StateDict(tensors), Map.of()));

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "weights do not fit: expected those of resnet18, found 1 missing"
                + " [bn1.num_batches_tracked], 1 unexpected [extra], 0 misshaped [] (%s)",
            weights);
  }

  @Test
  void weightsInAnotherOrderAreTheSame() throws IOException {
    Map<String, Tensor> turned = new LinkedHashMap<>();
    WEIGHTS.names().stream()
        .sorted(Comparator.reverseOrder())
        .forEach(name -> turned.put(name, WEIGHTS.get(name)));
    ModelFolder.writeWeights(model, safetensors(new StateDict(turned), Map.of()));

    assertThat(read().weights().names()).containsExactlyElementsOf(WEIGHTS.names());
  }

  @Test
  void weightsThatSayTheyAreOfAnotherBackboneAreRefused() throws IOException {
    ModelFolder.writeWeights(model, safetensors(WEIGHTS, Map.of("arch", "resnet34")));

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "weights of another backbone: expected resnet18, found resnet34 (metadata 'arch' of"
                + " %s)",
            weights);
  }

  @Test
  void aFileThatCannotBeTheNetworksIsNotReadIntoMemory() throws IOException {
    former();
    try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), 1L << 40); // sparse
    }

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "weights do not fit: expected at most 160\\d{5} bytes for resnet18, found 1099511627777"
                + " \\(.*\\)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "fc.bias;NaN;finite numbers, found NaN (value 1 of fc.bias",
        "fc.bias;-Infinity;finite numbers, found -Infinity (value 1 of fc.bias",
        "bn1.running_var;-1;finite numbers of 0 and more, found -1.0 (value 1 of bn1.running_var",
      })
  void numbersThatNoNetworkCanUseAreNeitherReadNorWritten(String name, float value, String told)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(WEIGHTS.asMap());
    float[] values = WEIGHTS.get(name).toFloatArray();
    values[1] = value;
    tensors.put(name, Tensor.of(values, values.length));
    StateDict broken = new StateDict(tensors);
    ModelFolder.writeWeights(model, safetensors(broken, Map.of()));

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage("unusable weights: expected %s in %s)", told, weights);
    Path other = directory.resolve("other");
    assertThatThrownBy(
            () -> ModelDirectory.write(other, DESCRIPTION, TinyNetwork.of(DESCRIPTION), broken))
        .isInstanceOf(IOException.class)
        .hasMessage("unusable weights: expected %s in %s)", told, other);
    assertThat(other).doesNotExist();
  }

  private ModelDirectory.Content read() throws IOException {
    return ModelDirectory.read(model, TinyNetwork::of);
  }

  private static byte[] safetensors(StateDict weights, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Safetensors.write(Channels.newChannel(bytes), weights, metadata);
    return bytes.toByteArray();
  }
}
