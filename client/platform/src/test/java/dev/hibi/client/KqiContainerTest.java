package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KqiContainerTest {
  private static final String TOKEN = "eyJ-planted-secret";

  private final Path root;
  private final Path training;
  private final Path testing;

  KqiContainerTest(@TempDir Path root) {
    this.root = root;
    this.training = root.resolve("kqi/input/training");
    this.testing = root.resolve("kqi/input/testing");
  }

  /** As the platform does: files are links into a folder of stored names. */
  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(root.resolve("kqi/output"));
    Files.createDirectories(root.resolve("kqi/raw"));
    Files.writeString(
        Files.createDirectories(root.resolve("kqi/input")).resolve("meta.json"), "{}");
    link(training.resolve("12/train.zip"), "a1.zip");
    link(training.resolve("9/b.zip"), "b2.zip");
    link(training.resolve("9/a/inner.zip"), "c3.zip");
    link(testing.resolve("13/test.zip"), "d4.zip");
  }

  @Test
  void aProgramThatIsInNoContainerIsToldSo() {
    assertThat(Path.of("/kqi")).doesNotExist();
    assertThatThrownBy(KqiContainer::detect)
        .isInstanceOf(IOException.class)
        .hasMessage("not in a KAMONOHASHI container: expected folder /kqi/input, found none");
  }

  @Test
  void pathsAndEnvironmentAreThere() throws IOException {
    KqiContainer container =
        at(Map.of("KQI_SERVER", "http://web-api.kqi-system:8090", "KQI_TOKEN", TOKEN));

    assertThat(container.input()).isEqualTo(root.resolve("kqi/input"));
    assertThat(container.output()).isEqualTo(root.resolve("kqi/output"));
    assertThat(container.training()).isEqualTo(training);
    assertThat(container.testing()).isEqualTo(testing);
    assertThat(container.server()).contains(URI.create("http://web-api.kqi-system:8090"));
    assertThat(container.hasToken()).isTrue();
  }

  @Test
  void dataAreSortedByIdAndTheirFilesByPath() throws IOException {
    KqiContainer container = at(Map.of());

    assertThat(container.trainingData())
        .containsExactly(
            new KqiContainer.InputData(
                9,
                training.resolve("9"),
                List.of(training.resolve("9/a/inner.zip"), training.resolve("9/b.zip"))),
            new KqiContainer.InputData(
                12, training.resolve("12"), List.of(training.resolve("12/train.zip"))));
    assertThat(container.testingData()).extracting(KqiContainer.InputData::id).containsExactly(13L);
    assertThat(container.testingData().get(0).files().get(0)).hasContent("stored in d4.zip");
  }

  @Test
  void aContainerWithoutServerAndTokenIsOne() throws IOException {
    KqiContainer container = at(Map.of("KQI_SERVER", "", "KQI_TOKEN", " "));

    assertThat(container.server()).isEmpty();
    assertThat(container.hasToken()).isFalse();
    assertThat(container)
        .hasToString(
            "KqiContainer[input=%s/kqi/input, output=%s/kqi/output, server=none, token=none]"
                .formatted(root, root));
  }

  @Test
  void theTokenIsInNoText() throws IOException {
    KqiContainer container = at(Map.of("KQI_SERVER", "http://s", "KQI_TOKEN", TOKEN));

    assertThat(container.toString()).doesNotContain(TOKEN).contains("token=set");
  }

  @Test
  void aBadServerAddressIsRefusedWithoutRepeatingIt() {
    for (String bad : List.of("ftp://host", "host:80", "http://user:" + TOKEN + "@host", "a b")) {
      assertThatThrownBy(() -> at(Map.of("KQI_SERVER", bad, "KQI_TOKEN", TOKEN)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "bad server address: expected http://host:port or https://host:port, found %d"
                      .formatted(bad.length())
                  + " characters that are none (KQI_SERVER)")
          .hasNoCause();
    }
  }

  @Test
  void elsewhereIsNoContainer() throws IOException {
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));

    assertThatThrownBy(() -> KqiContainer.at(elsewhere, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not in a KAMONOHASHI container: expected folder %s/kqi/input, found none"
                .formatted(elsewhere));

    Files.createDirectories(elsewhere.resolve("kqi/input"));
    Files.createFile(elsewhere.resolve("kqi/output"));
    assertThatThrownBy(() -> KqiContainer.at(elsewhere, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not in a KAMONOHASHI container: expected folder %s/kqi/output, found a file"
                .formatted(elsewhere));
  }

  @Test
  void aMissingTypeOrAFlatDataSetIsAnErrorThatSaysWhatIsThere() throws IOException {
    Path flat = root.resolve("flat");
    Files.createDirectories(flat.resolve("kqi/input/12"));
    Files.createDirectories(flat.resolve("kqi/input/7"));
    Files.createDirectories(flat.resolve("kqi/output"));
    KqiContainer container = KqiContainer.at(flat, Map.of());

    assertThatThrownBy(container::training)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "no training data in the data set: expected folder %s/kqi/input/training, found 12, 7"
                    .formatted(flat)
                + " (in %s/kqi/input)".formatted(flat));
    assertThatThrownBy(container::testingData)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no testing data in the data set: ");
  }

  @Test
  void whatIsNoDataRecordIsAnErrorButNamesWithADotAreNot() throws IOException {
    Files.createFile(training.resolve(".nfs0001"));
    assertThat(at(Map.of()).trainingData()).hasSize(2);

    Files.createFile(training.resolve("notes.txt"));
    assertThatThrownBy(() -> at(Map.of()).trainingData())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not a data record: expected a folder named by its data id, found notes.txt (in %s)"
                .formatted(training));
  }

  @Test
  void aLinkThatLeadsNowhereIsAnError() throws IOException {
    Files.delete(root.resolve("kqi/raw/a1.zip"));

    assertThatThrownBy(() -> at(Map.of()).trainingData())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "broken link: expected a file, found a link to %s/kqi/raw/a1.zip, which is not there"
                    .formatted(root)
                + " (%s/12/train.zip)".formatted(training));
  }

  @Test
  void theExampleOfThePackageRuns() throws IOException {
    KqiContainer container = at(Map.of());
    StringBuilder printed = new StringBuilder();
    for (KqiContainer.InputData data : container.trainingData()) {
      printed.append("data " + data.id() + ": " + data.files()).append('\n');
    }
    Files.writeString(container.output().resolve("value.txt"), "0.997");

    assertThat(printed.toString()).startsWith("data 9: [" + training.resolve("9/a/inner.zip"));
    assertThat(root.resolve("kqi/output/value.txt")).hasContent("0.997");
  }

  private KqiContainer at(Map<String, String> environment) throws IOException {
    return KqiContainer.at(root, environment);
  }

  private void link(Path link, String storedName) throws IOException {
    Path stored = root.resolve("kqi/raw").resolve(storedName);
    Files.writeString(stored, "stored in " + storedName);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, stored);
  }
}
