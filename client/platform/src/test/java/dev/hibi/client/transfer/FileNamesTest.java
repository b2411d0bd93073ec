package dev.hibi.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.transfer.FaultyLink.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files keep the names that they have, however long, in whichever script. */
@Timeout(120)
final class FileNamesTest {
  private static final byte[] SMALL = TransferBench.bytes(1000);

  @TempDir private Path folder;
  private TransferBench bench;
  private Path target;

  @BeforeEach
  void start() throws Exception {
    bench = new TransferBench(folder);
    target = folder.resolve("target");
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  static Stream<String> names() {
    return Stream.of(
        "写真.jpg",
        "橋梁 上部工+床版 (1)&#%.jpg",
        "ひび割れ😀.zip",
        Normalizer.normalize("がぎぐ.png", Normalizer.Form.NFC),
        Normalizer.normalize("がぎぐ.png", Normalizer.Form.NFD),
        "a;b=\"c\".txt",
        "写".repeat(85),
        "x".repeat(255));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aFileComesBackUnderItsName(String name) throws Exception {
    Path file = Files.write(folder.resolve(name), SMALL);

    long id = DataUpload.builder(bench.client(), "橋").file(file).build().run();
    assertThat(bench.platform().filesOf(id)).containsOnlyKeys(name);

    assertThat(downloads().data(id, target)).containsExactly(target.resolve(name));
    assertThat(target.toFile().list()).containsExactly(name);
    assertThat(target.resolve(name)).hasBinaryContent(SMALL);
  }

  @Test
  void twoFormsOfANameAreTwoFiles() throws Exception {
    String composed = Normalizer.normalize("が.png", Normalizer.Form.NFC);
    String decomposed = Normalizer.normalize("が.png", Normalizer.Form.NFD);
    bench.platform().add(3, composed, SMALL);
    bench.platform().add(3, decomposed, TransferBench.bytes(5));

    downloads().data(3, target);

    assertThat(target.resolve(composed)).hasSize(1000);
    assertThat(target.resolve(decomposed)).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {180, 181, 239, 240, 244, 245, 255})
  void aLongNameInSeveralPartsGoesOnWhereItWasCutOff(int length) throws Exception {
    String name = "n".repeat(length);
    byte[] content = TransferBench.bytes(40 * TransferBench.MIB);
    bench.platform().add(3, name, content);
    bench.link().fault("GET ", Fault.NONE, 0, 2);
    bench.link().fault("GET ", Fault.STATUS, 500, 4);
    assertThatThrownBy(() -> downloads().data(3, target)).isInstanceOf(RuntimeException.class);
    assertThat(List.of(target.toFile().list()))
        .hasSize(2)
        .allMatch(left -> left.getBytes(StandardCharsets.UTF_8).length <= 200);
    bench.link().heads().clear();

    downloads().data(3, target);

    assertThat(target.toFile().list()).containsExactly(name);
    assertThat(target.resolve(name)).hasBinaryContent(content);
  }

  @Test
  void anOddNameOfAnOutputCostsThatFileAndNoOther() throws Exception {
    bench.platform().add(3, "model.pt", SMALL);
    bench.platform().filesOf(3).put("odd\\name", "model.pt-3");
    bench.platform().filesOf(3).put("odd\u001bname", "model.pt-3");
    String files =
        Stream.of("model.pt", "odd\\name", "odd\u001bname")
            .map(name -> bench.platform().file(3, name))
            .toList()
            .toString();
    bench
        .platform()
        .answer(
            "GET /training/7/container-files/",
            "{\"files\":%s,\"dirs\":[{\"dirName\":\"..\"},{\"dirName\":\"in\"}]}".formatted(files));
    bench
        .platform()
        .answer(
            "GET /training/7/container-files/in",
            "{\"files\":[%s],\"dirs\":[]}".formatted(bench.platform().file(3, "model.pt")));

    assertThatThrownBy(() -> downloads().outputs(7, "/", target))
        .isInstanceOf(RefusedNames.class)
        .hasMessage(
            "bad file names: expected ones within their folder,"
                + " found 'odd\\name' (output / of training 7),"
                + " 'odd\u001bname' (output / of training 7), '..' (output / of training 7);"
                + " of the others 2 are there");
    assertThat(target.resolve("model.pt")).hasBinaryContent(SMALL);
    assertThat(target.resolve("in/model.pt")).hasBinaryContent(SMALL);

    List<String> refused = new ArrayList<>();
    List<OutputFile> listed = OutputFiles.of(bench.client(), 7).list(refused::add).toList();
    assertThat(listed).extracting(OutputFile::path).containsExactly("model.pt", "in/model.pt");
    assertThat(refused).hasSize(3).first().isEqualTo("'odd\\name' (output / of training 7)");
  }

  @Test
  void aDiskThatIsFullIsToldWithTheFile() throws Exception {
    bench.platform().add(3, "large.bin", TransferBench.bytes(20 * TransferBench.MIB));

    Process process =
        TransferProcess.startLimited(5 << 10, bench.platform(), "download", "3", target.toString());

    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isNotZero();
    assertThat(said)
        .contains(
            "cannot write: expected %s to be written, found 'File too large'"
                .formatted(target.resolve("large.bin")));
    assertThat(target.resolve("large.bin")).doesNotExist();
  }

  private Downloads downloads() throws IOException {
    return Downloads.builder(bench.client()).connections(1).build();
  }
}
