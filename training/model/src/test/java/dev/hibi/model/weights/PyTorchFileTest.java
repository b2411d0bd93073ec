package dev.hibi.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are made by {@code make_fixtures.py} beside them. */
final class PyTorchFileTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"archive.pth", "sequence.pth", "protocol4.pth", "checkpoint.pth"})
  void tensorsAreReadByNameWhateverTheyLieIn(String name) throws IOException {
    StateDict tensors = PyTorchFile.read(file(name));

    assertThat(tensors.names())
        .containsExactly(
            "plain", "turned", "part", "learned", "double", "half", "brain", "count", "empty");
    float[] plain = {0, .25f, .5f, .75f, 1, 1.25f, 1.5f, 1.75f, 2, 2.25f, 2.5f, 2.75f};
    for (String same : new String[] {"plain", "double", "half", "brain"}) {
      assertThat(tensors.get(same)).hasToString("float32[3, 4]");
      assertThat(tensors.get(same).toFloatArray()).as(same).containsExactly(plain);
    }
    assertThat(tensors.get("turned")).hasToString("float32[4, 3]");
    assertThat(tensors.get("turned").toFloatArray())
        .containsExactly(0, 1, 2, .25f, 1.25f, 2.25f, .5f, 1.5f, 2.5f, .75f, 1.75f, 2.75f);
    assertThat(tensors.get("part").toFloatArray()).containsExactly(1.5f, 1.75f, 2.5f, 2.75f);
    assertThat(tensors.get("learned").toFloatArray()).endsWith(5, 5.5f);
    assertThat(tensors.get("count").toLong()).isEqualTo(7);
    assertThat(tensors.get("empty")).hasToString("float32[0, 3]");
  }

  @ParameterizedTest
  @CsvSource({
    "command.pth, found 'posix.system', 'tensors, numbers and dictionaries'",
    "module.pth, found 'torch.nn.modules.linear.Linear', 'tensors, numbers and dictionaries'",
  })
  void whatIsNoDataIsRefusedByNameAndNotRun(String name, String found, String expected)
      throws IOException {
    Path file = file(name);

    assertThatThrownBy(() -> PyTorchFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("unsupported weights: expected " + expected + ", " + found)
        .hasMessageEndingWith(" (" + file + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cos\nsystem\n(X\2\0\0\0idtR.",
        "cbuiltins\neval\n(X\2\0\0\0idtR.",
        "ccollections\nOrderedDict\n(X\2\0\0\0idtR.",
        "(dX\1\0\0\0aXi\0\0\0is.",
        "}]\u0094h\0as.",
        "i\nos\nsystem\n.",
        "(.",
        "R.",
        "h\7.",
        "X\u00ff\u00ff\u00ff\u007f.",
        "}(K\1u.",
        ")K\1a.",
        "",
      })
  void aPickleThatIsDamagedOrDoesMoreThanBuildDataIsRefused(String program) throws IOException {
    byte[] pickle = ("\u0080\2" + program).getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> new Unpickler(ByteBuffer.wrap(pickle)).read())
        .isInstanceOf(IOException.class)
        .hasMessageMatching("(unsupported weights|bad pickle): expected .*, found .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive.pth", "sequence.pth"})
  void aChangedFileIsReadOrRefusedInOneLine(String name) throws IOException {
    byte[] sound = Files.readAllBytes(file(name));
    SplittableRandom random = new SplittableRandom(1);
    Path changed = directory.resolve("changed.pth");
    int refused = 0;
    for (int round = 0; round < 1_000; round++) {
      byte[] bytes = sound.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(changed, bytes);
      try {
        PyTorchFile.read(changed);
      } catch (IOException e) {
        refused++;
        assertThat(e).hasMessageContaining("expected").hasMessageContaining("found");
        assertThat(e).message().doesNotContain("\n");
      }
    }
    assertThat(refused).isBetween(100, 999);
  }

  @Test
  void halvesAreExact() {
    assertThat(StoredType.half((short) 0x3c00)).isEqualTo(1);
    assertThat(StoredType.half((short) 0xbc01)).isEqualTo(-1 - 0x1p-10f);
    assertThat(StoredType.half((short) 0x7bff)).isEqualTo(65504);
    assertThat(StoredType.half((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(StoredType.half((short) 0x03ff)).isEqualTo(1023 * 0x1p-24f);
    assertThat(StoredType.half((short) 0x8000)).isEqualTo(-0f);
    assertThat(StoredType.half((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(StoredType.half((short) 0x7e00)).isNaN();
  }

  private Path file(String name) throws IOException {
    Path copy = directory.resolve(name);
    try (InputStream in = PyTorchFileTest.class.getResourceAsStream(name)) {
      Files.write(copy, in.readAllBytes());
    }
    return copy;
  }
}
