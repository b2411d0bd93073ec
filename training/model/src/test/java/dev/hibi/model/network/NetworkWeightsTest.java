package dev.hibi.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.WholeFiles;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NetworkWeightsTest {
  @TempDir Path directory;

  @Test
  void namesAndShapesAreTorchvisions() {
    StateDict weights = NetworkWeights.random(Backbone.RESNET50.network(1000), 0);

    assertThat(weights.names()).hasSize(320);
    assertThat(weights.names())
        .startsWith(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "bn1.running_mean",
            "bn1.running_var",
            "bn1.num_batches_tracked",
            "layer1.0.conv1.weight")
        .endsWith("fc.weight", "fc.bias");
    assertThat(weights.get("layer2.0.downsample.0.weight")).hasToString("float32[512, 256, 1, 1]");
    assertThat(weights.get("layer4.2.bn3.running_var")).hasToString("float32[2048]");
    assertThat(weights.get("bn1.num_batches_tracked")).hasToString("int64[]");
    assertThat(weights.get("fc.weight")).hasToString("float32[1000, 2048]");
  }

  @Test
  void randomWeightsHaveTheVarianceOfHeAndDependOnTheSeedAlone() {
    StateDict weights = NetworkWeights.random(Backbone.RESNET18.network(2), 42);

    float[] values = weights.get("layer4.0.conv2.weight").toFloatArray();
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += value * value;
    }
    assertThat(sum / values.length).isCloseTo(0, within(1e-4));
    assertThat(squares / values.length).isCloseTo(2.0 / (512 * 9), within(2e-6));
    assertThat(NetworkWeights.random(Backbone.RESNET18.network(2), 42).get("fc.weight").bytes())
        .isEqualTo(weights.get("fc.weight").bytes());
    assertThat(NetworkWeights.random(Backbone.RESNET18.network(2), 43).get("fc.weight").bytes())
        .isNotEqualTo(weights.get("fc.weight").bytes());
  }

  /**
   * Of the weights file; the same since the first version, so that a seed's run can be repeated.
   */
  @Test
  void randomWeightsStayTheSameToTheByte() throws Exception {
    assertThat(sha256(NetworkWeights.random(Backbone.RESNET18.network(2), 42)))
        .isEqualTo("c5e594cf82e950fa65b2d5631b48ffaaea9aaa4be213c12a42da814098d64488");
    assertThat(sha256(NetworkWeights.random(Backbone.RESNET50_V1.network(2), 42)))
        .isEqualTo("923530a977e529e77f5a24dde8f432cef9fe0170135cc535989c7682813c4beb");
  }

  private String sha256(StateDict weights) throws Exception {
    byte[] file = Files.readAllBytes(save(weights, Map.of()));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
  }

  @Test
  void aHeadOfOtherClassesIsReplacedAndTheBackboneKept() throws IOException {
    StateDict given = NetworkWeights.random(Backbone.RESNET18.network(1000), 1);

    StateDict loaded = NetworkWeights.load(save(given, Map.of()), Backbone.RESNET18.network(2), 9);

    assertThat(loaded.get("fc.weight")).hasToString("float32[2, 512]");
    assertThat(loaded.get("conv1.weight").bytes()).isEqualTo(given.get("conv1.weight").bytes());
    assertThat(loaded.get("fc.weight").bytes())
        .isEqualTo(NetworkWeights.random(Backbone.RESNET18.network(2), 9).get("fc.weight").bytes());
  }

  @Test
  void aHeadOfAsManyClassesIsKept() throws IOException {
    StateDict given = NetworkWeights.random(Backbone.RESNET18.network(2), 1);

    StateDict loaded = NetworkWeights.load(save(given, Map.of()), Backbone.RESNET18.network(2), 9);

    assertThat(loaded.get("fc.weight").bytes()).isEqualTo(given.get("fc.weight").bytes());
  }

  @Test
  void namesOfAParallelNetworkAreTakenWithoutTheirPrefix() throws IOException {
    StateDict given = NetworkWeights.random(Backbone.RESNET18.network(2), 1);
    Map<String, Tensor> parallel = new LinkedHashMap<>();
    given.asMap().forEach((name, tensor) -> parallel.put("module." + name, tensor));
    Path file = save(new StateDict(parallel), Map.of());

    StateDict loaded = NetworkWeights.load(file, Backbone.RESNET18.network(2), 9);

    assertThat(loaded.names()).containsExactlyElementsOf(given.names());
    assertThat(loaded.get("fc.weight").bytes()).isEqualTo(given.get("fc.weight").bytes());
  }

  @Test
  void theCounterOfBatchNormMayBeAbsent() throws IOException {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(NetworkWeights.random(Backbone.RESNET18.network(2), 1).asMap());
    tensors.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
    StateDict given = new StateDict(tensors);

    StateDict loaded = NetworkWeights.load(save(given, Map.of()), Backbone.RESNET18.network(2), 9);

    assertThat(loaded.get("bn1.num_batches_tracked").toLong()).isZero();
  }

  @Test
  void everyKeyThatDoesNotFitIsListed() throws IOException {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(NetworkWeights.random(Backbone.RESNET18.network(2), 1).asMap());
    tensors.remove("bn1.bias");
    tensors.put("conv1.weight", Tensor.zeros(64, 3, 3, 3));
    tensors.put("extra.weight", Tensor.zeros(1));
    Path file = save(new StateDict(tensors), Map.of());

    assertThatThrownBy(() -> NetworkWeights.load(file, Backbone.RESNET18.network(2), 0))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "weights do not fit: expected those of resnet18, found 1 missing [bn1.bias], 1"
                + " unexpected [extra.weight], 1 misshaped [conv1.weight (expected float32[64, 3,"
                + " 7, 7], found float32[64, 3, 3, 3])] (%s)",
            file);
  }

  @Test
  void weightsThatNameAnotherBackboneAreRefusedThoughTheShapesAreEqual() throws IOException {
    Path file =
        save(
            NetworkWeights.random(Backbone.RESNET50_V1.network(2), 1),
            Map.of("arch", "resnet50_v1"));

    assertThatThrownBy(() -> NetworkWeights.load(file, Backbone.RESNET50.network(2), 0))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "weights of another backbone: expected resnet50, found resnet50-v1 (metadata 'arch' of"
                + " %s)",
            file);
  }

  @Test
  void ofTheFileOfALargerNetworkWhatIsLackingIsLeftAside() throws IOException {
    NetworkDefinition whole = Backbone.RESNET10_W16.network(2);
    NetworkDefinition part = Backbone.RESNET10_W16.network(2, PooledLayer.listOf("layer2:max"));
    StateDict given = NetworkWeights.random(whole, 1);

    StateDict loaded = NetworkWeights.load(save(given, Map.of()), part, whole, 9);

    assertThat(loaded.names())
        .containsExactlyElementsOf(part.parameters().stream().map(Parameter::name).toList());
    assertThat(loaded.get("layer2.0.conv1.weight").bytes())
        .isEqualTo(given.get("layer2.0.conv1.weight").bytes());
    assertThat(loaded.get("fc.weight").bytes())
        .isEqualTo(NetworkWeights.random(part, 9).get("fc.weight").bytes());

    StateDict again = NetworkWeights.load(save(loaded, Map.of()), part, whole, 0);

    assertThat(again.get("fc.weight").bytes()).isEqualTo(loaded.get("fc.weight").bytes());
  }

  @Test
  void aFileOfALargerNetworkThatIsNotWholeIsRefused() throws IOException {
    NetworkDefinition whole = Backbone.RESNET10_W16.network(2);
    NetworkDefinition part = Backbone.RESNET10_W16.network(2, PooledLayer.listOf("layer3:max"));
    Map<String, Tensor> given = new LinkedHashMap<>(NetworkWeights.random(whole, 1).asMap());
    given.remove("layer4.0.conv1.weight");
    Path file = save(new StateDict(given), Map.of());

    assertThatThrownBy(() -> NetworkWeights.load(file, part, whole, 0))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "weights do not fit: expected those of resnet10-w16, found 1 missing"
                + " [layer4.0.conv1.weight], 0 unexpected [], 0 misshaped [] (%s)",
            file);
  }

  private Path save(StateDict weights, Map<String, String> metadata) throws IOException {
    Path file = directory.resolve("weights.safetensors");
    WholeFiles.writeFile(file, out -> Safetensors.write(out, weights, metadata));
    return file;
  }
}
