package dev.hibi.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

  static List<Arguments> whatIsRefused() {
    return List.of(
        arguments("cos\nsystem\n(X\2\0\0\0idtR.", "'os.system'"),
        arguments("cposix\nsystem\n(X\2\0\0\0idtR.", "'posix.system'"),
        arguments("\u008c\2os\u008c\6system\u0093\u008c\2id\u0085R.", "'os.system'"),
        arguments("cbuiltins\neval\n(X\2\0\0\0idtR.", "'builtins.eval'"),
        arguments("c__builtin__\nexec\n.", "'__builtin__.exec'"),
        arguments("cbuiltins\ngetattr\n(cos\nsystem\nX\1\0\0\0atR.", "'builtins.getattr'"),
        arguments("ctorch.hub\nload\n.", "'torch.hub.load'"),
        arguments("ca\u001b[2J\r\nb\n.", "'a\\u001b[2J\\u000d.b'"),
        arguments("c" + "x".repeat(1_000) + "\ny\n.", "'" + "x".repeat(200) + "…'"),
        // A call of what a call gave, and of a storage's class.
        arguments("ccollections\nOrderedDict\n)R)R.", "a call of an object"),
        arguments("ctorch\nFloatStorage\n)R.", "a call of torch.FloatStorage"),
        arguments("ctorch\nIntStorage\n.", "'torch.IntStorage'"),
        // References that are no storage: text, a number, too short, another kind, another class.
        arguments("X\1\0\0\0aQ.", "a reference that is no storage"),
        arguments("K\1Q.", "a reference that is no storage"),
        arguments(")Q.", "a reference that is no storage"),
        arguments("(X\6\0\0\0moduleK\1K\1K\1K\1tQ.", "a reference that is no storage"),
        arguments("(X\7\0\0\0storageK\1K\1K\1K\1tQ.", "a storage of an unknown type"),
        arguments(
            "(X\7\0\0\0storageccollections\nOrderedDict\nK\1K\1K\1tQ.",
            "a storage of an unknown type"),
        // Instructions that make objects, import by number or read what is outside.
        arguments("i\nos\nsystem\n.", "instruction 0x69 at byte 2"),
        arguments("Pexternal\n.", "instruction 0x50 at byte 2"),
        arguments("\u0082\1.", "instruction 0x82 at byte 2"),
        arguments(")\u0081.", "instruction 0x81 at byte 3"),
        arguments("}}b]}b.", "an object with attributes"),
        // Many, deep and wide.
        arguments("(".repeat(1_001), "more than 1000 of them within each other"),
        arguments("N0".repeat(1_000_001), "a pickle of more than 2000000 instructions"),
        arguments(
            "ctorch._utils\n_rebuild_tensor_v2\n("
                + "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000NK\1tQK\0("
                + "K\1".repeat(65)
                + "t)tR.",
            "a tensor of more than 64 dimensions"));
  }

  @ParameterizedTest
  @MethodSource("whatIsRefused")
  void aPickleThatDoesMoreThanBuildDataIsRefusedByNameInOneLine(String program, String found) {
    byte[] pickle = ("\u0080\2" + program).getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> new Unpickler(ByteBuffer.wrap(pickle)).read())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "unsupported weights: expected tensors, numbers and dictionaries, found " + found)
        .message()
        .doesNotContain("\n", "\r", "\u001b");
  }

  @Test
  void listsWithinListsAndNumbersOfTheMemoThatAreHugeAreData() throws IOException {
    String program = "]r\u00ff\u00ff\u00ff\u00ff0" + "]".repeat(100_000) + "a".repeat(99_999);
    byte[] pickle =
        ("\u0080\2" + program + "j\u00ff\u00ff\u00ff\u00ffa.")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThat(new Unpickler(ByteBuffer.wrap(pickle)).read()).isInstanceOf(Pickle.Sequence.class);
  }

  @Test
  void dictionariesAndTensorsAreReadAsPython2WroteThem() throws IOException {
    String storage = "(U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\6Nt";
    String tensor = "ctorch._utils\n_rebuild_tensor\n(" + storage + "QK\0(K\2K\3t(K\3K\1ttR";
    String program = "ccollections\nOrderedDict\n(]](U\1a" + tensor + "eatR.";
    byte[] pickle = ("\u0080\2" + program).getBytes(StandardCharsets.ISO_8859_1);

    Pickle read = new Unpickler(ByteBuffer.wrap(pickle)).read();

    assertThat(((Pickle.Dictionary) read).get("a"))
        .hasValue(
            new Pickle.View(
                new Pickle.Storage(StoredType.F32, "0", 6), 0, List.of(2L, 3L), List.of(3L, 1L)));
  }

  /** A view takes a few bytes of the pickle, and each that is not contiguous is copied. */
  @Test
  void tensorsThatTakeFarMoreMemoryThanTheFileAreRefused() throws IOException {
    StringBuilder program = new StringBuilder("}(");
    program.append("ctorch._utils\n_rebuild_tensor_v2\nq\0000");
    program.append("((U\7storagectorch\nFloatStorage\nU\0010U\3cpuM\0\u0010tQK\0(K\100K\100t");
    program.append("(K\1K\100tNNtq\0010"); // 64 x 64, turned
    for (int i = 0; i < 1_000; i++) {
      program.append("U\3").append(100 + i % 900).append("h\0h\1R");
    }
    Path file = directory.resolve("views.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a/data.pkl"));
      zip.write(("\u0080\2" + program + "u.").getBytes(StandardCharsets.ISO_8859_1));
      zip.putNextEntry(new ZipEntry("a/data/0"));
      zip.write(new byte[4 * 4096]);
    }

    assertThatThrownBy(() -> PyTorchFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad weights: expected tensors of at most %d bytes in all, found %d (%s)",
            8 * Files.size(file), 4 * 4096 * 901, file);
  }

  @ParameterizedTest
  @CsvSource({"model, model", "model_state_dict, model_state_dict", "net, a dictionary"})
  void aDictionaryAroundTheTensorsIsTakenByItsName(String name, String found) throws IOException {
    String tensor =
        "ctorch._utils\n_rebuild_tensor_v2\n((U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\1tQK\0(K\1t(K\1tNNtR";
    String program = "}(U%c%s}(U\1w%suU\5epochK\3u.".formatted(name.length(), name, tensor);
    Path file = directory.resolve("wrapped.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a/data.pkl"));
      zip.write(("\u0080\2" + program).getBytes(StandardCharsets.ISO_8859_1));
      zip.putNextEntry(new ZipEntry("a/data/0"));
      zip.write(new byte[4]);
    }

    if (found.equals(name)) {
      assertThat(PyTorchFile.read(file).names()).containsExactly("w");
    } else {
      assertThatThrownBy(() -> PyTorchFile.read(file))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "unsupported weights: expected a tensor under each name, found a dictionary (net in"
                  + " %s)",
              file);
    }
  }

  @Test
  void aPrefixGoesIfAllNamesHaveIt() {
    Tensor one = Tensor.scalar(1);

    assertThat(new StateDict(Map.of("module.a", one)).withoutPrefix("module.").names())
        .containsExactly("a");
    assertThat(new StateDict(Map.of("module.a", one, "b", one)).withoutPrefix("module.").names())
        .containsExactlyInAnyOrder("module.a", "b");
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
