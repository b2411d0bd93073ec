package dev.hibi.model.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

final class TorchScriptArchiveTest {

  @Test
  void theTreeIsPickledAsPyTorchReadsIt() throws IOException {
    ScriptClass type =
        new ScriptClass("Scale")
            .parameter("weight")
            .attribute("power", "int")
            .attribute("offset", "float")
            .attribute("spare", ScriptClass.TENSORS);
    ScriptObject root =
        new ScriptObject(type)
            .parameter("weight", Tensor.of(new float[] {1, 2}, 2))
            .put("power", 300)
            .put("offset", 0.5)
            .put("spare", new ScriptObject.WeightsList(List.of()));

    byte[] pickle = entries(root).get("scale/data.pkl");

    Bytes expected =
        new Bytes()
            .raw(0x80, 2)
            .global("__torch__", "Scale")
            .text(")")
            .raw(0x81)
            .text("}(")
            .string("training")
            .raw(0x89)
            .string("weight")
            .global("torch._utils", "_rebuild_tensor_v2")
            .text("((")
            .string("storage")
            .global("torch", "FloatStorage")
            .string("0")
            .string("cpu")
            .text("K")
            .raw(2)
            .text("tQ")
            .text("K")
            .raw(0)
            .text("(K")
            .raw(2)
            .text("t(K")
            .raw(1)
            .text("t")
            .raw(0x88)
            .global("collections", "OrderedDict")
            .text(")RtR")
            .string("power")
            .text("J")
            .raw(0x2c, 1, 0, 0)
            .string("offset")
            .text("G")
            .raw(0x3f, 0xe0, 0, 0, 0, 0, 0, 0)
            .string("spare")
            .global("torch.jit._pickle", "build_tensorlist")
            .text("(](etRub.");
    assertThat(pickle).isEqualTo(expected.toByteArray());
  }

  @Test
  void classesAreWrittenOnceAndCalleesFirst() throws IOException {
    ScriptClass leaf =
        new ScriptClass("Leaf")
            .buffer("state")
            .methods(
                """
                def forward(self: SELF, x: Tensor) -> Tensor:
                  return torch.add(x, self.state)
                """);
    ScriptClass pair =
        new ScriptClass("Pair")
            .attribute("0", leaf.qualifiedName())
            .attribute("second", leaf.qualifiedName());
    ScriptObject root =
        new ScriptObject(pair)
            .put("0", new ScriptObject(leaf).buffer("state", Tensor.scalar(1)))
            .put("second", new ScriptObject(leaf).buffer("state", Tensor.scalar(2)));

    byte[] code = entries(root).get("scale/code/__torch__.py");

    assertThat(new String(code, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            class Leaf(Module):
              __parameters__ = []
              __buffers__ = ["state", ]
              training : bool
              state : Tensor
              def forward(self: __torch__.Leaf, x: Tensor) -> Tensor:
                return torch.add(x, self.state)
            class Pair(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              __annotations__["0"] = __torch__.Leaf
              second : __torch__.Leaf
            """);
  }

  @Test
  void theOtherEntriesAreConstant() throws IOException {
    Map<String, byte[]> entries = entries(new ScriptObject(new ScriptClass("Empty")));

    assertThat(entries.keySet())
        .containsExactly(
            "scale/data.pkl",
            "scale/byteorder",
            "scale/code/__torch__.py",
            "scale/constants.pkl",
            "scale/version");
    assertThat(entries.get("scale/byteorder")).asString().isEqualTo("little");
    assertThat(entries.get("scale/version")).asString().isEqualTo("10\n");
    assertThat(entries.get("scale/constants.pkl")).isEqualTo(new byte[] {(byte) 0x80, 2, ')', '.'});
  }

  @Test
  void convolutionWeightsLieChannelsLast() throws IOException {
    float[] weights = {0, 1, 2, 3, 10, 11, 12, 13}; // (1, 2, 2, 2): two inputs of 2x2 pixels
    ScriptClass type = new ScriptClass("Filter").parameter("weight");
    ScriptObject root = new ScriptObject(type).parameter("weight", Tensor.of(weights, 1, 2, 2, 2));

    byte[] data = entries(root).get("scale/data/0");

    float[] stored = new float[8];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(stored);
    assertThat(stored).containsExactly(0, 10, 1, 11, 2, 12, 3, 13);
  }

  @Test
  void tensorsBeginAtMultiplesOf64Bytes() throws IOException {
    ScriptClass type = new ScriptClass("Two").parameter("a").parameter("b");
    float marker = 12345.678f;
    ScriptObject root =
        new ScriptObject(type)
            .parameter("a", Tensor.of(new float[] {marker, 1, 2}, 3))
            .parameter("b", Tensor.of(new float[] {marker}, 1));

    ByteBuffer file = ByteBuffer.wrap(archive(root)).order(ByteOrder.LITTLE_ENDIAN);

    int found = 0;
    for (int i = 0; i + 4 <= file.limit(); i++) {
      if (file.getFloat(i) == marker) {
        assertThat(i % 64).isZero();
        found++;
      }
    }
    assertThat(found).isEqualTo(2);
  }

  @Test
  void equalObjectsGiveEqualBytes() throws IOException {
    NetworkDefinition network = Backbone.RESNET18.network(2);
    StateDict weights = NetworkWeights.random(network, 1);

    byte[] first = archive(NetworkScript.of(network, weights, TorchScript.Learning.DEFAULT));
    byte[] second = archive(NetworkScript.of(network, weights, TorchScript.Learning.DEFAULT));

    assertThat(first).isEqualTo(second);
  }

  @Test
  void aLocaleWithItsOwnDigitsChangesNothing() throws IOException {
    NetworkDefinition network = Backbone.RESNET18.network(2);
    StateDict weights = NetworkWeights.random(network, 1);
    byte[] expected = archive(NetworkScript.of(network, weights, TorchScript.Learning.DEFAULT));
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    try {
      assertThat("%d".formatted(1)).isNotEqualTo("1");
      assertThat(archive(NetworkScript.of(network, weights, TorchScript.Learning.DEFAULT)))
          .isEqualTo(expected);
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  private static byte[] archive(ScriptObject root) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TorchScriptArchive.write(out, "scale", root);
    return out.toByteArray();
  }

  private static Map<String, byte[]> entries(ScriptObject root) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive(root)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  /** Bytes put together by hand. */
  private static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes raw(int... bytes) {
      for (int value : bytes) {
        out.write(value);
      }
      return this;
    }

    Bytes text(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Bytes global(String module, String name) {
      return text("c" + module + "\n" + name + "\n");
    }

    Bytes string(String value) {
      return text("X").raw(value.length(), 0, 0, 0).text(value);
    }

    byte[] toByteArray() {
      return out.toByteArray();
    }
  }
}
